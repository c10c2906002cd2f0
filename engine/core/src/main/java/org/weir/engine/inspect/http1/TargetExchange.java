package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.util.CharsetUtil;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.http.Headers;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;
import org.weir.engine.inspect.Sides;
import org.weir.engine.relay.Sockets;

/**
 * One request and its response, in HTTP/1.1 on a connection of their own, for a client that speaks another version. The
 * connection ends with the exchange. On the channel's event loop.
 */
public final class TargetExchange extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TargetExchange.class);

    private static final int FRAMING_BYTES = 16;

    private final DuplexChannel channel;
    private final Client client;
    private final Framer framer = new Framer(new byte[0]);
    private TargetRequest.Body body = TargetRequest.Body.NONE;
    private boolean toHead;
    private boolean interim;
    private boolean responded;
    private boolean whole;
    private boolean over;

    /** Hears the response, in the order of the bytes; last either {@link #end} (or a head with {@code end}) or {@link #failed}. */
    public interface Client {
        /** Bytes of any kind came from the server. */
        void read(int bytes);

        /** A 1xx response. */
        void informational(ResponseHead head);

        /** @param end whether there is no body; nothing more is told then */
        void response(ResponseHead head, boolean end);

        /** Content; the client takes the buffer over. */
        void data(ByteBuf bytes);

        void end(Headers trailers);

        /** What came in one read was told. */
        void readComplete();

        /** There is no response, or no whole one. */
        void failed(String why);
    }

    /** @param channel connected, not reading */
    public TargetExchange(DuplexChannel channel, Client client) {
        this.channel = channel;
        this.client = client;
    }

    /**
     * Sends the request's head and reads from now on; once.
     *
     * @param end whether there is no body
     */
    public void start(RequestHead head, boolean end) {
        toHead = head.method().equals("HEAD");
        body = TargetRequest.body(head, end);
        channel.pipeline().addLast(this);
        try {
            channel.writeAndFlush(TargetRequest.head(channel.alloc(), head, body));
        } catch (BadMessageException e) {
            fail("the request cannot be said in HTTP/1.1: " + e.getMessage());
            return;
        }
        if (!channel.isActive() || Sides.hasEnded(channel) || Sides.wasCut(channel)) {
            fail("the server closed the connection");
        } else {
            Sockets.startReading(channel);
        }
    }

    /** Sends a part of the body, all of it at once to the socket. Takes the buffer over; done when the socket took it. */
    public ChannelFuture send(ByteBuf bytes) {
        if (body == TargetRequest.Body.LENGTH) {
            return channel.writeAndFlush(bytes);
        }
        if (!bytes.isReadable()) {
            // An empty chunk would be the last one.
            bytes.release();
            return channel.newSucceededFuture();
        }
        var size = channel.alloc().buffer(FRAMING_BYTES);
        size.writeCharSequence(Integer.toHexString(bytes.readableBytes()) + "\r\n", CharsetUtil.US_ASCII);
        channel.write(size);
        channel.write(bytes);
        return channel.writeAndFlush(Unpooled.copiedBuffer("\r\n", CharsetUtil.US_ASCII));
    }

    /** The body is complete. */
    public void sendEnd(Headers trailers) {
        if (body == TargetRequest.Body.CHUNKED) {
            var last = channel.alloc().buffer(FRAMING_BYTES);
            last.writeCharSequence("0\r\n", CharsetUtil.US_ASCII);
            HeadWriter.fields(last, trailers);
            channel.writeAndFlush(last);
        }
    }

    /** Reads no more, or again. */
    public void pause(boolean stop) {
        if (over) {
            return;
        }
        if (stop) {
            channel.config().setAutoRead(false);
        } else {
            Sockets.startReading(channel);
        }
    }

    /** Nobody wants the rest. Nothing more is told. */
    public void abandon() {
        if (!over) {
            over = true;
            framer.release();
            Sides.reset(channel);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        try {
            if (!over) {
                client.read(in.readableBytes());
                read(in);
            }
        } catch (BadMessageException e) {
            fail("the response cannot be read: " + e.getMessage());
        } finally {
            in.release();
        }
    }

    private void read(ByteBuf in) throws BadMessageException {
        while (!over) {
            switch (framer.next(in)) {
                case MORE -> {
                    return;
                }
                case HEAD -> head();
                case DATA -> {
                    var from = framer.dataFrom();
                    client.data(in.retainedSlice(from, in.readerIndex() - from));
                }
                case END -> {
                    if (interim) {
                        interim = false;
                    } else {
                        if (!whole) {
                            client.end(framer.trailers());
                        }
                        close();
                    }
                }
            }
        }
    }

    private void head() throws BadMessageException {
        var held = framer.heldHead();
        if (held != null) {
            held.release();
        }
        var parsed = framer.head(HeadParser::response);
        var head = parsed.head();
        if (head.status() == ResponseSide.SWITCHING_PROTOCOLS) {
            throw new BadMessageException("a switch of protocols that nobody asked for");
        }
        if (head.status() < 200) {
            interim = true;
            framer.body(Extent.NONE);
            client.informational(head);
            return;
        }
        var extent = Extent.ofResponse(parsed.facts(), head.status(), toHead);
        if (parsed.facts().coded() && !extent.equals(Extent.NONE)) {
            throw new BadMessageException("a transfer coding under chunked");
        }
        framer.body(extent);
        responded = true;
        whole = extent.equals(Extent.NONE);
        client.response(ofTheMessage(head), whole);
    }

    /** Without what belongs to the connection: RFC 9110, section 7.6.1. */
    private static ResponseHead ofTheMessage(ResponseHead head) {
        var headers = head.headers();
        for (var list : headers.all("connection")) {
            for (var name : list.split(",")) {
                headers = headers.without(name.strip());
            }
        }
        return headers.equals(head.headers()) ? head : head.withHeaders(headers);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        client.readComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (over) {
            return;
        }
        if (Sides.isCut(channel, event)) {
            fail(
                    responded
                            ? "the server was cut off in the middle of the response"
                            : "the server closed the connection");
        } else if (Sides.isEnd(channel, event)) {
            if (framer.endsWithConnection()) {
                client.end(Headers.EMPTY);
                client.readComplete();
                close();
            } else {
                fail(responded ? "the server ended in the middle of the response" : "the server closed the connection");
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail("the server reset the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        var cause = thrown instanceof DecoderException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (!(cause instanceof IOException)) {
            LOG.warn("an exchange with a rule's target ends by a defect", cause);
        }
        fail("the connection broke: " + cause.getMessage());
    }

    private void close() {
        over = true;
        framer.release();
        channel.close();
    }

    private void fail(String why) {
        if (!over) {
            abandon();
            client.failed(why);
        }
    }
}
