package org.weir.engine.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/** Cuts what a peer sends into lines ({@code byte[]} without the newline) of bounded length. */
final class LineDecoder extends ByteToMessageDecoder {
    private final int maxLine;
    /** How many readable bytes are known to hold no newline. */
    private int scanned;

    /** @param maxLine the longest line in bytes, its newline included; more is a {@link TooLongFrameException} */
    LineDecoder(int maxLine) {
        this.maxLine = maxLine;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        var from = in.readerIndex();
        var newline = in.indexOf(from + scanned, in.writerIndex(), (byte) '\n');
        var length = newline < 0 ? in.readableBytes() : newline - from + 1;
        if (length > maxLine || (newline < 0 && length == maxLine)) {
            in.skipBytes(in.readableBytes());
            scanned = 0;
            throw new TooLongFrameException("a line may have " + maxLine + " bytes");
        }
        if (newline < 0) {
            scanned = in.readableBytes();
            return;
        }
        scanned = 0;
        out.add(ByteBufUtil.getBytes(in, from, newline - from));
        in.skipBytes(newline - from + 1);
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        // What is not ended by a newline was cut off, and is not ours to guess.
        while (in.isReadable()) {
            var before = in.readerIndex();
            decode(ctx, in, out);
            if (in.readerIndex() == before) {
                in.skipBytes(in.readableBytes());
            }
        }
    }
}
