package org.weir.engine.inspect.http2;

import static org.weir.engine.inspect.http2.WirePeer.DATA;
import static org.weir.engine.inspect.http2.WirePeer.END_STREAM;
import static org.weir.engine.inspect.http2.WirePeer.SETTINGS;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A conversation between two peers on the wire, who have said nothing yet. */
abstract class Http2Fixture {
    Http2Lab lab;
    WirePeer client;
    WirePeer server;
    private ServerSocket listener;

    @BeforeEach
    void open() throws Exception {
        listener = Http2Lab.server();
        lab = lab((InetSocketAddress) listener.getLocalSocketAddress());
        connect();
    }

    /** Tests with rules or observers have their own. */
    Http2Lab lab(InetSocketAddress upstream) throws Exception {
        return new Http2Lab(upstream);
    }

    final void connect() throws Exception {
        client = lab.connect();
        server = WirePeer.accept(listener);
    }

    /** Both have said their SETTINGS. */
    final void greet(long... ofTheServer) throws Exception {
        client.hello();
        server.welcome(ofTheServer);
        client.next(SETTINGS);
    }

    /** What a peer gets until the end of its stream. */
    static String body(WirePeer peer) throws Exception {
        var text = new StringBuilder();
        while (true) {
            var frame = peer.next(DATA);
            text.append(frame.text());
            if (frame.has(END_STREAM)) {
                return text.toString();
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        server.close();
        lab.close();
        listener.close();
    }
}
