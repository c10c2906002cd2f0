package org.weir.engine.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.engine.intercept.Capture.LossMode;

class WishStoreTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void whatIsSavedIsLoaded() {
        var store = new WishStore(folder.resolve("made/when/missing"));
        for (var mode : LossMode.values()) {
            for (var wish :
                    new Wish[] {Wish.on(mode), Wish.off(mode), Wish.paused(Duration.ofMinutes(15), NOON, mode)}) {
                assertThat(store.save(wish)).isEmpty();
                assertThat(store.load()).contains(wish);
            }
        }
    }

    @Test
    void aPauseUntilRestartIsOverForTheNextProcess() {
        var store = new WishStore(folder);
        for (var mode : LossMode.values()) {
            assertThat(store.save(Wish.pausedUntilRestart(mode))).isEmpty();
            assertThat(store.load()).contains(Wish.on(mode));
        }
    }

    @Test
    void aFolderThatWasDeletedIsMadeAgain() throws Exception {
        var store = new WishStore(folder.resolve("s"));
        store.save(Wish.on(LossMode.OPEN));
        Files.delete(folder.resolve("s/state.json"));
        Files.delete(folder.resolve("s"));
        assertThat(store.save(Wish.on(LossMode.OPEN))).isEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenIsOnlySaid() throws Exception {
        var file = Files.createFile(folder.resolve("a-file"));
        assertThat(new WishStore(file).save(Wish.on(LossMode.OPEN))).isPresent();
        assertThat(new WishStore(Path.of("/dev/full")).save(Wish.on(LossMode.OPEN)))
                .isPresent();
    }

    @Test
    void withoutAFolderNothingIsKept() {
        assertThat(new WishStore(null).save(Wish.on(LossMode.OPEN))).isEmpty();
        assertThat(new WishStore(null).load()).isEmpty();
    }

    @Test
    void filesThatAreNotOursAreIgnored() throws Exception {
        var store = new WishStore(folder);
        var file = folder.resolve("state.json");
        for (var text : new String[] {"", "{", "[]", "null", "{\"on\":1}", "{\"on\":false,\"pause_seconds\":9e99}"}) {
            Files.writeString(file, text);
            assertThat(store.load().map(Wish::on)).as(text).isNotEqualTo(java.util.Optional.of(true));
        }
        Files.write(file, new byte[100_000]);
        assertThat(store.load()).isEmpty();
        for (var seed = 0; seed < 60; seed++) {
            var noise = new byte[seed % 60];
            new Random(seed).nextBytes(noise);
            Files.write(file, noise);
            assertThat(store.load()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void pausesSurviveClocksThatJump() {
        var paused = Wish.paused(Duration.ofMinutes(15), NOON, LossMode.OPEN);
        assertThat(paused.at(NOON.plusSeconds(1))).isEqualTo(paused);
        assertThat(paused.at(NOON.plusSeconds(15 * 60))).isEqualTo(Wish.on(LossMode.OPEN));
        // A clock set back by a day must not make it a pause of a day.
        var back = NOON.minus(Duration.ofDays(1));
        assertThat(paused.at(back)).isEqualTo(Wish.paused(Duration.ofMinutes(15), back, LossMode.OPEN));
    }
}
