package org.weir.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.trust.Trust.State;

/** Authorities in stores and out again, on a made-up machine. */
class TrustTest {
    @TempDir
    private Path folder;

    private StoresLab lab;

    @BeforeEach
    void make() throws Exception {
        lab = new StoresLab(folder);
    }

    @Test
    void everythingInAndOutLeavesEveryFileAsItWas() throws Exception {
        assumeTrue(StoresLab.has("certutil") && StoresLab.has("update-ca-certificates"));
        lab.debian().browsers();
        var modern = lab.jdk("java-25", "PKCS12");
        var old = lab.jdk("java-8", "JKS");
        var before = lab.tree();
        var stores = lab.trust().stores();
        assertThat(stores)
                .containsExactly("system", "jdk:" + modern, "jdk:" + old, StoresLab.FIREFOX, "chromium", "env");

        var installed = lab.trust().install(lab.ca, stores, false);

        assertThat(installed).allMatch(Trust.Outcome::done);
        assertThat(lab.trust().list(lab.ca))
                .filteredOn(line -> !line.store().equals("env"))
                .extracting(Trust.Line::state)
                .containsOnly(State.TRUSTED);
        assertThat(lab.state("env")).isEqualTo(State.PRESENT);
        assertThat(lab.tree()).isNotEqualTo(before);

        assertThat(lab.trust().remove(stores, List.of())).allMatch(Trust.Outcome::done);
        assertThat(lab.tree()).isEqualTo(before);
    }

    @Test
    void twoAuthoritiesOfARotationComeAndGoEachByItself() throws Exception {
        assumeTrue(StoresLab.has("certutil") && StoresLab.has("update-ca-certificates"));
        lab.debian().browsers();
        lab.jdk("java-25", "PKCS12");
        var before = lab.tree();
        var stores = lab.trust().stores();
        lab.trust().install(lab.ca, stores, false);
        lab.trust().install(lab.other, stores, false);

        var removed = lab.trust().remove(stores, List.of(lab.other.sha256()));

        assertThat(removed).allMatch(Trust.Outcome::done);
        assertThat(lab.trust().list(lab.ca)).extracting(Trust.Line::state).containsOnly(State.ABSENT);
        assertThat(lab.trust().list(lab.other))
                .filteredOn(line -> !line.store().equals("env"))
                .extracting(Trust.Line::state)
                .containsOnly(State.TRUSTED);
        assertThat(lab.trust().list(lab.other))
                .filteredOn(line -> line.store().equals("env"))
                .extracting(Trust.Line::state)
                .containsOnly(State.PRESENT);
        lab.trust().remove(stores, List.of());
        assertThat(lab.trust().list(lab.other)).extracting(Trust.Line::state).containsOnly(State.ABSENT);
        assertThat(lab.tree().keySet()).as("nothing of ours is left").isEqualTo(before.keySet());
    }

    @Test
    void whatTheUserTookOutIsNotPutBackUnlessNamed() throws Exception {
        assumeTrue(StoresLab.has("certutil"));
        lab.browsers();
        lab.trust().install(lab.ca, List.of(StoresLab.FIREFOX), false);
        certutil("-D", "-n", lab.ca.subject());

        assertThat(lab.state(StoresLab.FIREFOX)).isEqualTo(State.REMOVED_BY_YOU);
        var unasked =
                lab.trust().install(lab.ca, List.of(StoresLab.FIREFOX), false).getFirst();
        assertThat(unasked.done()).isFalse();
        assertThat(unasked.words()).contains("you removed it");
        assertThat(lab.state(StoresLab.FIREFOX)).isEqualTo(State.REMOVED_BY_YOU);

        assertThat(lab.trust()
                        .install(lab.ca, List.of(StoresLab.FIREFOX), true)
                        .getFirst()
                        .done())
                .isTrue();
        assertThat(lab.state(StoresLab.FIREFOX)).isEqualTo(State.TRUSTED);
    }

    @Test
    void whatOthersPutIntoADatabaseMeanwhileStays() throws Exception {
        assumeTrue(StoresLab.has("certutil"));
        lab.browsers();
        lab.trust().install(lab.ca, List.of(StoresLab.FIREFOX), false);
        var pem = Files.writeString(
                folder.resolve("x.pem"), lab.authority("Company Root").pem());
        certutil("-A", "-n", "Company Root", "-t", "C,,", "-i", pem.toString());

        lab.trust().remove(List.of(StoresLab.FIREFOX), List.of());

        assertThat(lab.state(StoresLab.FIREFOX)).isEqualTo(State.ABSENT);
        assertThat(certutil("-L").output()).contains("Company Root").doesNotContain("Weir");
    }

    @Test
    void whatOthersPutIntoAJavaStoreMeanwhileStays() throws Exception {
        var cacerts = lab.jdk("java-25", "PKCS12");
        var store = "jdk:" + cacerts;
        lab.trust().install(lab.ca, List.of(store), false);
        var pem = Files.writeString(
                folder.resolve("x.pem"), lab.authority("Company Root").pem());
        keytool(cacerts, "-importcert", "-noprompt", "-alias", "company", "-file", pem.toString());

        lab.trust().remove(List.of(store), List.of());

        assertThat(lab.state(store)).isEqualTo(State.ABSENT);
        assertThat(keytool(cacerts, "-list").output()).contains("company").contains("someone");
    }

    @Test
    void aJavaStoreCanStillBeReadWithoutAPassword() throws Exception {
        var cacerts = lab.jdk("java-25", "PKCS12");
        lab.trust().install(lab.ca, List.of("jdk:" + cacerts), false);

        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(cacerts)) {
            store.load(in, null);
        }

        assertThat(store.size()).isEqualTo(2);
    }

    @Test
    void aDatabaseThatABrowserHasOpenIsChangedInPlace() throws Exception {
        assumeTrue(StoresLab.has("certutil"));
        lab.browsers();
        var database = lab.home.resolve(".mozilla/firefox/ab12cd34.default-release/cert9.db");
        var inode = Files.getAttribute(database, "unix:ino");
        try (var browser = new RandomAccessFile(database.toFile(), "r")) {
            assertThat(browser.length()).isPositive();
            lab.trust().install(lab.ca, List.of(StoresLab.FIREFOX), false);
            assertThat(lab.state(StoresLab.FIREFOX)).isEqualTo(State.TRUSTED);
            lab.trust().remove(List.of(StoresLab.FIREFOX), List.of());
        }
        assertThat(lab.state(StoresLab.FIREFOX)).isEqualTo(State.ABSENT);
        assertThat(Files.getAttribute(database, "unix:ino")).isEqualTo(inode);
    }

    @Test
    void aPrimaryPasswordIsRespected() throws Exception {
        assumeTrue(StoresLab.has("certutil"));
        var database = Files.createDirectories(lab.home.resolve(".mozilla/firefox/ab12cd34.default-release"));
        var password = Files.writeString(folder.resolve("password"), "secret\n");
        Programs.must(List.of("/usr/bin/certutil", "-N", "-d", "sql:" + database, "-f", password.toString()), Map.of());
        var before = lab.tree();

        var outcome =
                lab.trust().install(lab.ca, List.of(StoresLab.FIREFOX), true).getFirst();

        assertThat(outcome.done()).isFalse();
        assertThat(outcome.words()).contains("primary password");
        assertThat(lab.tree()).isEqualTo(before);
    }

    @Test
    void fedorasLayoutIsKnown() throws Exception {
        var bundle = lab.root.resolve("etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem");
        Files.createDirectories(bundle.getParent());
        Files.createDirectories(lab.root.resolve("etc/pki/ca-trust/source/anchors"));
        Files.writeString(bundle, lab.authority("Fedora Root").pem());
        var programs = Files.createDirectories(folder.resolve("programs"));
        var original = Files.copy(bundle, folder.resolve("original"));
        StoresLab.script(
                programs.resolve("update-ca-trust"),
                "cat " + original + " $(ls " + lab.root + "/etc/pki/ca-trust/source/anchors/*.pem 2>/dev/null) > "
                        + bundle);
        var machine = lab.machine(Map.of("PATH", programs + ":" + System.getenv("PATH")));
        var before = lab.tree();

        assertThat(new Trust(machine)
                        .install(lab.ca, List.of("system"), false)
                        .getFirst()
                        .done())
                .isTrue();
        assertThat(lab.state("system")).isEqualTo(State.TRUSTED);
        new Trust(machine).remove(List.of("system"), List.of());

        assertThat(lab.tree()).isEqualTo(before);
    }

    @Test
    void aFailingProgramIsReportedAndUndone() throws Exception {
        assumeTrue(StoresLab.has("update-ca-certificates"));
        lab.debian();
        var programs = Files.createDirectories(folder.resolve("programs"));
        StoresLab.script(
                programs.resolve("update-ca-certificates"),
                "if ls " + lab.root + "/usr/local/share/ca-certificates/*.crt; then echo no room left; exit 3; fi");
        var machine = lab.machine(Map.of("PATH", programs + ":" + System.getenv("PATH")));
        var before = lab.tree();

        var outcome =
                new Trust(machine).install(lab.ca, List.of("system"), false).getFirst();

        assertThat(outcome.done()).isFalse();
        assertThat(outcome.words()).contains("no room left");
        assertThat(lab.tree()).isEqualTo(before);
    }

    @Test
    void killedAnywhereTheNextCommandUndoes() throws Exception {
        assumeTrue(StoresLab.has("certutil") && StoresLab.has("update-ca-certificates"));
        lab.debian().browsers();
        var before = lab.tree();
        var stores = lab.trust().stores();
        var kills = 0;
        for (var at = 0; ; at++) {
            if (!killed(at, trust -> trust.install(lab.ca, stores, false))) {
                break;
            }
            kills++;
            lab.trust().remove(stores, List.of());
            assertThat(lab.tree()).as("installation killed before step %d", at).isEqualTo(before);
        }
        // The installation that nobody killed is there now.
        for (var at = 0; ; at++) {
            if (!killed(at, trust -> trust.remove(stores, List.of()))) {
                break;
            }
            kills++;
            lab.trust().remove(stores, List.of());
            assertThat(lab.tree()).as("removal killed before step %d", at).isEqualTo(before);
            lab.trust().install(lab.ca, stores, false);
        }
        assertThat(lab.tree()).isEqualTo(before);
        assertThat(kills).isGreaterThan(20);
    }

    private boolean killed(int at, Work work) throws Exception {
        var left = new int[] {at};
        var mortal = new Trust(lab.machine(), () -> {
            if (left[0]-- == 0) {
                throw new Killed();
            }
        });
        try {
            work.on(mortal);
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    private interface Work {
        void on(Trust trust) throws Exception;
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void anInterruptedInstallationIsShown() throws Exception {
        var cacerts = lab.jdk("java-25", "PKCS12");
        var store = "jdk:" + cacerts;
        assertThat(killed(1, trust -> trust.install(lab.ca, List.of(store), false)))
                .isTrue();

        assertThat(lab.state(store)).isEqualTo(State.INTERRUPTED);
    }

    @Test
    void aDamagedLedgerStopsEverything() throws Exception {
        var cacerts = lab.jdk("java-25", "PKCS12");
        var store = "jdk:" + cacerts;
        lab.trust().install(lab.ca, List.of(store), false);
        Path ledger;
        try (var all = Files.walk(folder)) {
            ledger =
                    all.filter(file -> file.endsWith("ledger.json")).findFirst().orElseThrow();
        }
        var whole = Files.readAllBytes(ledger);
        for (var length = 0; length < whole.length; length++) {
            Files.write(ledger, Arrays.copyOf(whole, length));
            var before = lab.tree();
            assertThatThrownBy(() -> lab.trust().remove(List.of(store), List.of()))
                    .hasMessageContaining("damaged");
            assertThat(lab.tree()).isEqualTo(before);
        }
        Files.write(ledger, whole);
        assertThat(lab.trust().remove(List.of(store), List.of()).getFirst().done())
                .isTrue();
    }

    @Test
    void variablesThatTheUserSetStayAndOthersAreSet() throws Exception {
        assumeTrue(StoresLab.has("update-ca-certificates"));
        lab.debian();
        lab.trust().install(lab.ca, List.of("env"), false);
        var script = lab.trust().environment().script();

        var said = Programs.must(
                List.of(
                        "/bin/sh",
                        "-c",
                        lab.trust().environment().sourceLine() + "; echo $SSL_CERT_FILE $CURL_CA_BUNDLE"),
                Map.of("SSL_CERT_FILE", "/company.pem"));

        assertThat(said.output()).isEqualTo("/company.pem " + lab.home + "/.local/share/weir/ca-bundle.pem\n");
        Files.delete(lab.home.resolve(".local/share/weir/ca-bundle.pem"));
        var gone = Programs.must(List.of("/bin/sh", "-c", ". " + script + "; echo \"[$CURL_CA_BUNDLE]\""), Map.of());
        assertThat(gone.output())
                .as("no variable names a file that is not there")
                .isEqualTo("[]\n");
    }

    private Programs.Result certutil(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("/usr/bin/certutil"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-d", "sql:" + lab.home.resolve(".mozilla/firefox/ab12cd34.default-release")));
        return Programs.must(command, Map.of());
    }

    private Programs.Result keytool(Path cacerts, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", cacerts.toString(), "-storepass", "changeit"));
        return Programs.must(command, Map.of());
    }
}
