package org.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.rpc.RpcCodec;
import tools.jackson.databind.JsonNode;

/** {@code weir trust} against a real engine and a made-up machine: the whole life of an authority. */
class TrustCommandTest {
    private static final String FIREFOX = "firefox:ab12cd34.default";

    @TempDir
    private Path folder;

    private Path root;
    private Path home;
    private Path socket;
    private Process engine;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/certutil")), "certutil is not installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/update-ca-certificates")));
        root = folder.resolve("root");
        home = folder.resolve("home");
        for (var one : List.of(
                "usr/local/share/ca-certificates",
                "usr/share/ca-certificates",
                "etc/ssl/certs",
                "etc/ca-certificates/update.d")) {
            Files.createDirectories(root.resolve(one));
        }
        // Two: a bundle of a single certificate gets a hash link of its own.
        Files.writeString(root.resolve("etc/ca-certificates.conf"), "one.crt\ntwo.crt\n");
        for (var name : List.of("one", "two")) {
            program(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-keyout",
                    "/dev/null",
                    "-out",
                    root.resolve("usr/share/ca-certificates/" + name + ".crt").toString(),
                    "-subj",
                    "/CN=" + name);
        }
        program(
                "/usr/sbin/update-ca-certificates",
                "--certsconf",
                root + "/etc/ca-certificates.conf",
                "--certsdir",
                root + "/usr/share/ca-certificates",
                "--localcertsdir",
                root + "/usr/local/share/ca-certificates",
                "--etccertsdir",
                root + "/etc/ssl/certs",
                "--hooksdir",
                root + "/etc/ca-certificates/update.d");
        var profile = Files.createDirectories(home.resolve(".mozilla/firefox/ab12cd34.default"));
        program("certutil", "-N", "-d", "sql:" + profile, "--empty-password");
        socket = folder.resolve("control.sock");
        engine = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.weir.engine.EngineMain",
                        "--allow-root",
                        "--owner-uid",
                        Files.getAttribute(folder, "unix:uid").toString(),
                        "--control",
                        socket.toString(),
                        "--state",
                        folder.resolve("state").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("engine.log").toFile())
                .start();
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> weir("trust", "list").text().contains("Weir CA"));
    }

    @AfterEach
    void stop() throws Exception {
        if (engine != null) {
            engine.destroy();
            assertThat(engine.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anAuthorityIsInstalledVerifiedRotatedAndRemoved() throws Exception {
        var before = tree();
        assertThat(weir("trust", "install").code()).isEqualTo(ExitCode.USAGE);
        assertThat(weir("trust", "install", "--store", "toaster").code()).isEqualTo(ExitCode.USAGE);
        assertThat(states())
                .containsOnly(
                        Map.entry("current system", "absent"),
                        Map.entry("current " + FIREFOX, "absent"),
                        Map.entry("current env", "absent"));

        done(weir("trust", "install", "--all", "--yes"));
        done(weir("trust", "verify"));
        assertThat(states())
                .containsEntry("current system", "verified")
                .containsEntry("current " + FIREFOX, "verified")
                .containsEntry("current env", "present");

        done(weir("trust", "rotate"));
        var early = weir("trust", "rotate", "--commit");
        assertThat(early.code()).isEqualTo(ExitCode.FAILED);
        assertThat(early.text()).contains("install it first");
        done(weir("trust", "install", "--all", "--yes"));
        done(weir("trust", "verify"));
        assertThat(states()).containsEntry("next system", "verified").containsEntry("next " + FIREFOX, "verified");
        done(weir("trust", "rotate", "--commit"));
        done(weir("trust", "remove", "--former"));
        done(weir("trust", "verify"));
        assertThat(states()).hasSize(3).containsEntry("current system", "verified");

        engine.destroy();
        assertThat(engine.waitFor(30, TimeUnit.SECONDS)).isTrue();
        done(weir("trust", "remove", "--all"));
        assertThat(tree().keySet()).as("nothing of ours is left").isEqualTo(before.keySet());
        assertThat(tree().get("root/etc/ssl/certs/ca-certificates.crt"))
                .isEqualTo(before.get("root/etc/ssl/certs/ca-certificates.crt"));
    }

    @Test
    void removedWithoutTheEngineEveryFileIsAsItWas() throws Exception {
        var before = tree();
        done(weir("trust", "install", "--all", "--yes"));
        engine.destroy();
        assertThat(engine.waitFor(30, TimeUnit.SECONDS)).isTrue();

        done(weir("trust", "remove", "--all"));

        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void filesOfTheUserAreShownBeforeTheyAreWritten() throws Exception {
        var before = tree();
        var in = System.in;
        try {
            System.setIn(new ByteArrayInputStream("n\n".getBytes(StandardCharsets.UTF_8)));
            var said = weir("trust", "install", "--store", "env");
            assertThat(said.code()).isEqualTo(ExitCode.FAILED);
            assertThat(said.text()).contains("NODE_EXTRA_CA_CERTS=", "CARGO_HTTP_CAINFO=", "nothing was changed");
            assertThat(tree()).isEqualTo(before);
        } finally {
            System.setIn(in);
        }
    }

    private Map<String, String> states() {
        var all = new TreeMap<String, String>();
        var said = weir("trust", "list", "--json").text();
        for (JsonNode line : RpcCodec.json().readTree(said).get("stores")) {
            all.put(
                    line.get("authority").stringValue() + " "
                            + line.get("store").stringValue(),
                    line.get("state").stringValue());
        }
        return all;
    }

    private record Said(int code, String text) {}

    private static void done(Said said) {
        assertThat(said.code()).as(said.text()).isEqualTo(ExitCode.OK);
    }

    private Said weir(String... arguments) {
        var out = new ByteArrayOutputStream();
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--root", root.toString()));
        var code = Weir.run(
                all.toArray(String[]::new),
                new Terminal(stream, stream, 200, false),
                Map.of("WEIR_SOCKET", socket.toString(), "HOME", home.toString(), "PATH", System.getenv("PATH")));
        return new Said(code, out.toString(StandardCharsets.UTF_8));
    }

    private static void program(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
    }

    private Map<String, String> tree() throws Exception {
        var all = new TreeMap<String, String>();
        for (var top : List.of(root, home)) {
            try (var files = Files.walk(top)) {
                for (var file : files.toList()) {
                    all.put(folder.relativize(file).toString(), content(file));
                }
            }
        }
        return all;
    }

    private static String content(Path file) throws IOException {
        return Files.isSymbolicLink(file)
                ? "-> " + Files.readSymbolicLink(file)
                : Files.isDirectory(file)
                        ? "folder"
                        : Files.size(file) + " bytes, " + Arrays.hashCode(Files.readAllBytes(file));
    }
}
