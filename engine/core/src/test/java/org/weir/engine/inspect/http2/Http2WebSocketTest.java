package org.weir.engine.inspect.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.weir.engine.inspect.http2.WirePeer.DATA;
import static org.weir.engine.inspect.http2.WirePeer.HEADERS;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.RequestHead;

/** WebSockets over HTTP/2 (RFC 8441) as an observer sees them. */
@Timeout(30)
class Http2WebSocketTest extends Http2Fixture implements ExchangeObserver {
    private static final int ENABLE_CONNECT_PROTOCOL = 8;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    Http2Lab lab(InetSocketAddress upstream) throws Exception {
        return new Http2Lab(upstream, null, HttpPolicy.NONE, this);
    }

    @BeforeEach
    void start() throws Exception {
        greet(ENABLE_CONNECT_PROTOCOL, 1);
    }

    @Override
    public Recorder begin(Flow flow, RequestHead sent, List<HttpPolicy.Change> changes) {
        return new Recorder() {
            @Override
            public void requestBody(ByteBuffer bytes) {
                heard.add("body up " + ISO_8859_1.decode(bytes));
            }

            @Override
            public void responseBody(ByteBuffer bytes) {
                heard.add("body down " + ISO_8859_1.decode(bytes));
            }

            @Override
            public void webSocket(boolean fromClient, int opcode, boolean last, ByteBuffer payload) {
                heard.add((fromClient ? "up " : "down ") + opcode + (last ? "! " : " ") + ISO_8859_1.decode(payload));
            }

            @Override
            public void end(Headers trailers) {
                heard.add("end");
            }
        };
    }

    @Test
    void messagesAreShownAndTheBytesPassUntouched() throws Exception {
        ask("websocket");
        server.headers(1, false, ":status", "200");
        client.next(HEADERS);
        // "hi", masked with zeros and ones; split in the middle of its header.
        var frame = new byte[] {(byte) 0x81, (byte) 0x82, 0, 1, 0, 1, 'h', 'i' ^ 1};
        client.data(1, false, java.util.Arrays.copyOf(frame, 3))
                .data(1, false, java.util.Arrays.copyOfRange(frame, 3, frame.length));
        // One DATA frame or two.
        var received = server.next(DATA).text();
        assertThat(
                        received.length() < frame.length
                                ? received + server.next(DATA).text()
                                : received)
                .isEqualTo(new String(frame, ISO_8859_1));
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("up 1! hi");
        server.data(1, false, "\u0081\u0002yo").data(1, true, "\u0088\u0000");
        assertThat(client.next(DATA).text()).startsWith("\u0081\u0002yo");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("down 1! yo");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("down 8! ");
        client.data(1, true, new byte[0]);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("end");
    }

    @Test
    void deflatedMessagesAreInflated() throws Exception {
        ask("websocket");
        server.headers(1, false, ":status", "200", "sec-websocket-extensions", "permessage-deflate");
        client.next(HEADERS);
        // RFC 7692, section 7.2.3.1.
        server.data(1, false, new byte[] {
            (byte) 0xc1, 7, (byte) 0xf2, 0x48, (byte) 0xcd, (byte) 0xc9, (byte) 0xc9, 0x07, 0x00
        });
        client.next(DATA);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("down 1 Hello");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("down 0! ");
    }

    @Test
    void whatTheServerDeclinesIsAnOrdinaryAnswer() throws Exception {
        ask("websocket");
        server.headers(1, false, ":status", "403").data(1, true, "no");
        client.next(DATA);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("body down no");
    }

    @Test
    void otherProtocolsAreBodies() throws Exception {
        ask("connect-udp");
        server.headers(1, false, ":status", "200").data(1, false, "\u0081\u0002yo");
        client.next(DATA);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("body down \u0081\u0002yo");
    }

    private void ask(String protocol) throws Exception {
        client.headers(
                1,
                false,
                ":method",
                "CONNECT",
                ":protocol",
                protocol,
                ":scheme",
                "http",
                ":path",
                "/chat",
                ":authority",
                "localhost",
                "sec-websocket-version",
                "13");
        server.next(HEADERS);
    }
}
