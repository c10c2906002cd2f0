package org.weir.engine.inspect.http2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** Between Netty's header lists and the heads that rules and observers know. Pure. */
final class Heads {
    /** RFC 9113, section 8.2.2: they belong to an HTTP/1 connection. */
    private static final Set<String> OF_CONNECTIONS =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    private Heads() {}

    /** @param scheme of the connection, for CONNECT, which names none */
    static RequestHead request(Http2Headers fields, String scheme) {
        return new RequestHead(
                RequestHead.Version.HTTP_2,
                text(fields.method(), ""),
                text(fields.scheme(), scheme),
                text(fields.authority() == null ? fields.get("host") : fields.authority(), ""),
                text(fields.path(), ""),
                regular(fields));
    }

    static ResponseHead response(Http2Headers fields) {
        return new ResponseHead(RequestHead.Version.HTTP_2, status(fields), "", regular(fields));
    }

    /** The status code; 0 when it is none, which no valid response has. */
    static int status(Http2Headers fields) {
        var status = fields.status();
        if (status == null || status.length() != 3) {
            return 0;
        }
        var code = 0;
        for (var i = 0; i < 3; i++) {
            var digit = status.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            code = code * 10 + digit;
        }
        return code;
    }

    /** Fields without pseudo-header fields, in their order. */
    static Headers regular(Http2Headers fields) {
        var list = new ArrayList<Headers.Field>(fields.size());
        for (var field : fields) {
            var name = field.getKey();
            if (name.isEmpty() || name.charAt(0) != ':') {
                list.add(new Headers.Field(name.toString(), field.getValue().toString()));
            }
        }
        return new Headers(list);
    }

    /** A changed request as HTTP/2 wants it; what heads do not hold (the protocol of RFC 8441, marks) is the original's. */
    static Http2Headers rebuilt(RequestHead head, Http2Headers original) {
        var made = new DefaultHttp2Headers(false, false, head.headers().fields().size() + 4);
        var protocol = original.get(PseudoHeaderName.PROTOCOL.value());
        made.method(head.method());
        if (!head.authority().isEmpty()) {
            made.authority(head.authority());
        }
        if (!head.method().equals("CONNECT") || protocol != null) {
            made.scheme(head.scheme());
            made.path(head.path());
        }
        if (protocol != null) {
            made.set(PseudoHeaderName.PROTOCOL.value(), protocol);
        }
        return withRegular(made, head.headers(), original);
    }

    /** @param original the server's, or null for an answer of ours */
    static Http2Headers rebuilt(ResponseHead head, @Nullable Http2Headers original) {
        var made = new DefaultHttp2Headers(false, false, head.headers().fields().size() + 1);
        made.status(Integer.toString(head.status()));
        return withRegular(made, head.headers(), original);
    }

    /** Of another server. */
    static Http2Headers trailers(Headers fields) {
        return withRegular(new DefaultHttp2Headers(false, false, fields.fields().size()), fields, null);
    }

    /** Whether a plan changed nothing: policies then return the very object (HttpPolicy), which is quicker than comparing. */
    @SuppressWarnings("ReferenceEquality")
    static boolean same(Record planned, Record asked) {
        return planned == asked;
    }

    /** Without a length, for a body that is edited. */
    static Http2Headers withoutLength(Http2Headers fields) {
        fields.remove("content-length");
        return fields;
    }

    private static Http2Headers withRegular(Http2Headers made, Headers fields, @Nullable Http2Headers original) {
        var marked = original == null ? Set.<String>of() : neverIndexed(original);
        for (var field : fields.fields()) {
            var name = field.name().toLowerCase(Locale.ROOT);
            if (name.isEmpty() || name.charAt(0) == ':' || OF_CONNECTIONS.contains(name)) {
                continue;
            }
            var value = octets(field.value());
            made.add(name, marked.contains(name) ? new NeverIndexed(value) : value);
        }
        return made;
    }

    /** What was received comes back octet for octet; what rules bring beyond Latin-1 goes as UTF-8, as in HTTP/1. */
    private static CharSequence octets(String value) {
        return value.chars().allMatch(c -> c < 256)
                ? value
                : new AsciiString(value.getBytes(StandardCharsets.UTF_8), false);
    }

    private static Set<String> neverIndexed(Http2Headers fields) {
        var names = new HashSet<String>();
        for (var field : fields) {
            if (field.getValue() instanceof NeverIndexed) {
                names.add(field.getKey().toString());
            }
        }
        return names;
    }

    private static String text(@Nullable CharSequence value, String otherwise) {
        return value == null ? otherwise : value.toString();
    }
}
