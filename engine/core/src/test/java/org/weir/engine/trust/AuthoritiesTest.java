package org.weir.engine.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authority's files: made once, never made again silently, whatever is wrong with them. */
class AuthoritiesTest {
    @TempDir
    private Path temp;

    private Path folder() {
        return temp.resolve("state").resolve("ca");
    }

    @Test
    void theFirstStartMakesOneAndTheNextUsesIt() throws Exception {
        try (var first = TrustLab.open(folder());
                var second = TrustLab.open(folder())) {
            assertThat(first.leaves.available()).isTrue();
            assertThat(first.leaves.problem()).isNull();
            assertThat(second.authority()).isEqualTo(first.authority());
            assertThat(first.authority().getBasicConstraints()).isZero();
            assertThat(Names.commonName(first.authority().getSubjectX500Principal()))
                    .matches("Weir CA [0-9a-f]{8} \\(testhost\\)");
        }
    }

    @Test
    void everyInstallationHasAnotherName() {
        try (var one = TrustLab.open(temp.resolve("one"));
                var other = TrustLab.open(temp.resolve("other"))) {
            assertThat(one.authority().getSubjectX500Principal())
                    .isNotEqualTo(other.authority().getSubjectX500Principal());
        }
    }

    @Test
    void theKeyIsForTheEngineOnly() throws Exception {
        TrustLab.open(folder()).close();

        assertThat(rights(file("key"))).isEqualTo("rw-------");
        assertThat(rights(file("crt"))).isEqualTo("rw-r--r--");
        assertThat(rights(folder())).isEqualTo("rwx------");
        assertThat(Files.readString(file("crt"))).doesNotContain("PRIVATE");
    }

    @Test
    void aKeyThatOthersCouldReadIsNotUsed() throws Exception {
        TrustLab.open(folder()).close();
        Files.setPosixFilePermissions(file("key"), PosixFilePermissions.fromString("rw-r-----"));
        assertBroken("could be read or changed by others");
    }

    @Test
    void everyCutOfTheFilesIsNoticed() throws Exception {
        TrustLab.open(folder()).close();
        for (var file : List.of(file("key"), file("crt"), folder().resolve("state.json"))) {
            var whole = Files.readAllBytes(file);
            // Without the last line feed nothing is missing.
            for (var length = 0; length < whole.length - 1; length++) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertBroken("damaged");
            }
            Files.write(file, whole);
        }
        assertSound();
    }

    @Test
    void randomFilesAreNoticed() throws Exception {
        TrustLab.open(folder()).close();
        var seed = 20261121L;
        var random = new Random(seed);
        for (var file : List.of(file("key"), file("crt"), folder().resolve("state.json"))) {
            var whole = Files.readAllBytes(file);
            for (var round = 0; round < 200; round++) {
                var bytes = round % 2 == 0 ? whole.clone() : new byte[random.nextInt(2_000)];
                if (round % 2 == 0) {
                    bytes[random.nextInt(bytes.length - 1)] = (byte) (random.nextInt(255) - 128);
                } else {
                    random.nextBytes(bytes);
                }
                Files.write(file, bytes);
                var before = tree();
                try (var lab = TrustLab.open(folder())) {
                    // A changed byte may be harmless (a blank, a field that nobody reads), but then all must work.
                    if (lab.leaves.available()) {
                        lab.leaf("a.test", null)
                                .chain()
                                .getFirst()
                                .verify(lab.authority().getPublicKey());
                    } else {
                        assertThat(lab.leaves.problem()).as("seed %d", seed).isNotBlank();
                    }
                }
                assertThat(tree())
                        .as("nothing was changed, seed %d round %d", seed, round)
                        .isEqualTo(before);
            }
            Files.write(file, whole);
        }
    }

    @Test
    void hugeFilesAreNotRead() throws Exception {
        TrustLab.open(folder()).close();
        Files.write(file("crt"), new byte[200_000]);
        assertBroken("too large");
    }

    @Test
    void missingFilesAreNoticed() throws Exception {
        TrustLab.open(folder()).close();
        for (var name : List.of("key", "crt")) {
            var file = file(name);
            var whole = Files.readAllBytes(file);
            Files.delete(file);
            assertBroken("is missing");
            Files.write(file, whole);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        Files.delete(folder().resolve("state.json"));
        assertBroken("state.json");
    }

    @Test
    void aKeyOfAnotherCertificateIsNoticed() throws Exception {
        TrustLab.open(folder()).close();
        TrustLab.open(temp.resolve("other")).close();
        var foreign = only(temp.resolve("other"), "key");
        Files.write(file("key"), Files.readAllBytes(foreign));
        assertBroken("the key is not the certificate's");
    }

    @Test
    void aCertificateThatIsNoAuthorityIsNoticed() throws Exception {
        TrustLab.open(folder()).close();
        TrustLab.write(
                file("crt"), "CERTIFICATE", Upstreams.certificate("x", "x.test").getEncoded());
        assertBroken("not one of an authority");
    }

    @Test
    void anExpiredAuthorityIsNotUsedAndTheClockBackItIs() throws Exception {
        try (var lab = TrustLab.open(folder())) {
            lab.clock.move(Duration.ofDays(3_640));
            assertThat(lab.leaves.available()).isTrue();
            assertThat(lab.authorities.endsSoon()).isTrue();
            lab.clock.move(Duration.ofDays(10));

            assertThat(lab.leaves.available()).isFalse();
            assertThat(lab.leaves.problem()).startsWith("the certificate expired on 20");
            assertThatThrownBy(() -> lab.leaf("a.test", null))
                    .hasCauseInstanceOf(LeafSource.UnavailableException.class)
                    .hasMessageContaining("expired");

            lab.clock.move(Duration.ofDays(-3_660));
            assertThat(lab.leaves.problem()).contains("is not valid before", "clock");
            lab.clock.move(Duration.ofDays(11));
            assertThat(lab.leaf("a.test", null).chain()).hasSize(2);
        }
    }

    @Test
    void whatTheUserMendedIsUsedAfterTheNextQuestion() throws Exception {
        TrustLab.open(folder()).close();
        var whole = Files.readAllBytes(file("crt"));
        Files.write(file("crt"), new byte[0]);
        try (var lab = TrustLab.open(folder())) {
            assertThat(lab.leaves.available()).isFalse();
            Files.write(file("crt"), whole);

            assertThat(lab.authorities.status().problem()).isNull();
            assertThat(lab.leaves.available()).isTrue();
        }
    }

    @Test
    void aDamagedAuthorityIsReplacedOnlyOnCommand() throws Exception {
        TrustLab.open(folder()).close();
        Files.write(folder().resolve("state.json"), new byte[] {'{'});
        try (var lab = TrustLab.open(folder())) {
            lab.authorities.makeNext();
            assertThat(lab.leaves.available()).isFalse();
            lab.authorities.nextIsTrusted();
            lab.authorities.commitNext(false);
            assertThat(lab.leaf("a.test", null).chain()).hasSize(2);
        }
        assertSound();
    }

    @Test
    void afterALostStateNothingIsMadeByTheNextStart() throws Exception {
        TrustLab.open(folder()).close();
        Files.write(folder().resolve("state.json"), new byte[] {'{'});
        try (var lab = TrustLab.open(folder())) {
            lab.authorities.makeNext();
            lab.authorities.abortNext();
        }
        assertBroken("none is in use");
    }

    @Test
    void aFolderThatCannotBeWrittenIsAProblemAndNoCrash() throws Exception {
        Files.createDirectories(temp.resolve("state"));
        Files.writeString(folder(), "a file in the folder's place");
        assertBroken("");
    }

    /** Broken with that reason, and opening it twice changed no file. */
    private void assertBroken(String reason) throws Exception {
        var before = tree();
        for (var time = 0; time < 2; time++) {
            try (var lab = TrustLab.open(folder())) {
                assertThat(lab.leaves.available()).isFalse();
                assertThat(lab.leaves.problem())
                        .contains("nothing can be inspected")
                        .contains(reason);
                assertThatThrownBy(() -> lab.leaf("a.test", null))
                        .hasCauseInstanceOf(LeafSource.UnavailableException.class);
            }
        }
        assertThat(tree()).isEqualTo(before);
    }

    private void assertSound() {
        try (var lab = TrustLab.open(folder())) {
            assertThat(lab.leaves.problem()).isNull();
        }
    }

    private Path file(String ending) throws IOException {
        return only(folder(), ending);
    }

    private static Path only(Path folder, String ending) throws IOException {
        try (var found = Files.newDirectoryStream(folder, "*." + ending)) {
            return found.iterator().next();
        }
    }

    private Map<Path, String> tree() throws IOException {
        var all = new TreeMap<Path, String>();
        try (var files = Files.walk(temp)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                all.put(file, Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return all;
    }

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
