package org.weir.ui.prefs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesFileTest {
    @TempDir
    private Path folder;

    private PreferencesFile file() {
        return new PreferencesFile(folder.resolve("weir/ui.json"), Runnable::run);
    }

    @Test
    void whatWasChangedIsThereAtTheNextStart() {
        var first = file();
        first.change(was -> was.withTheme(Preferences.DARK)
                .withGuideDone(true)
                .withFilters(List.of(new Preferences.SavedFilter("mine", "app:curl"))));
        var second = file().get();
        assertThat(second.theme()).isEqualTo(Preferences.DARK);
        assertThat(second.guideDone()).isTrue();
        assertThat(second.filters()).containsExactly(new Preferences.SavedFilter("mine", "app:curl"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "7", "{\"theme\":\"pink\",\"width\":-5}", "\u0000"})
    void damageIsTheDefault(String content) throws IOException {
        Files.createDirectories(folder.resolve("weir"));
        Files.writeString(folder.resolve("weir/ui.json"), content);
        assertThat(file().get()).isEqualTo(Preferences.DEFAULT);
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoFailure() throws IOException {
        Files.writeString(folder.resolve("weir"), "not a folder");
        var file = file();
        file.change(was -> was.withTheme(Preferences.DARK));
        assertThat(file.get().theme()).isEqualTo(Preferences.DARK);
    }

    @Test
    void onlyTheUserReadsIt() throws IOException {
        var file = file();
        file.change(was -> was.withSize(1000, 700));
        file.written().join();
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("weir/ui.json"))))
                .isEqualTo("rw-------");
    }
}
