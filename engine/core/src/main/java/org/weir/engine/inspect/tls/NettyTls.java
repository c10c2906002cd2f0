package org.weir.engine.inspect.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.NativeKeyLog;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProtocols;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.weir.engine.trust.LeafSource.Leaf;

/** {@link TlsEngine} over the JDK's or BoringSSL's implementation: one context for each list of application protocols. */
public final class NettyTls implements TlsEngine {
    /** Which implementation of TLS. */
    public enum Kind {
        JDK,
        BORINGSSL
    }

    private final Kind kind;
    private final @Nullable Consumer<byte[]> keyLog;
    private final LeafKeys leaves = new LeafKeys(TlsLimits.LEAVES);
    private final ConcurrentHashMap<List<String>, SslContext> clients = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, SslContext> servers = new ConcurrentHashMap<>();
    private final OpenSslSessionTicketKey ticketKey;

    private NettyTls(Kind kind, @Nullable Consumer<byte[]> keyLog) {
        this.kind = kind;
        this.keyLog = keyLog;
        ticketKey = new OpenSslSessionTicketKey(
                random(OpenSslSessionTicketKey.NAME_SIZE),
                random(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                random(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    /** BoringSSL where its library loads, else the JDK. */
    public static NettyTls best() {
        return of(OpenSsl.isAvailable() && OpenSsl.versionString().startsWith("BoringSSL") ? Kind.BORINGSSL : Kind.JDK);
    }

    /** @throws UnsatisfiedLinkError when BoringSSL is asked for and does not load */
    public static NettyTls of(Kind kind) {
        return new NettyTls(kind, null);
    }

    /** Whether {@link #logging} is possible: the JDK keeps its secrets to itself. */
    public boolean canLogKeys() {
        return kind == Kind.BORINGSSL;
    }

    /**
     * The same, but the secrets of both sides' connections are told.
     *
     * @param lines takes lines of an NSS key log, without their ends, on event loops; must not block
     */
    public NettyTls logging(Consumer<byte[]> lines) {
        return new NettyTls(kind, lines);
    }

    @Override
    public String name() {
        return kind == Kind.JDK ? "jdk" : "boringssl";
    }

    @Override
    public boolean skipsEarlyData() {
        return kind == Kind.BORINGSSL;
    }

    @Override
    public SslHandler towardsServer(ByteBufAllocator allocator, @Nullable String serverName, List<String> protocols) {
        // Without a peer host: no session is kept or resumed, so that every server is verified anew.
        var engine = clients.computeIfAbsent(protocols, this::client).newEngine(allocator);
        try {
            if (serverName != null) {
                var parameters = engine.getSSLParameters();
                // Of bytes, not of a string: names with an underscore are in use.
                parameters.setServerNames(List.of(new SNIHostName(serverName.getBytes(StandardCharsets.US_ASCII))));
                engine.setSSLParameters(parameters);
            }
            return handler(engine);
        } catch (IllegalArgumentException e) {
            ReferenceCountUtil.release(engine);
            throw e;
        }
    }

    @Override
    public AppSide towardsApp(ByteBufAllocator allocator, Leaf leaf, String protocol) {
        var context = servers.computeIfAbsent(protocol, this::server);
        var alias = leaves.hold(leaf);
        return new AppSide(handler(context.newEngine(allocator, alias, -1)), () -> leaves.release(alias));
    }

    private static SslHandler handler(SSLEngine engine) {
        var handler = new SslHandler(engine);
        // Whoever uses it has a deadline of its own, with other consequences than a closed socket.
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    private SslContext client(List<String> protocols) {
        return build(SslContextBuilder.forClient()
                .trustManager(Unverified.INSTANCE)
                .keyManager(ClientKeys.NONE)
                .endpointIdentificationAlgorithm(null)
                .applicationProtocolConfig(alpn(protocols)));
    }

    private SslContext server(String protocol) {
        var builder = kind == Kind.JDK
                ? SslContextBuilder.forServer(leaves)
                : SslContextBuilder.forServer(
                        new OpenSslCachingX509KeyManagerFactory(new OneKeyManager(leaves), TlsLimits.LEAVES));
        var context =
                build(builder.applicationProtocolConfig(alpn(protocol.isEmpty() ? List.of() : List.of(protocol))));
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setTicketKeys(ticketKey);
        }
        return context;
    }

    private SslContext build(SslContextBuilder builder) {
        try {
            var context = builder.sslProvider(kind == Kind.JDK ? SslProvider.JDK : SslProvider.OPENSSL_REFCNT)
                    .protocols(SslProtocols.TLS_v1_3, SslProtocols.TLS_v1_2)
                    .build();
            if (keyLog != null && context instanceof ReferenceCountedOpenSslContext openSsl) {
                var lines = keyLog;
                NativeKeyLog.install(openSsl, (_, line) -> lines.accept(line));
            }
            return context;
        } catch (SSLException e) {
            throw new IllegalStateException("the TLS engine " + name() + " does not start", e);
        }
    }

    private static ApplicationProtocolConfig alpn(List<String> protocols) {
        return protocols.isEmpty()
                ? ApplicationProtocolConfig.DISABLED
                : new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocols);
    }

    private static byte[] random(int size) {
        var bytes = new byte[size];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** Releases what native memory the contexts hold; connections that still use them go on. */
    @Override
    public void close() {
        clients.values().forEach(ReferenceCountUtil::release);
        clients.clear();
        servers.values().forEach(ReferenceCountUtil::release);
        servers.clear();
    }
}
