package org.weir.engine.intercept;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;

/**
 * Lets one complete PROXY v2 header through, then everything behind it. Refuses at the first wrong byte, and before
 * anything is gathered: other versions, commands, families and lengths. What it lets through the decoder behind it takes.
 */
final class ProxyHeaderGate extends ByteToMessageDecoder {
    /** proxy-protocol.txt, section 2.2. */
    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};

    private static final int FIXED_BYTES = 16;
    private static final int VERSION_2_PROXY = 0x21;
    private static final int TCP_IPV4 = 0x11;
    private static final int TCP_IPV6 = 0x21;
    private static final int IPV4_BYTES = 12;
    private static final int IPV6_BYTES = 36;

    ProxyHeaderGate() {
        setSingleDecode(true);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        var at = in.readerIndex();
        var there = in.readableBytes();
        for (var i = 0; i < Math.min(there, SIGNATURE.length); i++) {
            if (in.getByte(at + i) != SIGNATURE[i]) {
                throw new CorruptedFrameException("not PROXY protocol version 2");
            }
        }
        if (there > 12 && in.getUnsignedByte(at + 12) != VERSION_2_PROXY) {
            throw new CorruptedFrameException("not version 2 with command PROXY");
        }
        if (there > 13 && in.getByte(at + 13) != TCP_IPV4 && in.getByte(at + 13) != TCP_IPV6) {
            throw new CorruptedFrameException("not TCP over IPv4 or IPv6");
        }
        if (there < FIXED_BYTES) {
            return;
        }
        var total = FIXED_BYTES + in.getUnsignedShort(at + 14);
        var least = FIXED_BYTES + (in.getByte(at + 13) == TCP_IPV4 ? IPV4_BYTES : IPV6_BYTES);
        if (total > ProxyHeader.MAX_BYTES || total < least) {
            throw new CorruptedFrameException("a header of " + total + " bytes");
        }
        if (there >= total) {
            out.add(in.readRetainedSlice(total));
            ctx.pipeline().remove(this);
        }
    }
}
