package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.Control;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.KernelState;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Program;
import org.weir.testkit.lab.Weir;

/** A second engine, a second interceptor, a stale socket, another user at either socket: refused with words, and nothing changes. */
class SecondIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int BUSY = 1003;
    private static final int NOT_ALLOWED = 1002;

    private Lab lab;
    private Weir weir;
    private KernelState before;

    @BeforeEach
    void start() {
        lab = Lab.up("second");
        weir = Weir.capturing(lab);
        before = lab.kernelState();
    }

    @AfterEach
    void stop() {
        if (weir != null) {
            weir.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void aSecondEngineSessionIsBusy() throws IOException {
        try (var second = Control.connect(weir.interceptorSocket())) {
            assertThatThrownBy(() ->
                            second.ask("hello", Map.of("protocol", 1, "role", "engine", "name", "second", "pid", 2)))
                    .isInstanceOfSatisfying(
                            Control.ControlError.class,
                            e -> assertThat(e.code()).isEqualTo(BUSY));
        }
        stillCapturing();
    }

    @Test
    void aSecondEngineProcessEndsWithAMessage() throws Exception {
        var second = weir.start("second-engine", weir.engineCommand(EngineOptions.defaults()));
        assertThat(second.waitFor(30, TimeUnit.SECONDS))
                .as("the second engine ends")
                .isTrue();
        assertThat(second.exitValue()).isNotZero();
        assertThat(weir.log("second-engine")).containsIgnoringCase("control");
        stillCapturing();
    }

    @Test
    void aSecondInterceptorInTheSameFolderEndsWithAMessage() throws Exception {
        var second = weir.start("second-interceptor", weir.interceptorCommand());
        assertThat(second.waitFor(10, TimeUnit.SECONDS))
                .as("the second interceptor ends")
                .isTrue();
        assertThat(second.exitValue()).isNotZero();
        assertThat(weir.log("second-interceptor").lines().count()).isGreaterThan(1);
        stillCapturing();
    }

    @Test
    void aStaleSocketIsTakenOver() throws Exception {
        weir.kill(weir.interceptor());
        assertThat(Files.exists(weir.interceptorSocket()))
                .as("kill -9 leaves the socket's file")
                .isTrue();
        weir.startInterceptor();
        weir.awaitInterceptor("capturing", LIMIT);
        weir.kill(weir.engine());
        assertThat(Files.exists(weir.controlSocket())).isTrue();
        weir.startEngine(EngineOptions.defaults());
        weir.awaitInterceptor("capturing", LIMIT);
    }

    @Test
    void anotherUserReadsTheStatusOnly() throws IOException {
        var status = asOther("status", "--json");
        assertThat(status.status()).as(status.errors()).isZero();
        assertThat(status.text()).doesNotContain("lab.test", "/usr/bin");
        for (var command : List.of("off", "flows", "rules list", "pause 1m")) {
            var refused = asOther(command.split(" "));
            assertThat(refused.status()).as("%s: %s", command, refused.text()).isNotZero();
            assertThat(refused.errors() + refused.text()).as(command).contains("may only ask");
        }
        stillCapturing();
    }

    @Test
    void anotherUserCannotConnectToTheInterceptor() throws IOException {
        var python = "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])";
        var refused = lab.runAs(
                4242,
                LIMIT,
                "/usr/bin/python3",
                "-c",
                python,
                weir.interceptorSocket().toString());
        assertThat(refused.errors()).contains("PermissionError");
        stillCapturing();
    }

    @Test
    void theEnginesUserIsNoAdministrator() throws IOException {
        var python = """
                import socket, sys, json
                s = socket.socket(socket.AF_UNIX)
                s.connect(sys.argv[1])
                s.sendall(json.dumps({'jsonrpc': '2.0', 'id': 1, 'method': 'hello',
                    'params': {'protocol': 1, 'role': 'admin', 'name': 'x', 'pid': 1}}).encode() + b'\\n')
                print(s.recv(4096).decode())
                """;
        var answer = lab.runAs(
                Weir.ENGINE_UID,
                LIMIT,
                "/usr/bin/python3",
                "-c",
                python,
                weir.interceptorSocket().toString());
        assertThat(answer.text()).contains("" + NOT_ALLOWED);
        stillCapturing();
    }

    @Test
    void garbageAtEitherSocketChangesNothing() throws IOException {
        for (var socket : List.of(weir.interceptorSocket(), weir.controlSocket())) {
            for (var garbage : List.of(
                    "\0\1\2\3\n",
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\",\"params\":{}}\n",
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\",\"params\":{\"protocol\":99,\"role\":\"engine\"}}\n",
                    "x".repeat(1_100_000))) {
                sendAndClose(socket, garbage);
            }
        }
        stillCapturing();
    }

    private static void sendAndClose(Path socket, String garbage) {
        try (var peer = Control.connect(socket)) {
            peer.send(garbage);
        } catch (IOException e) {
            // Closed while we still wrote: also a refusal.
            return;
        }
    }

    private Program asOther(String... arguments) {
        var command = new java.util.ArrayList<String>();
        command.addAll(List.of("env", "WEIR_SOCKET=" + weir.controlSocket()));
        command.add("JAVA_HOME=" + System.getProperty("java.home"));
        command.add(weir.command().toString());
        command.addAll(List.of(arguments));
        return lab.runAs(4242, LIMIT, command.toArray(String[]::new));
    }

    private void stillCapturing() throws IOException {
        assertThat(lab.kernelState()).isEqualTo(before);
        try (var control = weir.control()) {
            var total = control.status().at("/flows/total").asLong();
            lab.run(LIMIT, "curl", "-sS", "-o", "/dev/null", "http://192.0.2.14/")
                    .orThrow();
            assertThat(control.status().at("/flows/total").asLong()).isEqualTo(total + 1);
        }
    }
}
