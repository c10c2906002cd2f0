package org.weir.engine.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.weir.engine.relay.FlowLab.accept;
import static org.weir.engine.relay.FlowLab.at;
import static org.weir.engine.relay.FlowLab.early;
import static org.weir.engine.relay.FlowLab.late;
import static org.weir.engine.relay.FlowLab.server;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Decision;
import org.weir.engine.policy.Policy;
import org.weir.engine.sniff.Hellos;

/** The hello of a TLS flow is kept whatever becomes of it, once, and nothing behind it. */
@Timeout(60)
class HelloKeptTest {
    private static final Decision PASS = Decision.pass("test");
    private static final Decision BLOCK = new Decision(new Decision.Action.Block(), "r1", "test");

    private static void sendAndExpect(Policy policy, List<byte[]> writes, byte[] kept) throws Exception {
        try (var server = server();
                var lab = new FlowLab(policy, new CopyRelay(), at(server));
                var client = lab.connect()) {
            client.setTcpNoDelay(true);
            try (var peer = accept(server)) {
                var sent = 0;
                for (var write : writes) {
                    client.getOutputStream().write(write);
                    sent += write.length;
                }
                assertThat(peer.getInputStream().readNBytes(sent)).hasSize(sent);
                var flow = lab.opened.take();
                await().untilAsserted(() -> assertThat(
                                lab.handshakes.of(flow.id()).orElseThrow().hello())
                        .containsExactly(kept));
            }
        }
    }

    @Test
    void ofFlowsThatPass() throws Exception {
        var hello = Hellos.captured("firefox");
        for (var policy : new Policy[] {early(PASS), late(PASS)}) {
            sendAndExpect(policy, List.of(hello), hello);
        }
    }

    @Test
    void inPieces() throws Exception {
        var hello = Hellos.inRecords(Hellos.captured("chromium"), 700, 300);
        for (var policy : new Policy[] {early(PASS), late(PASS)}) {
            for (var at : List.of(1, 5, 9, 600, 705, 710, hello.length - 1)) {
                sendAndExpect(
                        policy, List.of(Arrays.copyOf(hello, at), Arrays.copyOfRange(hello, at, hello.length)), hello);
            }
        }
    }

    @Test
    void withoutWhatFollows() throws Exception {
        var hello = Hellos.captured("curl");
        var more = Arrays.copyOf(hello, hello.length + 300);
        for (var policy : new Policy[] {early(PASS), late(PASS)}) {
            sendAndExpect(policy, List.of(more), hello);
        }
    }

    @Test
    void ofFlowsThatAreBlockedByName() throws Exception {
        try (var server = server();
                var lab = new FlowLab(late(BLOCK), new CopyRelay(), at(server));
                var client = lab.connect()) {
            client.getOutputStream().write(Hellos.captured("python"));
            var flow = lab.end();
            assertThat(flow.end().reason()).isEqualTo(CloseReason.BLOCKED);
            assertThat(lab.handshakes.of(flow.id()).orElseThrow().hello()).containsExactly(Hellos.captured("python"));
        }
    }

    @Test
    void nothingIsKeptOfOtherProtocols() throws Exception {
        try (var server = server();
                var lab = new FlowLab(late(PASS), new CopyRelay(), at(server));
                var client = lab.connect()) {
            client.getOutputStream().write(Hellos.captured("curl-http"));
            try (var peer = accept(server)) {
                peer.getInputStream().read();
                assertThat(lab.handshakes.of(lab.opened.take().id())).isEmpty();
            }
        }
    }
}
