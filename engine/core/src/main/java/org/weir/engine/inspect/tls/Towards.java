package org.weir.engine.inspect.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weir.engine.relay.Relay;

/**
 * The handler that speaks to the server in an app's stead, or why there is none.
 *
 * @param why in words for the flow's record; "" when there is a handler
 */
record Towards(@Nullable SslHandler server, String why) {
    /** @param said what both sides said so far, the app's hello among it */
    static Towards of(TlsEngine engine, ByteBufAllocator allocator, Optional<ClientHello> hello, Relay.Opening said) {
        if (hello.isEmpty()) {
            return nobody("the app's hello cannot be read");
        }
        if (said.fromClientEnded()
                || said.fromUpstreamEnded()
                || !said.fromUpstream().isEmpty()) {
            return nobody("this is no TLS conversation that could be inspected");
        }
        var from = hello.get();
        var unfit = Offers.unfit(from, engine.skipsEarlyData());
        if (unfit != null) {
            return nobody(unfit);
        }
        try {
            return new Towards(engine.towardsServer(allocator, from.serverName(), Offers.protocols(from)), "");
        } catch (IllegalArgumentException _) {
            return nobody("the app asks for a server name that is none");
        }
    }

    private static Towards nobody(String why) {
        return new Towards(null, why);
    }
}
