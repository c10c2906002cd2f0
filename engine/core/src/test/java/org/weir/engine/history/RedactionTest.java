package org.weir.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One row for each shape of a secret. */
class RedactionTest {
    private final Redaction redaction = Redaction.of(HistorySettings.DEFAULT);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization|Bearer abc|[redacted]",
                "proxy-authorization|Basic eA==|[redacted]",
                "Cookie|sid=abc; theme=dark|sid=[redacted]; theme=[redacted]",
                "COOKIE|abc|[redacted]",
                "cookie|a=b=c;d|a=[redacted];[redacted]",
                "Set-Cookie|sid=abc; Path=/; HttpOnly|sid=[redacted]; Path=/; HttpOnly",
                "set-cookie|abc|[redacted]",
                "Set-Cookie|=abc; Secure|=[redacted]; Secure",
                "X-Api-Key|k|[redacted]",
                "Location|https://a.test/?code=1&state=2|https://a.test/?code=[redacted]&state=2",
                "Referer|https://a.test/x?access_token=1#y|https://a.test/x?access_token=[redacted]#y",
                "Content-Type|text/html|text/html",
                "X-Authorization-Hint|abc|abc"
            })
    void headers(String name, String value, String shown) {
        assertThat(redaction.header(name, value)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a?x=1|/a?x=1",
                "/a?token=1|/a?token=[redacted]",
                "/a?x=1&Access_Token=2&y=3|/a?x=1&Access_Token=[redacted]&y=3",
                "/a?x=1;token=2|/a?x=1;token=[redacted]",
                "/a?%74oken=2|/a?%74oken=[redacted]",
                "/a?token|/a?token",
                "/a?token=|/a?token=",
                "/a?token=1=2?3|/a?token=[redacted]",
                "/token=1|/token=1",
                "/a?%zz=1&key=2|/a?%zz=1&key=[redacted]",
                "/a?|/a?",
                "/a?&&|/a?&&"
            })
    void urls(String url, String shown) {
        assertThat(redaction.url(url)).isEqualTo(shown);
    }

    @Test
    void noSecretSurvivesRandomSurroundings() {
        var random = new Random(3);
        var noise = "&;=?#% ab,\"'\\";
        for (var round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (var i = random.nextInt(12); i > 0; i--) {
                text.append(noise.charAt(random.nextInt(noise.length())));
            }
            var url = "/" + text.toString().replace('#', '.') + "?x=1&token=topsecret&" + text;
            assertThat(redaction.url(url)).as(url).doesNotContain("topsecret");
            assertThat(redaction.header("Cookie", text + ";a=topsecret;" + text))
                    .doesNotContain("topsecret");
        }
    }
}
