package org.weir.engine.inspect.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.engine.flow.Inspection.State;

/** curl and openssl against the real thing: inspected when they trust our authority, refused and seen when they do not. */
@Timeout(120)
class RealClientsTest {
    private static final String BODY = "what the server says";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"JDK, 1.2", "JDK, 1.3", "BORINGSSL, 1.2", "BORINGSSL, 1.3"})
    void curl(NettyTls.Kind kind, String version) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")));
        try (var lab = new TlsLab(kind);
                var _ = http(lab)) {
            var trusting = curl(lab, lab.ours, version);
            assertThat(trusting.text).contains(BODY);
            assertThat(trusting.code).isZero();
            assertThat(lab.end().inspection().state()).isEqualTo(State.INSPECTED);
            lab.told.clear();
            lab.refusalWords = "refused";
            var doubting = curl(lab, lab.theirs, version);
            assertThat(doubting.code).isEqualTo(60);
            assertThat(lab.end().inspection().state()).isEqualTo(State.REFUSED);
            assertThat(lab.told).hasSize(1);
            assertThat(lab.told.getFirst().alert().code()).isEqualTo(48);
            assertThat(lab.told.getFirst().certificateSent()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"JDK, -tls1_2", "JDK, -tls1_3", "BORINGSSL, -tls1_2", "BORINGSSL, -tls1_3"})
    void openssl(NettyTls.Kind kind, String version) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")));
        try (var lab = new TlsLab(kind);
                var _ = http(lab)) {
            assertThat(openssl(lab, lab.ours, version).text).contains("Verify return code: 0 (ok)");
            lab.end();
            lab.refusalWords = "refused";
            assertThat(openssl(lab, lab.theirs, version).code).isNotZero();
            assertThat(lab.end().inspection().state()).isEqualTo(State.REFUSED);
        }
    }

    @Test
    void aThousandHandshakesLeaveNothingBehind() throws Exception {
        try (var lab = new TlsLab(NettyTls.Kind.BORINGSSL);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2")) {
            var context = Pki.context(null, lab.ours);
            var before = 0L;
            for (var round = 0; round < 1_000; round++) {
                try (var client =
                        TlsLab.tls(lab.connect(lab.address()), context, TlsLab.HOST, List.of("TLSv1.3"), "h2")) {
                    client.getOutputStream().write(round);
                    assertThat(client.getInputStream().read()).isEqualTo(round & 0xff);
                }
                lab.end();
                if (round == 300) {
                    before = io.netty.util.internal.PlatformDependent.usedDirectMemory();
                }
            }
            // What allocators keep settles in the first rounds; a leak of one small buffer each would be megabytes.
            assertThat(io.netty.util.internal.PlatformDependent.usedDirectMemory() - before)
                    .isLessThan(4L << 20);
            assertThat(lab.told).hasSize(1_000);
            assertThat(lab.told.stream().filter(seen -> !seen.certificateSent()).count())
                    .as("sessions that were resumed")
                    .isPositive();
        }
    }

    private record Said(int code, String text) {}

    private Said curl(TlsLab lab, Pki.Identity trusted, String version) throws Exception {
        var port = lab.address().getPort();
        return run(
                "/usr/bin/curl",
                "-sS",
                "--noproxy",
                "*",
                "--max-time",
                "20",
                "--cacert",
                pem(trusted),
                "--tlsv" + version,
                "--tls-max",
                version,
                "--connect-to",
                TlsLab.HOST + ":443:127.0.0.1:" + port,
                "https://" + TlsLab.HOST + "/");
    }

    private Said openssl(TlsLab lab, Pki.Identity trusted, String version) throws Exception {
        return run(
                "/usr/bin/openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + lab.address().getPort(),
                "-servername",
                TlsLab.HOST,
                "-verify_hostname",
                TlsLab.HOST,
                "-verify_return_error",
                "-CAfile",
                pem(trusted),
                version);
    }

    private String pem(Pki.Identity identity) throws Exception {
        var file = folder.resolve("trusted.pem");
        Pki.write(file, identity);
        return file.toString();
    }

    private static Said run(String... command) throws Exception {
        var process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(List.of(command) + " did not end: " + text);
        }
        return new Said(process.exitValue(), text);
    }

    /** Answers whatever is asked, and closes. */
    private static Origin http(TlsLab lab) throws Exception {
        return new Origin(lab, Origin.tls(Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "http/1.1"), connection -> {
            connection.setSoTimeout(5_000);
            var in = connection.getInputStream();
            for (var end = 0; end < 4; ) {
                var b = in.read();
                if (b < 0) {
                    return;
                }
                end = b == '\r' || b == '\n' ? end + 1 : 0;
            }
            connection
                    .getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + BODY.length() + "\r\n\r\n"
                                    + BODY)
                            .getBytes(UTF_8));
        });
    }
}
