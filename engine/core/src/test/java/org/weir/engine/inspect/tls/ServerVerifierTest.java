package org.weir.engine.inspect.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerVerifierTest {
    @TempDir
    private Path folder;

    /** A chain that was found good is remembered for minutes; its end does not wait for that. */
    @Test
    void aCertificateThatExpiresIsDoubtedFromThenOn() throws Exception {
        var root = Pki.root("root");
        var bundle = folder.resolve("roots.pem");
        Pki.write(bundle, root);
        var verifier = new ServerVerifier(List.of(bundle), null, _ -> false);
        var server = Pki.make("server", root, false, Duration.ofDays(-1), Duration.ofSeconds(4), TlsLab.HOST);
        var names = List.of(TlsLab.HOST);
        assertThat(verifier.doubt(server.chain(), names)).isEmpty();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(verifier.doubt(server.chain(), names))
                        .contains("the server's certificate has expired"));
    }
}
