package org.weir.engine.inspect.http2;

import java.time.Duration;

/** Sizes and rates of HTTP/2 conversations, each with its reason. */
final class Http2Limits {
    /** What a peer may send ahead on one stream, bytes: 100 Mbit/s at 80 ms round trip. Also what one stream can hold here. */
    static final int STREAM_WINDOW = 1024 * 1024;

    /** The same for a whole connection: what one side of one connection can hold here at most, whatever its streams do. */
    static final int CONNECTION_WINDOW = 4 * 1024 * 1024;

    /**
     * Largest header list, bytes as RFC 9113, section 6.5.2 counts them (32 more for each field). 256 KiB of names and
     * values is more than any common server takes; beyond the limit a request gets 431.
     */
    static final int HEADER_LIST_BYTES = 320 * 1024;

    /** Streams that a client may have open when the server sets no limit; each costs about 2 KiB here. */
    static final long MAX_STREAMS = 4096;

    /** CONTINUATION frames below 8 KiB in one header block. Peers with 16 KiB frames need none; a flood has thousands. */
    static final int SMALL_CONTINUATIONS = 64;

    /**
     * Frames that cost the sender nothing (resets, pings, settings, empty DATA) in one {@link #CALM_WINDOW}. A browser that
     * scrolls through a map resets hundreds of streams; a flood has a hundred times more.
     */
    static final int CALM_FRAMES = 10_000;

    static final Duration CALM_WINDOW = Duration.ofSeconds(10);

    /** Frames for the client that wait for the server's first SETTINGS. Only a flood makes so many acknowledgements. */
    static final int HELD_FRAMES = 10_000;

    /** Bytes of the server that are held until the client has said its preface and SETTINGS; a server's are 100 or so. */
    static final int EARLY_BYTES = 64 * 1024;

    /** A side is read only while less than this waits in the other side's socket; read again below the low mark. */
    static final int QUEUE_HIGH_BYTES = 512 * 1024;

    static final int QUEUE_LOW_BYTES = 128 * 1024;

    /**
     * Requests of one connection that rules send to other servers, at a time: what common servers let a client have under
     * way. Each has a connection of its own and may hold {@link #DIVERTED_BYTES}; further ones are refused unprocessed.
     */
    static final int DIVERSIONS = 128;

    /** Bytes of another server's response that wait for the client; above, that server is not read. */
    static final int DIVERTED_BYTES = 64 * 1024;

    /** How long a connection stays half open behind our last GOAWAY, so that a reset does not overtake it. */
    static final Duration LINGER = Duration.ofSeconds(1);

    private Http2Limits() {}
}
