package org.weir.testkit.sim;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes PROXY protocol v2 headers (proxy-protocol.txt, section 2.2), right ones and wrong ones. Not for several threads. */
public final class ProxyHeaderBytes {
    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};

    private final InetSocketAddress source;
    private final InetSocketAddress destination;
    private final ByteArrayOutputStream fields = new ByteArrayOutputStream();
    private int versionAndCommand = 0x21;
    private int family;

    /** Both addresses of one family. */
    public ProxyHeaderBytes(InetSocketAddress source, InetSocketAddress destination) {
        this.source = source;
        this.destination = destination;
        this.family = source.getAddress().getAddress().length == 4 ? 0x11 : 0x21;
    }

    /** Version in the upper, command in the lower four bits; right is 0x21. */
    public ProxyHeaderBytes versionAndCommand(int value) {
        versionAndCommand = value;
        return this;
    }

    /** Right is 0x11 for IPv4 and 0x21 for IPv6. */
    public ProxyHeaderBytes family(int value) {
        family = value;
        return this;
    }

    public ProxyHeaderBytes field(int type, byte[] value) {
        fields.write(type);
        fields.write(value.length >> 8);
        fields.write(value.length);
        fields.writeBytes(value);
        return this;
    }

    public ProxyHeaderBytes text(int type, String value) {
        return field(type, value.getBytes(StandardCharsets.UTF_8));
    }

    public ProxyHeaderBytes u8(int type, int value) {
        return field(type, new byte[] {(byte) value});
    }

    public ProxyHeaderBytes u32(int type, int value) {
        return field(type, ByteBuffer.allocate(4).putInt(value).array());
    }

    public ProxyHeaderBytes u64(int type, long value) {
        return field(type, ByteBuffer.allocate(8).putLong(value).array());
    }

    public byte[] build() {
        var from = source.getAddress().getAddress();
        var to = destination.getAddress().getAddress();
        var length = from.length + to.length + 4 + fields.size();
        return ByteBuffer.allocate(SIGNATURE.length + 4 + length)
                .put(SIGNATURE)
                .put((byte) versionAndCommand)
                .put((byte) family)
                .putShort((short) length)
                .put(from)
                .put(to)
                .putShort((short) source.getPort())
                .putShort((short) destination.getPort())
                .put(fields.toByteArray())
                .array();
    }
}
