package org.weir.ui.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not leave the machine, and what has to stay for the report to be of use. */
class RedactorTest {
    private static final String SECRET = "s3cr3tValue";

    private final Redactor redactor = new Redactor("/home/anna", "anna", "laptop7");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cookie: id=" + SECRET,
                "cookie: a=b; session=" + SECRET + "; c=d",
                "Set-Cookie: id=" + SECRET + "; Path=/",
                "AUTHORIZATION: Bearer " + SECRET,
                "Proxy-Authorization: Basic " + SECRET,
                "\"authorization\" : \"" + SECRET + "\"",
                "{\"password\":\"" + SECRET + "\",\"x\":1}",
                "\"password\": \"with \\\" quote " + SECRET + "\"",
                "db_password=" + SECRET,
                "API-Key: " + SECRET,
                "x-api-key = " + SECRET,
                "access_token=" + SECRET,
                "client_secret: " + SECRET,
                "sid=" + SECRET,
                "note: Bearer " + SECRET,
                "socks5://anna:" + SECRET + "@proxy.example.com:1080",
                "https://" + SECRET + "@example.com/",
                "https://example.com/path?token=" + SECRET,
                "see https://example.com/" + SECRET + "/edit",
                "wss://example.com/#" + SECRET,
                "write to " + SECRET + "@example.com",
                "-----BEGIN PRIVATE KEY-----\n" + SECRET + "\n-----END PRIVATE KEY-----",
                "\"target\" : \"http://u:" + SECRET + "@10.1.2.3:8080\"",
                "password:\t\t" + SECRET,
                "seen eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0" + SECRET + ".x",
            })
    void secretsAreGone(String text) {
        assertThat(redactor.redact(text)).doesNotContain(SECRET);
        assertThat(redactor.redact("before\n" + text + "\nafter"))
                .contains("before")
                .contains("after")
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/home/anna/.config/weir/ui.json | ~/.config/weir/ui.json",
                "/home/annabel/x | /home/[user]/x",
                "/home/otto/.mozilla | /home/[user]/.mozilla",
                "run as anna on laptop7 | run as [user] on [machine]",
                "Weir CA 3f9a2c10 (laptop7) | Weir CA 3f9a2c10 ([machine])",
                "www.example.com:443 | w….e….com:443",
                "*.mail.example.co.uk | *.m….e….c….uk",
                "münchen.example | m….example",
                "https://www.example.com:8443/a/b?c=d | https://w….e….com:8443/…",
                "//cdn.example.com | //c….e….com",
                "domain .example.com | domain .e….com",
                "http://10.1.2.3:8080 | http://10.x.x.x:8080",
                "192.0.2.10:443 | 192.x.x.x:443",
                "2001:db8:2::10 | 2001:x",
                "[2001:db8:2::10]:443 | [2001:x]:443",
                "fe80::1 | fe80:x",
                "52:54:00:ab:cd:ef | [mac]",
                "user anna@example.com | user [mail]",
                "9f2c51d07a3be84466d1c0ee52ab9137f04e1d3c8b7a6950213f4e5d6c7b8a90 | [64 characters]",
            })
    void namesAndAddressesAreShortened(String text, String shown) {
        assertThat(redactor.redact(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rules.json has an error; the last good rules stay in force",
                "weir-ui: 0.1.0-SNAPSHOT",
                "java: Eclipse Adoptium 25.0.1",
                "system: Linux 6.18.5-1-amd64 amd64",
                "127.0.0.1:8080 and state: capturing; attribution: full",
                "\"capture_bodies\" : false,",
                "\"redact_stored\" : true",
                "\"secrets\" : 12",
                "The interceptor is connected and capturing",
                "12:30:45 uptime 3.5 s",
                "line 3, column 14: unknown action",
            })
    void whatHelpsStays(String text) {
        assertThat(redactor.redact(text)).isEqualTo(text);
    }

    @Test
    void ofAKeyWithoutAnEndNothingIsLeft() {
        assertThat(redactor.redact("before -----BEGIN EC PRIVATE KEY-----\n" + SECRET + "\nand more"))
                .isEqualTo("before [redacted]");
    }

    @Test
    void aUserCalledRootIsNotLookedFor() {
        assertThat(new Redactor("/root", "root", "").redact("only root may; /root/x"))
                .isEqualTo("only root may; ~/x");
    }

    @Test
    void anEmptyMachineChangesNothing() {
        assertThat(new Redactor("", "", "").redact("plain words")).isEqualTo("plain words");
        assertThat(new Redactor("/", "", " ").redact("/etc/x")).isEqualTo("/etc/x");
    }

    /** Text from outside is in a report; an expression that takes for ever would freeze it. */
    @Test
    void hostileTextTakesNoTime() {
        var random = new Random(7);
        var pieces = new String[] {
            "a.", ":", "/", "=", "\"", "cookie", "-----BEGIN ", "1", "@", "\\", "\n", "é", "https://", "x-"
        };
        for (var round = 0; round < 200; round++) {
            var text = new StringBuilder();
            for (var i = 0; i < 400; i++) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            redactor.redact(text.toString());
        }
        for (var piece : pieces) {
            var begun = System.nanoTime();
            redactor.redact(piece.repeat(20_000));
            assertThat(System.nanoTime() - begun).as(piece).isLessThan(5_000_000_000L);
        }
    }
}
