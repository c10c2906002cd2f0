package org.weir.engine.inspect.http2;

import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/**
 * Which settings of one peer become ours towards the other. Windows, frame sizes and table sizes are of one hop and stay our
 * own; a server does not see who pushes, because nobody may. Pure.
 */
final class Mirror {
    /** RFC 8441, section 3. */
    private static final char ENABLE_CONNECT_PROTOCOL = 0x8;

    /** RFC 9218, section 2.1. */
    private static final char NO_RFC7540_PRIORITIES = 0x9;

    private Mirror() {}

    static Http2Settings towardsServer(Http2Settings client) {
        return laterTowardsServer(client).pushEnabled(false).initialWindowSize(Http2Limits.STREAM_WINDOW);
    }

    static Http2Settings laterTowardsServer(Http2Settings client) {
        var settings = new Http2Settings();
        copyListSize(client, settings);
        copy(client, settings, NO_RFC7540_PRIORITIES);
        return settings;
    }

    static Http2Settings towardsClient(Http2Settings server) {
        var settings = laterTowardsClient(server).initialWindowSize(Http2Limits.STREAM_WINDOW);
        if (settings.maxConcurrentStreams() == null) {
            settings.maxConcurrentStreams(Http2Limits.MAX_STREAMS);
        }
        return settings;
    }

    static Http2Settings laterTowardsClient(Http2Settings server) {
        var settings = new Http2Settings();
        copyListSize(server, settings);
        copy(server, settings, ENABLE_CONNECT_PROTOCOL);
        copy(server, settings, NO_RFC7540_PRIORITIES);
        var streams = server.maxConcurrentStreams();
        if (streams != null) {
            settings.maxConcurrentStreams(Math.min(streams, Http2Limits.MAX_STREAMS));
        }
        return settings;
    }

    private static void copyListSize(Http2Settings from, Http2Settings to) {
        Long size = from.maxHeaderListSize();
        if (size != null) {
            to.maxHeaderListSize(size);
        }
    }

    private static void copy(Http2Settings from, Http2Settings to, char id) {
        @Nullable Long value = from.get(id);
        if (value != null) {
            to.put(id, value);
        }
    }
}
