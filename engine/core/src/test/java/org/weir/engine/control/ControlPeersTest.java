package org.weir.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.FlowFilter;
import org.weir.api.control.Flows;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;

/** Who may do what, and one engine at a time. */
class ControlPeersTest {
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void everybodyMayConnect() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.socket)))
                .isEqualTo("rw-rw-rw-");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4242})
    void rootAndTheOwnerHaveFullAccess(int uid) throws Exception {
        server.peerUid = uid;
        try (var client = server.client()) {
            assertThat(client.engine().access()).isEqualTo("full");
            assertThat(client.flows(FlowFilter.ALL, 1).total()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "capture.set",
                "flows.list",
                "flows.watch",
                "flows.unwatch",
                "flows.close",
                "rules.list",
                "rules.add",
                "rules.remove",
                "rules.move",
                "rules.test",
                "doctor",
                "events.watch",
                "of.the.future"
            })
    void strangersAreRefusedEverythingButTheStatus(String method) throws Exception {
        server.peerUid = 1001;
        try (var raw = server.raw()) {
            raw.line(RawClient.HELLO);
            assertThat(raw.read()).contains("\"access\":\"status\"");
            raw.line("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"" + method + "\",\"params\":{\"on\":true}}");
            assertThat(raw.errorCode()).isEqualTo(ErrorCode.NOT_ALLOWED.number());
            // And the connection goes on.
            raw.line("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"status\"}");
            assertThat(raw.read()).contains("\"state\":\"observing\"");
        }
    }

    @Test
    void aStrangersStatusHoldsNoDetail() throws Exception {
        server.rules.problems = List.of("line 3: /home/u/secret web.lab.test");
        server.peerUid = 1001;
        try (var client = server.client()) {
            var status = client.status();
            assertThat(status.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.id()).isEqualTo("rules-file");
                assertThat(problem.detail()).isEmpty();
                assertThat(problem.fix()).isNull();
            });
        }
    }

    @Test
    void strangersCannotKeepTheOwnerOut() throws Exception {
        server.peerUid = 1001;
        var strangers = new java.util.ArrayList<RawClient>();
        try {
            for (var i = 0; i < 80; i++) {
                strangers.add(server.raw());
            }
            // Clients are let in in order: once the last one was turned away, all others were decided about.
            assertThat(strangers.getLast().read()).isNull();
            server.peerUid = null;
            try (var client = server.client()) {
                assertThat(client.engine().access()).isEqualTo("full");
            }
        } finally {
            for (var stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void aSecondEngineIsRefusedAndTheFirstGoesOn() throws Exception {
        assertThatThrownBy(() -> server.start(Session.Timing.USUAL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another engine");
        try (var client = server.client()) {
            assertThat(client.status().protocol()).isEqualTo(1);
        }
    }

    @Test
    void anEngineWithoutLockFileIsRespectedToo() throws Exception {
        Files.delete(server.socket.resolveSibling("control.sock.lock"));
        assertThatThrownBy(() -> SocketFile.reserve(server.socket))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("already answers");
    }

    @Test
    void aStaleSocketIsReplaced() throws Exception {
        server.server.close();
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(server.socket));
        }
        assertThat(server.socket).exists();

        try (var second = server.start(Session.Timing.USUAL);
                var client = server.client()) {
            assertThat(client.engine().name()).isEqualTo("weir-engine");
            assertThat(second.connected()).isEqualTo(1);
        }
        assertThat(server.socket).doesNotExist();
    }

    @Test
    void aFileThatIsNoSocketIsReplacedOnlyWhenNobodyAnswers() throws Exception {
        server.server.close();
        Files.writeString(server.socket, "left over");
        try (var second = server.start(Session.Timing.USUAL);
                var client = server.client()) {
            assertThat(client.engine().name()).isEqualTo("weir-engine");
            assertThat(second.connected()).isEqualTo(1);
        }
    }

    @Test
    void aSocketThatIsNoLongerOursStays() throws Exception {
        Files.delete(server.socket);
        Files.writeString(server.socket, "somebody else's");
        server.server.close();
        assertThat(server.socket).exists();
    }

    @Test
    void aPathThatIsTooLongIsSaidSo() {
        assertThatThrownBy(() -> SocketFile.reserve(Path.of("/tmp/" + "x".repeat(110))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too long");
    }

    /** The kernel's own word about another user, not the test hook's. */
    @Test
    void aRealOtherUserIsAStranger() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")) && Files.isExecutable(Path.of("/usr/bin/python3")));
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")), "needs root");
        server.useRealCredentials();
        var script = "import socket,sys\n"
                + "s=socket.socket(socket.AF_UNIX); s.settimeout(10); s.connect(sys.argv[1])\n"
                + "f=s.makefile('rw')\n"
                + "f.write('" + RawClient.HELLO + "\\n'); f.flush(); print(f.readline(), end='')\n"
                + "f.write('{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"rules.list\"}\\n'); f.flush()\n"
                + "print(f.readline(), end='')\n";
        var process = new ProcessBuilder(
                        "/usr/bin/setpriv",
                        "--reuid",
                        "64003",
                        "--regid",
                        "64003",
                        "--clear-groups",
                        "/usr/bin/python3",
                        "-c",
                        script,
                        server.socket.toString())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("\"access\":\"status\"").contains("uid 64003 may only ask for the status");
    }

    @Test
    void aWatchOfAStrangerIsRefusedBeforeItCostsAnything() {
        server.peerUid = 1001;
        assertThatThrownBy(() -> {
                    try (var client = server.client()) {
                        client.watchFlows(
                                FlowFilter.ALL, java.time.Duration.ofMillis(Flows.MIN_INTERVAL_MS), batch -> {});
                    }
                })
                .isInstanceOf(RpcException.class);
    }
}
