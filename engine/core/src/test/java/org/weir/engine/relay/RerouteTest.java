package org.weir.engine.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weir.engine.relay.FlowLab.accept;
import static org.weir.engine.relay.FlowLab.at;
import static org.weir.engine.relay.FlowLab.early;
import static org.weir.engine.relay.FlowLab.late;
import static org.weir.engine.relay.FlowLab.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Decision.Target;

/** Flows that go elsewhere, with small proxies of our own. */
@Timeout(60)
class RerouteTest {
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n".getBytes(US_ASCII);

    private static Decision to(Target target) {
        return new Decision(new Decision.Action.Reroute(target), "r1", "test");
    }

    @Test
    void directGoesToAnotherServerByName() throws Exception {
        try (var wrong = server();
                var right = server();
                var lab = new FlowLab(
                        late(to(new Target.Direct("localhost", right.getLocalPort()))), new CopyRelay(), at(wrong));
                var client = lab.connect()) {
            client.getOutputStream().write(REQUEST);
            try (var peer = accept(right)) {
                assertThat(peer.getInputStream().readNBytes(REQUEST.length)).isEqualTo(REQUEST);
                peer.getOutputStream().write(1);
                assertThat(client.getInputStream().read()).isEqualTo(1);
            }
        }
    }

    @Test
    void connectIsAskedForTheNameAndItsFirstBytesAreTheServers() throws Exception {
        for (var decidedEarly : new boolean[] {true, false}) {
            try (var proxy = server()) {
                var decision = to(new Target.HttpConnect("127.0.0.1", proxy.getLocalPort(), "u:p"));
                try (var lab = new FlowLab(
                                decidedEarly ? early(decision) : late(decision),
                                new CopyRelay(),
                                new InetSocketAddress("192.0.2.10", 8080));
                        var client = lab.connect()) {
                    client.getOutputStream().write(REQUEST);
                    try (var peer = accept(proxy)) {
                        var head = head(peer.getInputStream());
                        assertThat(head)
                                .startsWith("CONNECT a.example:8080 HTTP/1.1\r\n")
                                .contains("Basic dTpw");
                        peer.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n220 early".getBytes(US_ASCII));
                        assertThat(client.getInputStream().readNBytes(9)).isEqualTo("220 early".getBytes(US_ASCII));
                        assertThat(peer.getInputStream().readNBytes(REQUEST.length))
                                .isEqualTo(REQUEST);
                    }
                }
            }
        }
    }

    @Test
    void aSilentClientIsNamedByItsAddress() throws Exception {
        try (var proxy = server();
                var lab = new FlowLab(
                        early(to(new Target.Socks5("127.0.0.1", proxy.getLocalPort(), null))),
                        new CopyRelay(),
                        new InetSocketAddress("192.0.2.10", 25));
                var client = lab.connect();
                var peer = accept(proxy)) {
            var in = peer.getInputStream();
            assertThat(in.readNBytes(3)).containsExactly(5, 1, 0);
            peer.getOutputStream().write(new byte[] {5, 0});
            assertThat(in.readNBytes(10)).containsExactly(5, 1, 0, 1, (byte) 192, 0, 2, 10, 0, 25);
            peer.getOutputStream().write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
            peer.getOutputStream().write("220 hi".getBytes(US_ASCII));
            assertThat(client.getInputStream().readNBytes(6)).isEqualTo("220 hi".getBytes(US_ASCII));
        }
    }

    @Test
    void aProxyThatRefusesResetsTheClient() throws Exception {
        for (var answer : new String[] {"HTTP/1.1 403 No\r\n\r\n", ""}) {
            try (var proxy = server();
                    var lab = new FlowLab(
                            early(to(new Target.HttpConnect("127.0.0.1", proxy.getLocalPort(), null))),
                            new CopyRelay(),
                            new InetSocketAddress("192.0.2.10", 80));
                    var client = lab.connect()) {
                client.getOutputStream().write(REQUEST);
                try (var peer = accept(proxy)) {
                    head(peer.getInputStream());
                    peer.getOutputStream().write(answer.getBytes(US_ASCII));
                }
                reset(client);
                assertThat(lab.end().end().reason()).isEqualTo(CloseReason.PROXY_FAILED);
            }
        }
    }

    @Test
    void aNameThatDoesNotResolveEndsTheFlow() throws Exception {
        try (var lab = new FlowLab(
                        early(to(new Target.Direct("does-not-exist.invalid", 80))),
                        new CopyRelay(),
                        new InetSocketAddress("192.0.2.10", 80));
                var client = lab.connect()) {
            reset(client);
            assertThat(lab.end().end().reason()).isEqualTo(CloseReason.NAME_NOT_FOUND);
        }
    }

    private static void reset(Socket client) {
        assertThatThrownBy(() -> {
                    if (client.getInputStream().read() == -1) {
                        throw new IOException("an orderly end");
                    }
                })
                .isInstanceOf(SocketException.class);
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }
}
