package org.weir.engine.inspect.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.trust.LeafSource.Leaf;

/** Makes the handlers that speak TLS, one for each connection. Safe for use by several threads. */
public interface TlsEngine extends AutoCloseable {
    /** Which implementation: {@code jdk} or {@code boringssl}. */
    String name();

    /**
     * Speaks as a client. The server's certificate is not looked at: {@link ServerVerifier} does, before anything follows.
     * A server that asks for a client certificate fails the handshake with {@link ClientKeys.WantedException} as a cause.
     *
     * @param serverName goes into the SNI extension; null for none
     * @param protocols go into the ALPN extension in this order; empty for no extension
     * @throws IllegalArgumentException when the name cannot stand in a hello
     */
    SslHandler towardsServer(ByteBufAllocator allocator, @Nullable String serverName, List<String> protocols);

    /**
     * Speaks as the server.
     *
     * @param protocol the application protocol to agree on; "" for none
     */
    AppSide towardsApp(ByteBufAllocator allocator, Leaf leaf, String protocol);

    /** Whether a hello with early data that we cannot decrypt is answered by a full handshake, as RFC 8446, 4.2.10 says. */
    boolean skipsEarlyData();

    @Override
    void close();

    /**
     * The handler towards the app.
     *
     * @param done to be run once, when its handshake is over
     */
    record AppSide(SslHandler handler, Runnable done) {}
}
