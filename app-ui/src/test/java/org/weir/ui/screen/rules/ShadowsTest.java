package org.weir.ui.screen.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.api.control.Rule;

class ShadowsTest {
    private static Rule rule(String id, String app, String domain, String cidr, String port, String protocol) {
        return new Rule(id, true, app, null, domain, cidr, port, protocol, "block", null, null);
    }

    private static boolean hides(Rule earlier, Rule later) {
        return Shadows.of(List.of(earlier, later)).containsKey(later.id());
    }

    @ParameterizedTest
    @CsvSource({
        // earlier, later, hidden
        ",curl,true",
        "curl,curl,true",
        "curl,,false",
        "cur*,curl,true",
        "cur*,cur?,false",
        "curl,/usr/bin/curl,true",
        "/usr/bin/*,/usr/bin/curl,true",
        "/usr/bin/curl,curl,false",
        "curl,wget,false"
    })
    void apps(String earlier, String later, boolean hidden) {
        assertThat(hides(rule("1", earlier, null, null, null, null), rule("2", later, null, null, null, null)))
                .isEqualTo(hidden);
    }

    @ParameterizedTest
    @CsvSource({
        "*,web.test,true",
        "*,,false",
        "*.test,web.test,true",
        "*.test,a.web.test,true",
        "*.test,*.web.test,true",
        "*.test,test,false",
        "*.web.test,*.test,false",
        "*.est,web.test,false",
        "WEB.test,web.TEST,true"
    })
    void domains(String earlier, String later, boolean hidden) {
        assertThat(hides(rule("1", null, earlier, null, null, null), rule("2", null, later, null, null, null)))
                .isEqualTo(hidden);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24,192.0.2.7,true",
        "192.0.2.0/24,192.0.2.128/25,true",
        "192.0.2.128/25,192.0.2.0/24,false",
        "2001:db8::/32,2001:db8:1::/48,true",
        "0.0.0.0/0,2001:db8::1,false",
        "192.0.2.0/24,,false",
        "192.0.2.0/99,192.0.2.1,false",
        "nonsense,192.0.2.1,false"
    })
    void networks(String earlier, String later, boolean hidden) {
        assertThat(hides(rule("1", null, null, earlier, null, null), rule("2", null, null, later, null, null)))
                .isEqualTo(hidden);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "443;443;true",
                "1-1024;80,443;true",
                "80,443;443-444;false",
                "80;;false",
                "8000-8100,443;443,8050-8060;true",
                "99999;443;false",
                "5-1;3;false",
                "x;443;false"
            })
    void ports(String earlier, String later, boolean hidden) {
        assertThat(hides(rule("1", null, null, null, earlier, null), rule("2", null, null, null, later, null)))
                .isEqualTo(hidden);
    }

    @Test
    void everyTcpWordMeansEverything() {
        assertThat(hides(rule("1", null, null, null, null, "tcp"), rule("2", null, null, null, null, "ssh")))
                .isTrue();
        assertThat(hides(rule("1", null, null, null, null, "tls"), rule("2", null, null, null, null, "tcp")))
                .isFalse();
    }

    @Test
    void whatIsSwitchedOffNeitherHidesNorIsHidden() {
        var all = rule("1", null, null, null, null, null);
        var one = rule("2", "curl", null, null, null, null);
        assertThat(Shadows.of(List.of(all.withEnabled(false), one))).isEmpty();
        assertThat(Shadows.of(List.of(all, one.withEnabled(false)))).isEmpty();
        assertThat(Shadows.of(List.of(one, all))).isEmpty();
    }

    @Test
    void theFirstThatHidesIsNamed() {
        assertThat(Shadows.of(List.of(
                        rule("1", "wget", null, null, null, null),
                        rule("2", "cur*", null, null, null, null),
                        rule("3", null, null, null, null, null),
                        rule("4", "curl", "web.test", null, "443", "tls"))))
                .isEqualTo(Map.of("4", "2"));
    }
}
