package org.weir.engine.inspect.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roots that change while the engine runs. */
class ChangingRootsTest {
    private static final List<String> NAMES = List.of("www.example.test");

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong(-5);
    private Pki.Identity system;
    private Pki.Identity user;
    private Path bundle;
    private Path added;
    private ServerVerifier verifier;

    @BeforeEach
    void make() throws Exception {
        system = Pki.root("system");
        user = Pki.root("user");
        bundle = folder.resolve("bundle.crt");
        added = Files.createDirectory(folder.resolve("roots"));
        Pki.write(bundle, system);
        verifier = new ServerVerifier(List.of(bundle), added, _ -> false, nanos::get);
    }

    private void someTimePasses() {
        nanos.addAndGet(TlsLimits.ROOTS_CHECK.toNanos() + 1);
    }

    private boolean believed(Pki.Identity root) throws Exception {
        return verifier.doubt(Pki.server(root, NAMES.getFirst()).chain(), NAMES).isEmpty();
    }

    @Test
    void aRootThatTheUserAddsIsBelievedSoonAndNoLongerThanItIsThere() throws Exception {
        var server = Pki.server(user, NAMES.getFirst());
        assertThat(verifier.doubt(server.chain(), NAMES)).isPresent();
        var file = added.resolve("mine.pem");
        Pki.write(file, user);
        someTimePasses();
        assertThat(verifier.doubt(server.chain(), NAMES)).isEmpty();
        assertThat(believed(system)).isTrue();
        Files.delete(file);
        someTimePasses();
        assertThat(verifier.doubt(server.chain(), NAMES))
                .as("although it was verified a moment ago")
                .isPresent();
    }

    @Test
    void theSystemsBundleIsReadAgainToo() throws Exception {
        assertThat(believed(user)).isFalse();
        Pki.write(bundle, system, user);
        someTimePasses();
        assertThat(believed(user)).isTrue();
    }

    @Test
    void aFileThatIsNoCertificateHarmsNoOther() throws Exception {
        Files.writeString(
                added.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Files.writeString(added.resolve("notes.txt"), "nothing");
        Pki.write(added.resolve("mine.crt"), user);
        assertThat(believed(user)).isTrue();
        assertThat(believed(system)).isTrue();
    }

    @Test
    void theFolderMayComeLater() throws Exception {
        Files.delete(added);
        assertThat(believed(user)).isFalse();
        Files.createDirectory(added);
        Pki.write(added.resolve("mine.pem"), user);
        someTimePasses();
        assertThat(believed(user)).isTrue();
    }
}
