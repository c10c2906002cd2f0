package org.weir.engine.inspect.raw;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.weir.engine.inspect.Sides;
import org.weir.engine.relay.Limits;
import org.weir.engine.relay.Sockets;

/** One channel of a {@link ChannelPair}. */
final class SideHandler extends ChannelInboundHandlerAdapter implements Line {
    private final ChannelPair pair;
    private final DuplexChannel channel;
    private SideHandler peer = this;
    private boolean unflushed;
    private boolean held;
    private boolean inputEnded;
    private boolean ending;
    private boolean outputShut;
    private boolean outputBroken;

    SideHandler(ChannelPair pair, DuplexChannel channel) {
        this.pair = pair;
        this.channel = channel;
    }

    /** The side whose queue decides whether this one is read. */
    void peer(SideHandler other) {
        peer = other;
    }

    boolean talksTo(SideHandler other) {
        return peer == other;
    }

    DuplexChannel channel() {
        return channel;
    }

    boolean outputShut() {
        return outputShut;
    }

    /** Starts reading, or finds that there is nothing to read any more. */
    void open() {
        if (pair.isOver()) {
            return;
        }
        if (Sides.hasEnded(channel)) {
            inputEnded(false);
        } else if (Sides.wasCut(channel)) {
            inputEnded(true);
        } else if (!channel.isActive()) {
            pair.broken(this);
        } else {
            gate();
        }
    }

    /** Ends the output and reads into nothing until the peer ends too. */
    void discard() {
        if (!channel.isActive()) {
            channel.close();
            return;
        }
        flush();
        if (!ending) {
            ending = true;
            Sides.end(channel);
        }
        if (inputEnded) {
            Sides.drained(channel).addListener(_ -> channel.close());
        } else {
            Sockets.startReading(channel);
        }
    }

    @Override
    public void write(ByteBuf bytes) {
        if (ending) {
            bytes.release();
            return;
        }
        unflushed = true;
        channel.write(bytes, channel.voidPromise());
    }

    @Override
    public void flush() {
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void hold(boolean stop) {
        if (held != stop) {
            held = stop;
            gate();
        }
    }

    @Override
    public void end() {
        if (!ending) {
            ending = true;
            Sides.end(channel).addListener(_ -> shut());
        }
    }

    @Override
    public void cut() {
        if (!ending) {
            ending = true;
            Sides.cut(channel).addListener(_ -> shut());
        }
    }

    @Override
    public ByteBufAllocator alloc() {
        return channel.alloc();
    }

    @Override
    public void soon(Runnable task) {
        pair.soon(task);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        pair.read(this, (ByteBuf) message);
        if (!peer.channel.isWritable()) {
            peer.flush();
            gate();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        pair.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable() && !outputBroken && !pair.isOver()) {
            pair.writable(this);
            peer.gate();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (Sides.isEnd(channel, event)) {
            if (pair.isOver()) {
                // We left before: the peer has seen it.
                channel.close();
            } else {
                inputEnded(false);
            }
        } else if (Sides.isCut(channel, event)) {
            if (pair.isOver()) {
                channel.close();
            } else {
                inputEnded(true);
            }
        } else if (event == ChannelOutputShutdownEvent.INSTANCE && !ending) {
            writeFailed();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pair.broken(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        var cause = thrown instanceof DecoderException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (!(cause instanceof IOException)) {
            pair.defect(cause);
        } else if (channel.isOutputShutdown() && !ending) {
            writeFailed();
        } else {
            pair.broken(this);
        }
    }

    private void inputEnded(boolean cut) {
        if (inputEnded) {
            return;
        }
        inputEnded = true;
        if (outputBroken) {
            pair.broken(this);
        } else {
            pair.inputEnded(this, cut);
        }
    }

    /** The socket takes nothing any more. What it sent before may still be readable: reading finds the reset. */
    private void writeFailed() {
        if (outputBroken || pair.isOver()) {
            return;
        }
        outputBroken = true;
        if (inputEnded) {
            pair.broken(this);
            return;
        }
        peer.channel.config().setAutoRead(false);
        Sockets.startReading(channel);
        channel.eventLoop().schedule(() -> pair.broken(this), Limits.RESET_DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void shut() {
        outputShut = true;
        pair.outputEnded();
    }

    /** Reads, or stops reading. */
    void gate() {
        if (pair.isOver()) {
            return;
        }
        if (held || !peer.channel.isWritable() || peer.outputBroken) {
            channel.config().setAutoRead(false);
        } else {
            Sockets.startReading(channel);
        }
    }
}
