package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.CharsetUtil;
import java.util.ArrayList;
import java.util.List;
import org.weir.engine.http.Headers;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** Writes heads that a rule changed, and our own. The framing fields are ours: a rule cannot make a message ambiguous. */
final class HeadWriter {
    private static final int TYPICAL_BYTES = 512;

    /** How the body is framed on the way out. */
    enum Framing {
        /** As it was received. */
        AS_RECEIVED,
        CHUNKED,
        UNTIL_CLOSE
    }

    private HeadWriter() {}

    static ByteBuf request(ByteBufAllocator alloc, ParsedRequest received, RequestHead sent, Framing framing) {
        var out = alloc.buffer(TYPICAL_BYTES);
        text(out, sent.method());
        out.writeByte(' ');
        text(out, Targets.target(received, sent));
        out.writeByte(' ');
        text(out, received.head().version().word());
        crlf(out);
        fields(out, framed(withHost(received.head(), sent), received.head().headers(), framing));
        return out;
    }

    /** A request with these fields as they are, framing and all. */
    static ByteBuf request(ByteBufAllocator alloc, String method, String target, Headers headers) {
        var out = alloc.buffer(TYPICAL_BYTES);
        text(out, method);
        out.writeByte(' ');
        text(out, target);
        out.writeByte(' ');
        text(out, RequestHead.Version.HTTP_1_1.word());
        crlf(out);
        fields(out, headers);
        return out;
    }

    static ByteBuf response(ByteBufAllocator alloc, ResponseHead received, ResponseHead sent, Framing framing) {
        var out = alloc.buffer(TYPICAL_BYTES);
        statusLine(out, received.version().word(), sent);
        fields(out, framed(sent.headers(), received.headers(), framing));
        return out;
    }

    /**
     * The head of an answer that is made here.
     *
     * @param length of the body, or -1 for a status that has none
     */
    static ByteBuf answer(ByteBufAllocator alloc, ResponseHead head, long length, boolean close, boolean http10) {
        var out = alloc.buffer(TYPICAL_BYTES);
        statusLine(out, RequestHead.Version.HTTP_1_1.word(), head);
        var headers = head.headers()
                .without("Content-Length")
                .without("Transfer-Encoding")
                .without("Connection");
        if (length >= 0) {
            headers = headers.plus("Content-Length", Long.toString(length));
        }
        if (close) {
            headers = headers.plus("Connection", "close");
        } else if (http10) {
            headers = headers.plus("Connection", "keep-alive");
        }
        fields(out, headers);
        return out;
    }

    /** The field lines and the empty line; also ends a chunked body's trailer section. */
    static void fields(ByteBuf out, Headers headers) {
        for (var field : headers.fields()) {
            text(out, field.name());
            out.writeByte(':').writeByte(' ');
            text(out, field.value());
            crlf(out);
        }
        crlf(out);
    }

    private static void statusLine(ByteBuf out, String version, ResponseHead head) {
        text(out, version);
        out.writeByte(' ');
        text(out, Integer.toString(head.status()));
        out.writeByte(' ');
        text(out, head.reason());
        crlf(out);
    }

    /** A rule that changes the authority and not Host means both. */
    private static Headers withHost(RequestHead received, RequestHead sent) {
        var unchanged = sent.headers().first("Host").equals(received.headers().first("Host"));
        return unchanged && !sent.authority().equals(received.authority())
                ? sent.headers().with("Host", sent.authority())
                : sent.headers();
    }

    private static Headers framed(Headers sent, Headers received, Framing framing) {
        return switch (framing) {
            case AS_RECEIVED -> {
                var wanted = framingFields(received);
                if (framingFields(sent).equals(wanted)) {
                    yield sent;
                }
                var all = new ArrayList<>(unframed(sent).fields());
                all.addAll(wanted);
                yield new Headers(all);
            }
            case CHUNKED -> unframed(sent).plus("Transfer-Encoding", "chunked");
            case UNTIL_CLOSE -> unframed(sent).without("Connection").plus("Connection", "close");
        };
    }

    private static List<Headers.Field> framingFields(Headers headers) {
        return headers.fields().stream().filter(HeadWriter::isFraming).toList();
    }

    private static Headers unframed(Headers headers) {
        return headers.without("Content-Length").without("Transfer-Encoding");
    }

    private static boolean isFraming(Headers.Field field) {
        return field.name().equalsIgnoreCase("Content-Length") || field.name().equalsIgnoreCase("Transfer-Encoding");
    }

    /** What was received comes back octet for octet; what rules bring beyond Latin-1 goes as UTF-8. No line can be ended. */
    private static void text(ByteBuf out, String text) {
        var latin = true;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                text(out, text.replace('\r', ' ').replace('\n', ' ').replace((char) 0, ' '));
                return;
            }
            latin &= c < 256;
        }
        if (latin) {
            out.writeCharSequence(text, CharsetUtil.ISO_8859_1);
        } else {
            ByteBufUtil.writeUtf8(out, text);
        }
    }

    private static void crlf(ByteBuf out) {
        out.writeByte('\r').writeByte('\n');
    }
}
