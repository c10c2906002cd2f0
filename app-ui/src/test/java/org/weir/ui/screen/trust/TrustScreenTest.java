package org.weir.ui.screen.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.ui.main.Fx;
import org.weir.ui.main.UiLab;

class TrustScreenTest {
    private static final String NO_ROTATION = """
            {"authority":{"state":"ready","subject":"Weir CA 3f9a2c10 (desktop)",
             "sha256":"9f2c51d07a3be84466d1c0ee52ab9137f04e1d3c8b7a6950213f4e5d6c7b8a90","not_after_ms":2092608000000},
             "stores":[
              {"store":"system","authority":"current","title":"t","state":"absent","ours":false,
               "obstacle":"only root may change it","needs_root":true},
              {"store":"firefox:ab.default","authority":"current","title":"t","state":"absent","ours":false},
              {"store":"chromium","authority":"current","title":"t","state":"trusted","ours":true},
              {"store":"jdk:/opt/j/cacerts","authority":"current","title":"Java: /opt/j","state":"verified","ours":false},
              {"store":"env","authority":"current","title":"t","state":"removed-by-you","ours":true}]}
            """;

    private static final String PLAN = """
            [{"store":"firefox:ab.default","possible":true,"words":"","steps":[
              {"action":"replace","path":"/home/u/.mozilla/firefox/ab.default/cert9.db"},
              {"action":"create","path":"/home/u/.config/weir/trust.sh","content":"export NODE_EXTRA_CA_CERTS=x"}]}]
            """;

    private UiLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
        lab.commandDoes("trust list", 0, NO_ROTATION);
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private void open() {
        lab.go("trust");
        lab.awaitText("Firefox, profile ab.default");
    }

    @Test
    void eachStoreSaysHowItStands() {
        open();
        assertThat(lab.texts())
                .contains(
                        "Weir CA 3f9a2c10 (desktop)",
                        "9f2c 51d0 7a3b e844 66d1 c0ee 52ab 9137 f04e 1d3c 8b7a 6950 213f 4e5d 6c7b 8a90",
                        "Not there",
                        "Trusted, not tried yet",
                        "Trusted, and a program was seen to connect",
                        "Removed by you: not put back unless you say so here",
                        "Only root may change it.");
    }

    @Test
    void nothingIsInstalledBeforeTheFilesWereShown() throws IOException {
        open();
        lab.commandDoes("trust install --json --store firefox:ab.default --plan", 0, PLAN);
        lab.commandDoes(
                "trust install --json --yes", 0, "[{\"store\":\"firefox:ab.default\",\"done\":true,\"words\":\"ok\"}]");
        press("firefox:ab.default", "Install");
        lab.awaitText("/home/u/.mozilla/firefox/ab.default/cert9.db");
        assertThat(lab.texts()).contains("Changed", "New file", "export NODE_EXTRA_CA_CERTS=x");
        assertThat(lab.commands()).noneMatch(line -> line.contains("--yes"));

        go();

        await().until(() -> lab.commands().contains("trust install --json --yes --store firefox:ab.default"));
        lab.awaitText("Installed. Verify it to see a program connect.");
        await().until(() -> lab.commands().stream()
                        .filter(line -> line.equals("trust list --json"))
                        .count()
                >= 2);
    }

    @Test
    void escapeChangesNothing() throws IOException {
        open();
        lab.commandDoes("trust install --json --store firefox:ab.default --plan", 0, PLAN);
        press("firefox:ab.default", "Install");
        lab.awaitText("/home/u/.mozilla/firefox/ab.default/cert9.db");
        lab.press(KeyCode.ESCAPE);
        lab.awaitNoText("/home/u/.mozilla/firefox/ab.default/cert9.db");
        assertThat(lab.commands()).noneMatch(line -> line.contains("--yes"));
    }

    @Test
    void aStoreOfRootIsDoneThroughPkexecAndSaidInWords() throws IOException {
        open();
        lab.commandDoes(
                "trust install --json --store system --plan",
                0,
                "[{\"store\":\"system\",\"possible\":false,\"words\":\"only root\",\"steps\":[{\"action\":\"create\","
                        + "\"path\":\"/usr/local/share/ca-certificates/weir.crt\"}]}]");
        press("system", "Install");
        lab.awaitText("/usr/local/share/ca-certificates/weir.crt");
        assertThat(lab.texts())
                .anyMatch(text -> text.startsWith("sudo ") && text.contains("trust install --yes --store system"));
        go();
        await().until(() -> lab.commands().stream()
                .anyMatch(line -> line.startsWith("pkexec ")
                        && line.contains("trust install --json --yes --store system --socket ")));
    }

    @Test
    void removingEverywhereWorksWhileTheEngineIsAway() throws IOException {
        lab.go("trust");
        lab.kill();
        lab.awaitText("taking the authority out of them works all the same");
        lab.commandDoes(
                "trust remove --json --all --plan",
                0,
                "[{\"store\":\"chromium\",\"possible\":true,\"words\":\"\",\"steps\":[{\"action\":\"restore\","
                        + "\"path\":\"/home/u/.pki/nssdb/cert9.db\"}]}]");
        lab.click("Remove everywhere");
        lab.awaitText("/home/u/.pki/nssdb/cert9.db");
        go();
        await().until(() -> lab.commands().contains("trust remove --json --all"));
        await().until(() -> lab.commands().stream()
                .anyMatch(line -> line.startsWith("pkexec ") && line.contains("trust remove --json --all --socket")));
        lab.awaitText("Removed everywhere.");
    }

    @Test
    void whatDidNotWorkIsSaidForItsStore() throws IOException {
        open();
        lab.commandDoes(
                "trust verify --json --store chromium",
                1,
                "[{\"store\":\"chromium\",\"done\":false,\"words\":\"certutil: not approved\"}]");
        press("chromium", "Verify");
        lab.awaitText("Not done: chromium: certutil: not approved");
        await().until(() -> lab.texts().contains("certutil: not approved"));
    }

    @Test
    void whatIsNotOursCannotBeRemovedAndSaysWhy() {
        open();
        var remove = button("jdk:/opt/j/cacerts", "Remove");
        assertThat(remove.isDisabled()).isTrue();
        assertThat(remove.getAccessibleHelp()).contains("Not put there by you");
    }

    @Test
    void whoLooksAgainWhileItLooksSeesWhatIsThereThen() throws IOException {
        open();
        lab.awaitIdle();
        var before = looks();
        Fx.run(() -> {
            var look = lab.find("#trust-refresh", Button.class);
            look.fire();
            look.fire();
        });
        await().until(() -> looks() == before + 2);
    }

    private long looks() throws IOException {
        return lab.commands().stream()
                .filter(line -> line.startsWith("trust list"))
                .count();
    }

    @Test
    void anExchangeIsMadeInstalledAndUsed() throws IOException {
        lab.engine().answer("ca.rotate", "{'state':'ready'}");
        open();
        fire("#rotation-make");
        lab.awaitText("A second authority is made beside the present one.");
        go();
        await().until(() -> lab.engine().asked("ca.rotate").equals("{'phase':'make'}"));

        var next = NO_ROTATION
                .replace("\"not_after_ms\":2092608000000", "\"next\":{\"phase\":\"trusted\",\"subject\":\"Weir CA 2\"}")
                .replace("]}", ",{\"store\":\"chromium\",\"authority\":\"next\",\"state\":\"absent\"}]}");
        lab.commandDoes("trust list", 0, next);
        lab.press(KeyCode.F5);
        lab.awaitText("1 store trusts only the present one.");
        fire("#rotation-commit");
        lab.awaitText("their programs will refuse inspection");
        go();
        await().until(() -> lab.engine().asked("ca.rotate").equals("{'phase':'commit'}"));
    }

    @Test
    void anAnswerThatMakesNoSenseIsSaidAndCanBeAskedForAgain() throws IOException {
        lab.commandDoes("trust list", 0, "nonsense");
        lab.go("trust");
        lab.awaitText("The stores cannot be shown");
        lab.commandDoes("trust list", 3, "");
        lab.click("Try again");
        lab.awaitText("Not done: exit status 3");
        lab.commandDoes("trust list", 0, NO_ROTATION);
        lab.click("Try again");
        lab.awaitText("Firefox, profile ab.default");
    }

    private void go() {
        fire("#sheet-go");
    }

    private void fire(String selector) {
        var button = lab.find(selector, Button.class);
        assertThat(button.isDisabled()).as(selector).isFalse();
        Fx.run(button::fire);
        lab.settle();
    }

    private void press(String store, String text) {
        Fx.run(button(store, text)::fire);
        lab.settle();
    }

    private Button button(String store, String text) {
        return Fx.get(() -> lab.stage().getScene().getRoot().lookupAll(".store-row").stream()
                .filter(row -> ("store-" + store).equals(row.getId()))
                .flatMap(row -> row.lookupAll(".button").stream())
                .map(Button.class::cast)
                .filter(button -> text.equals(button.getText()))
                .findFirst()
                .orElseThrow());
    }
}
