package org.weir.engine.relay;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** SOCKS5 CONNECT (RFC 1928) with user name and password (RFC 1929). */
final class Socks5Handshake implements ProxyHandshake {
    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int USER_PASSWORD = 2;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    /** RFC 1929 and RFC 1928: lengths are one byte. */
    static final int MAX_FIELD = 255;

    private enum State {
        METHOD,
        AUTHENTICATION,
        REPLY
    }

    private final String host;
    private final int port;
    private final byte @Nullable [] user;
    private final byte[] password;
    private State state = State.METHOD;

    /** @param host a name of at most 255 bytes, or an address; IPv6 addresses without brackets */
    Socks5Handshake(String host, int port, @Nullable String credentials) {
        this.host = host;
        this.port = port;
        var colon = credentials == null ? -1 : credentials.indexOf(':');
        this.user = credentials == null ? null : bytes(colon < 0 ? credentials : credentials.substring(0, colon));
        this.password = colon < 0 || credentials == null ? new byte[0] : bytes(credentials.substring(colon + 1));
    }

    @Override
    public byte[] begin() {
        return user == null
                ? new byte[] {VERSION, 1, NO_AUTHENTICATION}
                : new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_PASSWORD};
    }

    @Override
    public Step read(ByteBuf input) {
        return switch (state) {
            case METHOD -> method(input);
            case AUTHENTICATION -> authentication(input);
            case REPLY -> reply(input);
        };
    }

    private Step method(ByteBuf input) {
        if (input.readableBytes() < 2) {
            return Step.WAIT;
        }
        if (input.readUnsignedByte() != VERSION) {
            return Step.fail("the proxy does not speak SOCKS5");
        }
        var method = input.readUnsignedByte();
        if (method == NO_AUTHENTICATION) {
            return request();
        }
        if (method != USER_PASSWORD || user == null) {
            return Step.fail("the proxy takes none of our ways to authenticate");
        }
        if (user.length == 0 || user.length > MAX_FIELD || password.length > MAX_FIELD) {
            return Step.fail("user name or password do not fit SOCKS5");
        }
        state = State.AUTHENTICATION;
        var out = new ByteArrayOutputStream();
        out.write(1);
        out.write(user.length);
        out.writeBytes(user);
        out.write(password.length);
        out.writeBytes(password);
        return Step.send(out.toByteArray());
    }

    private Step authentication(ByteBuf input) {
        if (input.readableBytes() < 2) {
            return Step.WAIT;
        }
        input.skipBytes(1);
        return input.readUnsignedByte() == 0 ? request() : Step.fail("the proxy refused user name or password");
    }

    private Step request() {
        state = State.REPLY;
        var out = new ByteArrayOutputStream();
        out.write(VERSION);
        out.write(CONNECT);
        out.write(0);
        var address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address != null) {
            out.write(address.length == 4 ? IPV4 : IPV6);
            out.writeBytes(address);
        } else {
            var name = bytes(host);
            if (name.length == 0 || name.length > MAX_FIELD) {
                return Step.fail("the host name does not fit SOCKS5");
            }
            out.write(NAME);
            out.write(name.length);
            out.writeBytes(name);
        }
        out.write(port >> 8);
        out.write(port);
        return Step.send(out.toByteArray());
    }

    private static Step reply(ByteBuf input) {
        if (input.readableBytes() < 5) {
            return Step.WAIT;
        }
        var at = input.readerIndex();
        if (input.getUnsignedByte(at) != VERSION) {
            return Step.fail("the proxy does not speak SOCKS5");
        }
        var code = input.getUnsignedByte(at + 1);
        if (code != 0) {
            return Step.fail("the proxy answered " + words(code));
        }
        var length = switch (input.getUnsignedByte(at + 3)) {
            case IPV4 -> 4;
            case IPV6 -> 16;
            case NAME -> 1 + input.getUnsignedByte(at + 4);
            default -> -1;
        };
        if (length < 0) {
            return Step.fail("the proxy answered with an unknown kind of address");
        }
        var total = 4 + length + 2;
        if (input.readableBytes() < total) {
            return Step.WAIT;
        }
        input.skipBytes(total);
        return Step.DONE;
    }

    private static String words(int code) {
        return switch (code) {
            case 1 -> "general failure";
            case 2 -> "not allowed";
            case 3 -> "network unreachable";
            case 4 -> "host unreachable";
            case 5 -> "connection refused";
            case 6 -> "timed out";
            case 7 -> "command not supported";
            case 8 -> "address type not supported";
            default -> "code " + code;
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
