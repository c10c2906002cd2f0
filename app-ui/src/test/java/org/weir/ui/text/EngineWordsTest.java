package org.weir.ui.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineWordsTest {
    private final EngineWords german = new EngineWords(new Texts(Locale.GERMAN));
    private final EngineWords english = new EngineWords(new Texts(Locale.ENGLISH));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no rule matched | keine Regel passt
            rule r2: app curl, domain *.lab.test | Regel r2: App curl, Domain *.lab.test
            rule r1: everything | Regel r1: alles
            rule r7: port 25, protocol smtp | Regel r7: Port 25, Protokoll smtp
            node refused our certificate: it does not know the authority behind our certificate (alert unknown_ca) \
            | node hat unser Zertifikat abgelehnt: die App kennt die Zertifizierungsstelle hinter unserem Zertifikat nicht
            passed through: a probably refused our certificate: it reset the connection right after our certificate, without an alert; \
            another connection tries again now | durchgelassen: a hat unser Zertifikat wahrscheinlich abgelehnt: die App hat die \
            Verbindung gleich nach unserem Zertifikat abgebrochen, ohne Begründung; eine andere Verbindung versucht es gerade wieder
            passed through: you decided so for node and lab.test for 30 days | durchgelassen: so von Ihnen entschieden für node und \
            lab.test, für 30 Tage
            the server's certificate is for another name than a.test | das Zertifikat des Servers ist für einen anderen Namen als a.test
            ssh is not inspected | ssh wird nicht inspiziert""")
    void theEngineSpeaksTheUsersLanguage(String said, String shown) {
        assertThat(german.say(said)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no rule matched
            rule r2: app curl, domain *.lab.test
            passed through: you decided so for node and lab.test for ever
            it is passed through and tried again by itself; if you want to see inside: it trusts its own list or the system’s, and \
            the file that CURL_CA_BUNDLE names, from its next start""")
    void englishStaysAsItWasSaid(String said) {
        assertThat(english.say(said.replace('’', '\''))).isEqualTo(said);
    }

    @Test
    void everySentenceHasItsText() throws IOException {
        var source = Files.readString(Path.of("src/main/java/org/weir/ui/text/EngineWords.java"));
        var keys = Pattern.compile("\",\\s*\"([a-z.-]+)\"\\)")
                .matcher(source)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(keys).hasSizeGreaterThan(30).allMatch(key -> new Texts(Locale.GERMAN).has("engine." + key));
    }

    @Test
    void whatIsNotKnownIsSaidInTheEnginesWords() {
        assertThat(german.say("the moon is in the way")).isEqualTo("the moon is in the way");
        assertThat(german.say("")).isEmpty();
    }

    @Test
    void whatTheEngineQuotesIsNeverAPattern() {
        assertThat(german.say("rule {0}: app {1}'x, domain $1\\2")).isEqualTo("Regel {0}: App {1}'x, Domain $1\\2");
    }

    /** A server's or an app's name may hold anything. */
    @Test
    void anyTextIsAnsweredSoon() {
        var random = new Random(1);
        var pieces = new String[] {
            "passed through: ",
            "blocked: ",
            " refused our certificate: it ",
            " and a.b",
            "rule r: ",
            "app ",
            ", ",
            "(alert x)",
            "{0",
            "'"
        };
        for (var i = 0; i < 2_000; i++) {
            var said = new StringBuilder();
            for (var n = random.nextInt(40); n > 0; n--) {
                said.append(pieces[random.nextInt(pieces.length)]);
            }
            assertThat(german.say(said.toString())).isNotNull();
        }
    }
}
