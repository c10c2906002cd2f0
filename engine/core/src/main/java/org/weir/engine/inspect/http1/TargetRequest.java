package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;
import org.weir.engine.http.Headers.Field;
import org.weir.engine.http.RequestHead;

/** Writes a request of another version of HTTP as HTTP/1.1 (RFC 9113, section 8.3 and RFC 9112), the only one on its connection. */
final class TargetRequest {
    /** Of the connection, not of the message; the framing and Host are written anew. */
    private static final Set<String> OWN = Set.of(
            "connection",
            "content-length",
            "cookie",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "upgrade");

    /** Methods whose requests announce also an empty body: RFC 9110, section 8.6. */
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private TargetRequest() {}

    /** How the body is framed. */
    enum Body {
        NONE,
        LENGTH,
        CHUNKED
    }

    /** @param end whether there is no body */
    static Body body(RequestHead head, boolean end) {
        if (end) {
            return Body.NONE;
        }
        return length(head) == null ? Body.CHUNKED : Body.LENGTH;
    }

    /** @throws BadMessageException when it cannot be said in HTTP/1.1 */
    static ByteBuf head(ByteBufAllocator alloc, RequestHead head, Body body) throws BadMessageException {
        var fields = new ArrayList<Field>(head.headers().fields().size() + 4);
        fields.add(new Field("Host", head.authority()));
        for (var field : head.headers().fields()) {
            if (OWN.stream().noneMatch(field.name()::equalsIgnoreCase)) {
                fields.add(field);
            }
        }
        // RFC 9113, section 8.2.3: they come in pieces, which only HTTP/2 knows.
        var cookies = head.headers().all("cookie");
        if (!cookies.isEmpty()) {
            fields.add(new Field("Cookie", String.join("; ", cookies)));
        }
        switch (body) {
            case NONE -> {
                if (WITH_BODY.contains(head.method())) {
                    fields.add(new Field("Content-Length", "0"));
                }
            }
            case LENGTH -> fields.add(new Field("Content-Length", String.valueOf(length(head))));
            case CHUNKED -> fields.add(new Field("Transfer-Encoding", "chunked"));
        }
        fields.add(new Field("Connection", "close"));
        var path = head.path().isEmpty() ? "/" : head.path();
        var out = HeadWriter.request(alloc, head.method(), path, new Headers(fields));
        try {
            var octets = new byte[out.readableBytes()];
            out.getBytes(out.readerIndex(), octets);
            Extent.ofRequest(
                    HeadParser.request(octets, 0, octets.length, head.scheme()).facts());
            return out;
        } catch (BadMessageException e) {
            out.release();
            throw e;
        }
    }

    private static @Nullable String length(RequestHead head) {
        var lengths = head.headers().all("content-length");
        return lengths.isEmpty() ? null : lengths.getFirst().strip();
    }
}
