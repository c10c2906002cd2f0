package org.weir.engine.relay;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 CONNECT (RFC 9110, section 9.3.6) with Basic credentials (RFC 7617). */
final class HttpConnectHandshake implements ProxyHandshake {
    /** Bytes of a proxy's answer head; common servers stop at 8 KiB themselves. */
    static final int MAX_HEAD = 16 * 1024;

    private final String authority;
    private final @Nullable String credentials;

    /** @param host a name or an address; IPv6 addresses without brackets */
    HttpConnectHandshake(String host, int port, @Nullable String credentials) {
        this.authority = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        this.credentials = credentials;
    }

    @Override
    public byte[] begin() {
        var head = new StringBuilder("CONNECT ")
                .append(authority)
                .append(" HTTP/1.1\r\nHost: ")
                .append(authority)
                .append("\r\n");
        if (credentials != null) {
            head.append("Proxy-Authorization: Basic ")
                    .append(Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                    .append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Step read(ByteBuf input) {
        while (true) {
            var end = endOfHead(input);
            if (end < 0) {
                return input.readableBytes() > MAX_HEAD
                        ? Step.fail("the proxy's answer has no end within " + MAX_HEAD + " bytes")
                        : Step.WAIT;
            }
            var head = input.toString(input.readerIndex(), end - input.readerIndex(), StandardCharsets.ISO_8859_1);
            input.readerIndex(end);
            var status = status(head);
            if (status < 0) {
                return Step.fail("the proxy does not speak HTTP");
            }
            if (status >= 200 && status < 300) {
                return Step.DONE;
            }
            // 1xx answers come before the real one (RFC 9110, section 15.2).
            if (status >= 200) {
                return Step.fail("the proxy answered " + status);
            }
        }
    }

    /** The index behind the empty line, or -1. */
    private static int endOfHead(ByteBuf input) {
        var limit = Math.min(input.writerIndex(), input.readerIndex() + MAX_HEAD);
        for (var i = input.readerIndex(); i < limit; i++) {
            if (input.getByte(i) != '\n') {
                continue;
            }
            if (i + 1 < limit && input.getByte(i + 1) == '\n') {
                return i + 2;
            }
            if (i + 2 < limit && input.getByte(i + 1) == '\r' && input.getByte(i + 2) == '\n') {
                return i + 3;
            }
        }
        return -1;
    }

    /** The three digits of {@code HTTP/1.x NNN}, or -1. */
    private static int status(String head) {
        if (!head.startsWith("HTTP/1.") || head.length() < 12 || head.charAt(8) != ' ') {
            return -1;
        }
        var status = 0;
        for (var i = 9; i < 12; i++) {
            var digit = head.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            status = status * 10 + digit;
        }
        return status < 100 ? -1 : status;
    }
}
