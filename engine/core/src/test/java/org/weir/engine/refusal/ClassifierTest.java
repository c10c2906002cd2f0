package org.weir.engine.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.engine.refusal.HandshakeEnd.Alert;
import org.weir.engine.refusal.HandshakeEnd.Ending;

/** What real clients were seen to do (one row each), and everything that must never count. */
class ClassifierTest {
    private static final String CERTAIN = "certain";

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Refused(var evidence, var _) -> evidence.word();
            case Outcome.Accepted() -> "accepted";
            case Outcome.Unclear(var _) -> "unclear";
        };
    }

    private static HandshakeEnd end(
            @Nullable Integer alert, boolean encrypted, boolean finished, Ending ending, long millis) {
        return new HandshakeEnd(
                "TLSv1.3",
                true,
                alert == null ? null : new Alert(2, alert, encrypted),
                finished,
                0,
                ending,
                Duration.ofMillis(millis),
                false);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // client, version, alert, encrypted, finished, ending, ms, expected
        "curl / s_client / Python with OpenSSL 3,  TLSv1.3, 48, false, false, FIN,   3, certain",
        "curl / s_client / Python with OpenSSL 3,  TLSv1.2, 48, false, false, FIN,   3, certain",
        "forged plain alert,                       TLSv1.3, 42, false, false, FIN,   1, certain",
        "forged plain alert,                       TLSv1.2, 42, false, false, FIN,   1, certain",
        "gnutls-cli,                               TLSv1.3, 42, true,  false, FIN,   5, certain",
        "Chromium 156,                             TLSv1.3, 46, true,  false, FIN,   9, certain",
        "Java 17 HttpClient,                       TLSv1.3, ,   false, false, FIN,  20, likely",
        "Java 17 HttpClient,                       TLSv1.2, ,   false, false, FIN,  20, likely",
        "Node https,                               TLSv1.3, ,   false, false, FIN,  20, likely",
        "Chromium's second connection,             TLSv1.3, ,   false, false, FIN,  20, likely",
        "bare FIN after our flight,                TLSv1.3, ,   false, false, FIN,   1, likely",
        "bare RST after our flight,                TLSv1.3, ,   false, false, RESET, 1, likely",
        "curl with a pinned key,                   TLSv1.3, 0,  true,  true,  FIN,   4, likely",
        "curl with a wrong name,                   TLSv1.3, 0,  true,  true,  FIN,   4, likely",
        "git (GnuTLS),                             TLSv1.3, 0,  true,  true,  FIN,  30, likely",
        "Finished then FIN,                        TLSv1.3, ,   false, true,  FIN,   2, likely",
        "Finished then RST,                        TLSv1.3, ,   false, true,  RESET, 2, likely",
        "Finished and an idle second,              TLSv1.3, ,   false, true,  FIN, 1000, likely",
        "a preconnect that was not used,           TLSv1.3, ,   false, true,  FIN, 10000, unclear",
        "a handshake that a person thought over,   TLSv1.3, ,   false, false, FIN, 9000, likely"
    })
    void clients(
            String client,
            String version,
            @Nullable Integer alert,
            boolean encrypted,
            boolean finished,
            Ending ending,
            long millis,
            String expected) {
        var end = end(alert, encrypted, finished, ending, millis);
        var seen = new HandshakeEnd(version, true, end.alert(), finished, 0, ending, Duration.ofMillis(millis), false);
        assertThat(word(Classifier.classify(seen))).as(client).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "42, certain",
        "43, certain",
        "44, certain",
        "45, certain",
        "46, certain",
        "48, certain",
        // After a certificate: checks of the certificate in rustls, OpenSSL and in callbacks of apps.
        "49, likely",
        "51, likely",
        "80, likely",
        "113, likely",
        // Versions, ciphers, parameters, names of protocols; what the user did.
        "10, unclear",
        "20, unclear",
        "22, unclear",
        "40, unclear",
        "47, unclear",
        "50, unclear",
        "70, unclear",
        "71, unclear",
        "86, unclear",
        "90, unclear",
        "100, unclear",
        "109, unclear",
        "110, unclear",
        "112, unclear",
        "116, unclear",
        "120, unclear",
        "255, unclear"
    })
    void alertsPlainAndDecrypted(int code, String expected) {
        for (var encrypted : new boolean[] {false, true}) {
            assertThat(word(Classifier.classify(end(code, encrypted, false, Ending.FIN, 3))))
                    .isEqualTo(expected);
            assertThat(word(Classifier.classify(end(code, encrypted, true, Ending.RESET, 3))))
                    .as("just after the handshake")
                    .isEqualTo(expected);
        }
    }

    @Test
    void withoutOurCertificateNothingWasRefused() {
        for (var ending : Ending.values()) {
            var resumed = new HandshakeEnd("TLSv1.3", false, null, true, 0, ending, Duration.ZERO, false);
            var preconnect = new HandshakeEnd(null, false, null, false, 0, ending, Duration.ZERO, false);
            var alerted =
                    new HandshakeEnd(null, false, new Alert(2, 70, false), false, 0, ending, Duration.ZERO, false);
            assertThat(word(Classifier.classify(resumed))).isEqualTo("unclear");
            assertThat(word(Classifier.classify(preconnect))).isEqualTo("unclear");
            assertThat(word(Classifier.classify(alerted))).isEqualTo("unclear");
        }
    }

    @Test
    void whatWeEndedIsNotTheApps() {
        for (var finished : new boolean[] {false, true}) {
            for (var ending : Ending.values()) {
                var ours = new HandshakeEnd("TLSv1.3", true, null, finished, 0, ending, Duration.ZERO, true);
                assertThat(word(Classifier.classify(ours))).isEqualTo("unclear");
            }
        }
        var said =
                new HandshakeEnd("TLSv1.3", true, new Alert(2, 48, false), false, 0, Ending.FIN, Duration.ZERO, true);
        assertThat(word(Classifier.classify(said)))
                .as("whoever closes after the app said it")
                .isEqualTo(CERTAIN);
    }

    @Test
    void dataIsSuccessWhateverElseIsSeen() {
        for (var sent : new boolean[] {false, true}) {
            var data = new HandshakeEnd(
                    "TLSv1.3", sent, new Alert(2, 46, true), true, 1, Ending.RESET, Duration.ZERO, true);
            assertThat(word(Classifier.classify(data))).isEqualTo("accepted");
        }
    }

    @Test
    void anOpenConnectionTellsNothingYet() {
        assertThat(word(Classifier.classify(end(null, false, true, Ending.OPEN, 1))))
                .isEqualTo("unclear");
    }

    @Test
    void theCauseIsInPlainWordsAndNamesTheAlert() {
        assertThat(Classifier.classify(end(48, false, false, Ending.FIN, 1)))
                .isEqualTo(new Outcome.Refused(
                        Evidence.CERTAIN, "does not know the authority behind our certificate (alert unknown_ca)"));
    }
}
