package org.weir.engine.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DuplexChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.Flow;
import org.weir.engine.relay.Inspector;
import org.weir.engine.relay.Relay;

/** What is said inside one connection, decrypted where it was encrypted: HTTP/1, HTTP/2, or bytes that nobody parses. */
public interface Conversation {

    /**
     * A connected pair, both on one event loop and not reading. Where TLS is spoken its handler stands first in the pipeline
     * and its handshake is done, so that what is written to the channel and read behind that handler is plain text. End of
     * stream is {@code ChannelInputShutdownEvent} without TLS; {@link Sides} hides the difference.
     *
     * @param scheme http or https
     * @param host the name of the destination where it is known
     * @param alpn what both sides agreed on; "" for nothing
     * @param fromClient plain bytes that were read already, in order; the conversation releases them
     * @param fromUpstream the same of the server
     * @param again a further connection to the same upstream, without TLS
     * @param ended told once, on the event loop, when both sockets are closed or closing
     */
    record Link(
            Flow flow,
            String scheme,
            @Nullable String host,
            String alpn,
            DuplexChannel client,
            DuplexChannel upstream,
            List<ByteBuf> fromClient,
            List<ByteBuf> fromUpstream,
            Inspector.Redial again,
            Relay.Ended ended) {}

    /**
     * Starts it, on the event loop. From here on the conversation reads, writes and closes both channels, counts application
     * bytes into the flow, and keeps memory bounded: a side is read only while the other side takes what was read.
     */
    Relay.Handle start(Link link);
}
