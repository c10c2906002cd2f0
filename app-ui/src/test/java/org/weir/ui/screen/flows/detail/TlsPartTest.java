package org.weir.ui.screen.flows.detail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.input.Clipboard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.rpc.ErrorCode;
import org.weir.testkit.control.ScriptedEngine;
import org.weir.ui.TestFlows;
import org.weir.ui.main.Fx;
import org.weir.ui.main.UiLab;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The TLS tab on a scripted engine. */
class TlsPartTest {
    private UiLab lab;

    @BeforeEach
    void start() throws IOException {
        start(Locale.ENGLISH);
    }

    private void start(Locale locale) throws IOException {
        lab = new UiLab(locale, "light");
        lab.engine()
                .tell(TestFlows.batch(List.of(
                        TestFlows.refused(2001, "node", "api.lab.test"),
                        TestFlows.inspected(2002, "curl", "web.lab.test"),
                        TestFlows.open(2003, "python3", "slow.lab.test"))));
        await().until(() -> lab.connection().flows().stream().anyMatch(flow -> flow.id() == 2003));
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private void open(long id, String tab) {
        Fx.run(() -> lab.desk().navigator().go("flows", "id:" + id + ":" + tab));
        lab.settle();
    }

    private static ObjectNode golden(String what) throws IOException {
        return (ObjectNode) ScriptedEngine.golden("flows.tls." + what).get("result");
    }

    private static String clipboard() {
        return Fx.get(() -> String.valueOf(Clipboard.getSystemClipboard().getString()));
    }

    private void press(String id) {
        Fx.run(lab.find("#" + id, Button.class)::fire);
        lab.settle();
    }

    @Test
    void aRefusalIsToldWithAlertAndBothChains() throws IOException {
        open(2001, "tls");
        lab.awaitText("Alert 48 (unknown_ca), fatal, from the app");
        assertThat(lab.texts())
                .contains(
                        "The sender does not trust the authority that made the certificate.",
                        "What the app offered",
                        "GREASE 0x1a1a, TLSv1.3, TLSv1.2",
                        "The server’s certificates",
                        "Verified by Weir.",
                        "CN=Lab root, O=Weir lab",
                        "What Weir showed the app",
                        "CN=Weir CA 3f9a2c10 (desktop)")
                .anyMatch(text -> text != null && text.startsWith("Expires in 4") && text.contains("years"));
        assertThat(lab.engine().asked("flows.tls")).isEqualTo("{'id':2001}");
        JsonNode said = golden("response.json");
        press("tls-pem-server-1");
        assertThat(clipboard())
                .isEqualTo(said.at("/server/chain/certificates/1/pem").stringValue());
        press("tls-copy-presented");
        assertThat(clipboard())
                .isEqualTo(said.at("/presented/certificates/0/pem").stringValue()
                        + said.at("/presented/certificates/1/pem").stringValue());
        press("tls-copy-offer");
        assertThat(clipboard()).startsWith("Server name: api.lab.test\nTLS versions: GREASE 0x1a1a");
    }

    @Test
    void theEngineIsAskedWhenSomebodyLooksAndNotAgainForBytes() {
        open(2001, "summary");
        lab.awaitIdle();
        assertThat(lab.engine().times("flows.tls")).isZero();
        lab.click("TLS");
        lab.awaitText("Alert 48");
        assertThat(lab.engine().times("flows.tls")).isEqualTo(1);
        lab.click("Summary");
        lab.click("TLS");
        lab.awaitIdle();
        assertThat(lab.engine().times("flows.tls")).isEqualTo(1);
    }

    @Test
    void warningsAreSaid() throws IOException {
        var doubted = golden("doubted.response.json");
        ((ObjectNode) doubted.at("/server/chain/certificates/0")).put("not_after_ms", 1_000_000L);
        lab.engine().answer("flows.tls", doubted);
        open(2002, "tls");
        lab.awaitText("The certificate is not for bank.lab.test.");
        assertThat(lab.texts())
                .contains("Weir did not believe them: the server’s certificate is for another name than"
                        + " bank.lab.test")
                .anyMatch(text -> text != null && text.startsWith("Expired ") && text.contains("years ago"));
        assertThat(lab.shows("Relayed untouched: only the app and its server know."))
                .isTrue();
    }

    @Test
    void whatPassedHasItsHelloOnly() throws IOException {
        lab.engine().answer("flows.tls", golden("untouched.response.json"));
        open(2003, "tls");
        lab.awaitText("Fingerprint (JA4)");
        assertThat(lab.texts().stream().filter("Relayed untouched: only the app and its server know."::equals))
                .hasSize(3);
    }

    @Test
    void aFlowThatTheEngineForgotSaysSo() {
        lab.engine().refuse("flows.tls", ErrorCode.NOT_FOUND, "no flow 2001");
        open(2001, "tls");
        lab.awaitText("Weir keeps that only while it runs");
        assertThat(lab.shows("What the app offered")).isFalse();
    }

    @Test
    void aSlowEngineIsWaitedFor() {
        lab.engine().delay("flows.tls", Duration.ofSeconds(3));
        open(2001, "tls");
        lab.awaitText("Asking the engine");
        lab.awaitText("Alert 48");
        assertThat(lab.shows("Asking the engine")).isFalse();
    }

    @Test
    void afterAFailureItCanBeAskedAgain() throws IOException {
        lab.engine().refuse("flows.tls", ErrorCode.INTERNAL_ERROR, "broken");
        open(2001, "tls");
        await().until(() -> Fx.get(() -> lab.find("#tls-again", Button.class).isVisible()));
        lab.engine().answer("flows.tls", golden("response.json"));
        press("tls-again");
        lab.awaitText("Alert 48");
        assertThat(Fx.get(() -> lab.find("#tls-again", Button.class).isVisible()))
                .isFalse();
    }

    @Test
    void anEngineThatIsAwayIsAskedAgainWhenSomebodyLooksAgain() throws IOException {
        open(2001, "summary");
        lab.kill();
        lab.click("TLS");
        await().until(() -> Fx.get(() -> lab.find("#tls-again", Button.class).isVisible()));
        lab.revive();
        lab.click("Summary");
        lab.click("TLS");
        lab.awaitText("Alert 48");
    }

    @Test
    void anAnswerThatIsNotUnderstoodIsAFailureLikeOthers() {
        lab.engine().answer("flows.tls", "{'flow':7}");
        open(2001, "tls");
        await().until(() -> Fx.get(() -> lab.find("#tls-again", Button.class).isVisible()));
    }

    @Test
    void aLateAnswerToAnotherFlowIsNotShown() throws IOException {
        lab.engine().delay("flows.tls", Duration.ofMillis(600));
        var passed = golden("untouched.response.json");
        var refused = golden("response.json");
        lab.engine().answer("flows.tls", params -> params.get("id").intValue() == 2003 ? passed : refused);
        open(2001, "tls");
        open(2003, "tls");
        await().atMost(Duration.ofSeconds(10)).until(() -> lab.shows("Fingerprint (JA4)"));
        lab.awaitIdle();
        assertThat(lab.shows("Alert 48")).isFalse();
    }

    @Test
    void inGerman() throws IOException {
        stop();
        start(Locale.GERMAN);
        open(2001, "tls");
        lab.awaitText("Alarm 48 (unknown_ca), endgültig, von der App");
        assertThat(lab.texts())
                .contains("Der Absender vertraut der Zertifizierungsstelle nicht, die das Zertifikat ausgestellt hat.")
                .anyMatch(text -> text != null && text.startsWith("Läuft in 4") && text.contains("Jahren ab"));
    }

    /** An alert without words of ours has the engine's. */
    @Test
    void everyAlertHasAMeaningInBothLanguages() {
        for (var locale : List.of(Locale.ENGLISH, Locale.GERMAN)) {
            var texts = new org.weir.ui.text.Texts(locale);
            for (var name : List.of(
                    "handshake_failure",
                    "bad_certificate",
                    "certificate_expired",
                    "certificate_unknown",
                    "unknown_ca",
                    "protocol_version",
                    "internal_error",
                    "user_canceled",
                    "certificate_required",
                    "ech_required")) {
                assertThat(texts.has("tls.alert.means." + name)).as(name).isTrue();
            }
        }
    }
}
