package org.weir.engine.intercept;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.AppIdentity.Attribution;

/** What a PROXY v2 header of flows.sock says (docs/protocol.md, section 3). Pure. */
record ProxyHeader(
        InetSocketAddress source,
        InetSocketAddress destination,
        AppIdentity app,
        @Nullable String host) {
    /** The whole header, signature included. */
    static final int MAX_BYTES = 4_096;

    private static final int TYPE_AUTHORITY = 0x02;
    private static final int TYPE_PROTOCOL = 0xE0;
    private static final int TYPE_PID = 0xE1;
    private static final int TYPE_START = 0xE2;
    private static final int TYPE_EXECUTABLE = 0xE3;
    private static final int TYPE_APP_ID = 0xE4;
    private static final int TYPE_USER = 0xE5;
    private static final int TYPE_UID = 0xE6;

    private static final int PROTOCOL = 1;
    private static final int MAX_HOST = 255;
    private static final int MAX_EXECUTABLE = 1_024;
    private static final int MAX_TEXT = 256;

    /** The header is not one of ours; the message says why. */
    static final class BadHeaderException extends Exception {
        private static final long serialVersionUID = 1L;

        BadHeaderException(String why) {
            super(why);
        }
    }

    /** Reads a decoded message; does not release it. */
    static ProxyHeader of(HAProxyMessage message) throws BadHeaderException {
        if (message.protocolVersion() != HAProxyProtocolVersion.V2 || message.command() != HAProxyCommand.PROXY) {
            throw new BadHeaderException("not PROXY protocol version 2 with command PROXY");
        }
        if (message.proxiedProtocol() != HAProxyProxiedProtocol.TCP4
                && message.proxiedProtocol() != HAProxyProxiedProtocol.TCP6) {
            throw new BadHeaderException("not TCP over IPv4 or IPv6");
        }
        var fields = new Fields();
        for (var tlv : message.tlvs()) {
            fields.add(tlv.typeByteValue() & 0xFF, tlv.content());
        }
        if (fields.protocol != PROTOCOL) {
            throw new BadHeaderException("protocol " + fields.protocol + " is not spoken here");
        }
        return new ProxyHeader(
                address(message.sourceAddress(), message.sourcePort()),
                address(message.destinationAddress(), message.destinationPort()),
                fields.app(),
                fields.host);
    }

    private static InetSocketAddress address(@Nullable String text, int port) throws BadHeaderException {
        var bytes = text == null ? null : NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            throw new BadHeaderException("no address");
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new BadHeaderException("no address");
        }
    }

    /** The TLVs as they come. */
    private static final class Fields {
        private final HashSet<Integer> seen = new HashSet<>();
        private int protocol;
        private int pid = -1;
        private long start;
        private int uid = -1;
        private @Nullable String executable;
        private @Nullable String appId;
        private @Nullable String user;
        private @Nullable String host;

        void add(int type, ByteBuf value) throws BadHeaderException {
            switch (type) {
                case TYPE_PROTOCOL,
                        TYPE_PID,
                        TYPE_START,
                        TYPE_EXECUTABLE,
                        TYPE_APP_ID,
                        TYPE_USER,
                        TYPE_UID,
                        TYPE_AUTHORITY -> {
                    if (!seen.add(type)) {
                        throw new BadHeaderException("field " + Integer.toHexString(type) + " twice");
                    }
                    set(type, value);
                }
                default -> {
                    // Unknown fields are ignored.
                }
            }
        }

        private void set(int type, ByteBuf value) throws BadHeaderException {
            var at = value.readerIndex();
            switch (type) {
                case TYPE_PROTOCOL -> protocol = sized(value, 1).getUnsignedByte(at);
                case TYPE_PID -> pid = sized(value, 4).getInt(at);
                case TYPE_START -> start = sized(value, 8).getLong(at);
                case TYPE_UID -> uid = sized(value, 4).getInt(at);
                case TYPE_EXECUTABLE -> executable = text(value, MAX_EXECUTABLE);
                case TYPE_APP_ID -> appId = text(value, MAX_TEXT);
                case TYPE_USER -> user = text(value, MAX_TEXT);
                default -> host = text(value, MAX_HOST);
            }
        }

        AppIdentity app() {
            var named = pid >= 0 || executable != null || appId != null;
            return new AppIdentity(
                    pid,
                    start,
                    uid,
                    user,
                    "",
                    executable,
                    false,
                    List.of(),
                    null,
                    0,
                    appId,
                    false,
                    named ? Attribution.FULL : Attribution.NONE);
        }

        private static ByteBuf sized(ByteBuf value, int bytes) throws BadHeaderException {
            if (value.readableBytes() != bytes) {
                throw new BadHeaderException("a field of " + value.readableBytes() + " bytes instead of " + bytes);
            }
            return value;
        }

        private static @Nullable String text(ByteBuf value, int max) throws BadHeaderException {
            if (value.readableBytes() > max) {
                throw new BadHeaderException("a text of more than " + max + " bytes");
            }
            try {
                var text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(ByteBufUtil.getBytes(value)))
                        .toString();
                return text.isEmpty() ? null : text;
            } catch (CharacterCodingException e) {
                throw new BadHeaderException("a text that is not UTF-8");
            }
        }
    }
}
