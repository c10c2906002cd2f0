package org.weir.engine.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Made, trusted, used: and a crash at any moment in between. */
class RotationTest {
    @TempDir
    private Path temp;

    private final TrustLab.MovableClock clock = new TrustLab.MovableClock();

    @Test
    void theNextAuthorityIsUsedOnlyAfterItIsTrusted() throws Exception {
        var rotating = open(temp);
        var former = current(rotating);

        rotating.makeNext();
        assertThat(current(rotating)).isEqualTo(former);
        assertThat(rotating.status().phase()).isEqualTo("made");
        assertThatThrownBy(() -> rotating.commitNext(false)).hasMessageContaining("install it first");
        assertThatThrownBy(rotating::makeNext).hasMessageContaining("made already");

        rotating.nextIsTrusted();
        var next = rotating.status().next();
        assertThat(open(temp).status().phase()).as("after a restart").isEqualTo("trusted");
        rotating.commitNext(false);

        assertThat(current(rotating)).isEqualTo(next).isNotEqualTo(former);
        assertThat(current(open(temp))).isEqualTo(next);
        assertThat(files()).as("the former key is gone").hasSize(3);
    }

    @Test
    void anAbortedRotationLeavesNothing() throws Exception {
        var rotating = open(temp);
        var former = current(rotating);
        var before = files();
        rotating.makeNext();
        rotating.nextIsTrusted();

        rotating.abortNext();

        assertThat(files()).isEqualTo(before);
        assertThat(current(open(temp))).isEqualTo(former);
        assertThatThrownBy(() -> rotating.commitNext(true)).hasMessageContaining("no next authority");
    }

    @Test
    void aNextAuthorityThatWasDamagedIsNotBroughtIntoUse() throws Exception {
        var rotating = open(temp);
        var former = current(rotating);
        var before = files();
        rotating.makeNext();
        var key = files().stream()
                .filter(file -> file.toString().endsWith(".key") && !before.contains(file))
                .findFirst()
                .orElseThrow();
        Files.write(key, new byte[3]);

        assertThatThrownBy(() -> rotating.commitNext(true)).hasMessageContaining("damaged");
        assertThat(current(open(temp))).isEqualTo(former);
    }

    enum Step {
        FIRST,
        MAKE,
        TRUSTED,
        COMMIT,
        ABORT
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void killedAnywhereTheNextStartFinishesOrUndoes(Step step) throws Exception {
        var stops = 0;
        for (var at = 0; ; at++) {
            for (var after : List.of(false, true)) {
                var folder = temp.resolve("at" + at + after);
                if (!killed(step, folder, at, after)) {
                    assertThat(stops).as("places to be killed at").isGreaterThanOrEqualTo(2);
                    return;
                }
                stops++;
            }
        }
    }

    /** Whether the step had so many changes of files. */
    private boolean killed(Step step, Path folder, int at, boolean after) throws Exception {
        X509Certificate former = null;
        X509Certificate next = null;
        if (step != Step.FIRST) {
            var before = open(folder);
            former = current(before);
            if (step != Step.MAKE) {
                before.makeNext();
                next = before.status().next();
            }
            if (step == Step.COMMIT) {
                before.nextIsTrusted();
            }
        }
        var mortal = new MortalFolder(folder);
        var rotating = new Authorities(mortal, "testhost", clock, TrustLab.RANDOM);
        if (step != Step.FIRST) {
            rotating.open();
        }
        mortal.dieAt(at, after);
        try {
            switch (step) {
                case FIRST -> rotating.open();
                case MAKE -> rotating.makeNext();
                case TRUSTED -> rotating.nextIsTrusted();
                case COMMIT -> rotating.commitNext(false);
                case ABORT -> rotating.abortNext();
            }
            return false;
        } catch (Killed e) {
            var again = open(folder);
            assertThat(again.problem()).as("killed at %d", at).isNull();
            switch (step) {
                case FIRST -> assertThat(again.status().next()).isNull();
                case MAKE, TRUSTED, ABORT -> assertThat(current(again)).isEqualTo(former);
                case COMMIT -> assertThat(current(again)).isIn(former, next);
            }
            assertThat(again.status().next() == null ? 3 : 5)
                    .as("no file is left over, none is missing")
                    .isEqualTo(files(folder).size());
            // Whatever was left: a rotation can be carried through from here.
            if (again.status().next() == null) {
                again.makeNext();
            }
            again.nextIsTrusted();
            again.commitNext(false);
            assertThat(current(again)).isNotEqualTo(former);
            return true;
        }
    }

    private Authorities open(Path folder) {
        var opened = new Authorities(folder, "testhost", clock, TrustLab.RANDOM);
        opened.open();
        return opened;
    }

    private static X509Certificate current(Authorities authorities) {
        return Objects.requireNonNull(authorities.current()).certificate();
    }

    private List<Path> files() throws IOException {
        return files(temp);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var found = Files.list(folder)) {
            return found.sorted().toList();
        }
    }

    /** As kill -9 would end it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final class MortalFolder extends AuthorityFolder {
        private int left = Integer.MAX_VALUE;
        private boolean after;

        MortalFolder(Path folder) {
            super(folder);
        }

        void dieAt(int change, boolean afterIt) {
            left = change;
            after = afterIt;
        }

        @Override
        void put(Path file, byte[] content, String rights) throws IOException {
            var last = left-- == 0;
            if (last && !after) {
                throw new Killed();
            }
            super.put(file, content, rights);
            if (last) {
                throw new Killed();
            }
        }

        @Override
        void remove(Path file) throws IOException {
            var last = left-- == 0;
            if (last && !after) {
                throw new Killed();
            }
            super.remove(file);
            if (last) {
                throw new Killed();
            }
        }
    }
}
