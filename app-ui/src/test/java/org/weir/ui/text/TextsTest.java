package org.weir.ui.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every text is there in every language, takes the same values, and is one that the program asks for. */
class TextsTest {
    private static final Path FOLDER = Path.of("src/main/resources/org/weir/ui/texts");
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)");
    private static final Pattern ASKED = Pattern.compile("\"([a-z]+\\.[a-z0-9.-]+)\"");

    static List<String> files() throws IOException {
        try (var found = Files.list(FOLDER)) {
            return found.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".properties") && !name.contains("_"))
                    .map(name -> name.substring(0, name.length() - ".properties".length()))
                    .sorted()
                    .toList();
        }
    }

    private static Properties read(String file) throws IOException {
        var properties = new Properties();
        properties.load(new StringReader(Files.readString(FOLDER.resolve(file + ".properties"))));
        return properties;
    }

    @ParameterizedTest
    @MethodSource("files")
    void germanHasWhatEnglishHas(String file) throws IOException {
        var english = read(file);
        var german = read(file + "_de");
        assertThat(german.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (var key : english.stringPropertyNames()) {
            assertThat(places(german.getProperty(key))).as(key).isEqualTo(places(english.getProperty(key)));
            assertThat(key).startsWith(file + ".");
            new MessageFormat(english.getProperty(key), Locale.ENGLISH);
            new MessageFormat(german.getProperty(key), Locale.GERMAN);
            assertThat(english.getProperty(key) + german.getProperty(key))
                    .as(key + ": MessageFormat eats straight apostrophes")
                    .doesNotContain("'");
        }
    }

    private static Set<String> places(String text) {
        var places = new TreeSet<String>();
        var found = PLACE.matcher(text);
        while (found.find()) {
            places.add(found.group(1));
        }
        return places;
    }

    @Test
    void everyTextThatTheProgramAsksForIsThere() throws IOException {
        var texts = new Texts(Locale.ENGLISH);
        var files = files();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (var source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                var asked = ASKED.matcher(Files.readString(source));
                while (asked.find()) {
                    var key = asked.group(1);
                    // What ends with a dot is the beginning of a key that is put together.
                    if (files.contains(key.substring(0, key.indexOf('.'))) && !key.endsWith(".")) {
                        assertThat(texts.has(key))
                                .as(key + " in " + source.getFileName())
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void valuesAreWrittenAsTheLanguageDoes() {
        assertThat(new Texts(Locale.GERMAN).get("shell.minutes", 1)).isEqualTo("1 Minute");
        assertThat(new Texts(Locale.GERMAN).get("shell.minutes", 15)).isEqualTo("15 Minuten");
        assertThat(new Texts(Locale.ENGLISH).get("flows.count", 3, 4213)).isEqualTo("3 of 4,213");
        assertThat(new Formats(Locale.GERMAN).bytes(1536)).isEqualTo("1,5 KiB");
        assertThat(new Formats(Locale.ENGLISH).duration(62_000)).isEqualTo("1 min 2 s");
    }

    @Test
    void aLanguageThatWeDoNotHaveIsEnglish() {
        assertThat(new Texts(Locale.JAPANESE).get("shell.retry")).isEqualTo("Try again");
    }

    @Test
    void namesFromOutsideCannotTurnTheLineAround() {
        assertThat(Formats.clean("evil\u202Emoc.elpmaxe\u0007")).isEqualTo("evil\uFFFDmoc.elpmaxe\uFFFD");
        assertThat(Formats.clean("münchen.example")).isEqualTo("münchen.example");
    }
}
