package org.weir.ui.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.TableRow;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Program;
import org.weir.testkit.lab.Weir;

/**
 * The story for which there is an inbox, on the real window and the real lab: Node, which has authorities of its own, fails
 * once, works from then on, and is inspected when its user has fixed its trust and says so. Everything that Weir is told
 * here is told by a click.
 */
class StoryIT {
    /** Programs start, `weir trust` looks for stores; on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String APP = "download.js";

    private Lab lab;
    private Weir weir;
    private LiveWindow window;

    @BeforeEach
    void start() throws IOException {
        lab = Lab.up("story");
        weir = Weir.prepare(lab);
        // The engine must trust the lab's servers; it looks at the machine's store and at roots that its user added.
        var roots = weir.stateDir().resolve("roots");
        Program.run(PATIENCE, List.of("install", "-d", "-o", "" + Weir.ENGINE_UID, roots.toString()))
                .orThrow();
        Files.copy(lab.folder().resolve("ca.pem"), roots.resolve("lab.pem"));
        weir.startInterceptor();
        weir.startEngine(EngineOptions.defaults().withoutLeakDetection().withCapture("off"));
        weir.control().close();
        Files.createDirectories(home());
        window = new LiveWindow(weir.controlSocket(), command(), home(), PATIENCE);
    }

    @AfterEach
    void stop() {
        try {
            if (window != null) {
                window.close();
            }
        } finally {
            if (weir != null) {
                weir.close();
            }
            if (lab != null) {
                lab.close();
            }
        }
    }

    /** Whose it is all about; gone with the lab. */
    private Path home() {
        return lab.folder().resolve("home");
    }

    /** {@code weir} on the lab's desktop, as that user: what it installs is in that home. */
    private Path command() throws IOException {
        var line = String.join(
                " ",
                lab.onDesktop(
                        "env",
                        "-i",
                        "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                        "LANG=C.UTF-8",
                        "HOME=" + home(),
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        "WEIR_SOCKET=" + weir.controlSocket(),
                        weir.command().toString()));
        var script = home().resolve("weir");
        Files.writeString(script, "#!/bin/sh\nexec " + line + " \"$@\"\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void nodeFailsOnceWorksAndIsInspectedWhenItsTrustIsFixed() {
        click("Turn on");
        weir.awaitInterceptor("capturing", PATIENCE);
        assertThat(node("before").status()).isZero();

        window.go("apps");
        window.awaitText(APP);
        press(".toggle-button", APP + ": Inspect");
        window.awaitText("From now on, new connections of " + APP + " are inspected.");
        assertThat(node("first").status()).as("does not trust us").isNotZero();
        assertThat(node("second").status()).as("passes").isZero();

        window.go("approvals");
        window.awaitText(APP + " closed the connection right after our certificate, without a reason.");
        click("Keep passing through");
        window.awaitText("Passes through for ever: " + APP + " to lab.test.");
        assertThat(node("third").status()).isZero();

        click("Decided (1)");
        click("Fix its trust");
        window.awaitText("NODE_EXTRA_CA_CERTS");
        click("Show the trust stores");
        window.awaitText("Variables for Node, Python, pip, curl, git, npm and cargo");
        press("#store-env .button", "Install: Variables for Node, Python, pip, curl, git, npm and cargo");
        window.awaitText(trustFile().toString());
        assertThat(trustFile()).as("shown first").doesNotExist();
        fire(window.find("#sheet-go", ButtonBase.class));
        await().atMost(PATIENCE).until(() -> Files.exists(trustFile()));
        window.awaitText("Installed. Verify it to see a program connect.");

        window.go("approvals");
        // The way to trust it, which still stands there, has moved this out of sight.
        press(".decision", "Inspect from now on");
        window.awaitText("Inspected for ever: " + APP + " to lab.test.");
        assertThat(trustingNode("fourth").status()).isZero();
        await().atMost(PATIENCE).until(() -> wasSeenInside("fourth"));

        window.go("flows");
        Fx.run(() -> window.find("#query", TextField.class).setText("app:" + APP));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows()).hasSize(5));
        var probably = APP + " probably refused our certificate: it closed the connection right after our certificate";
        var rows = rows();
        assertThat(rows.get(4)).contains("Passed | no rule matched");
        assertThat(rows.get(3)).contains("Refused | " + probably);
        assertThat(rows.get(2)).contains("Not inspected | passed through: " + probably);
        assertThat(rows.get(1))
                .contains("Not inspected | passed through: you decided so for " + APP + " and lab.test for ever");
        assertThat(rows.get(0)).contains("Inspected | rule ", ": app " + lab.client(APP));

        // The engine understands what of a search is sent to its history.
        Fx.run(() -> window.find("#query", TextField.class)
                .setText("app:" + APP + " host:lab port:443 decision:refused state:ended age:<1h"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows()).hasSize(1));
        click("Search older flows");
        window.awaitText("There is nothing older in the history.");
        assertThat(rows()).hasSize(1);
    }

    private void click(String text) {
        window.click(text);
    }

    /** Presses the one of those that says so, or that a screen reader calls so, wherever it is on the screen. */
    private void press(String selector, String words) {
        await().alias(words)
                .atMost(PATIENCE)
                .until(() -> !buttons(selector, words).isEmpty()
                        && !buttons(selector, words).getFirst().isDisabled());
        fire(buttons(selector, words).getFirst());
    }

    private List<ButtonBase> buttons(String selector, String words) {
        return Fx.get(() -> window.screen().lookupAll(selector).stream()
                .map(ButtonBase.class::cast)
                .filter(button -> words.equals(button.getAccessibleText()) || words.equals(button.getText()))
                .toList());
    }

    private void fire(ButtonBase button) {
        assertThat(button.isDisabled()).as(button.getText()).isFalse();
        Fx.run(button::fire);
        window.settle();
    }

    /** What the table shows, newest first: what became of it, and why. */
    private List<String> rows() {
        return Fx.get(() -> window.screen().lookupAll("#flows .table-row-cell").stream()
                .<TableRow<?>>map(node -> (TableRow<?>) node)
                .filter(row -> !row.isEmpty())
                .sorted(Comparator.comparingInt(row -> row.getIndex()))
                .map(row -> String.join(" | ", Sight.texts(row)))
                .toList());
    }

    private Path trustFile() {
        return home().resolve(".config/weir/trust.sh");
    }

    /** One request of Node, which trusts what it brings and the lab's root. */
    private Program node(String mark) {
        return lab.run(PATIENCE, "node", lab.client(APP).toString(), url(mark));
    }

    /** The same in a shell that has read what `weir trust` wrote for shells. */
    private Program trustingNode(String mark) {
        return lab.run(
                PATIENCE,
                "env",
                "-u",
                "NODE_EXTRA_CA_CERTS",
                "sh",
                "-c",
                ". \"$1\"; exec node \"$2\" \"$3\"",
                "sh",
                trustFile().toString(),
                lab.client(APP).toString(),
                url(mark));
    }

    private static String url(String mark) {
        return "https://web.lab.test/1k?" + mark;
    }

    private boolean wasSeenInside(String mark) {
        try (var control = weir.control()) {
            return control.ask("exchanges.list", Map.of("filter", Map.of("url", "*?" + mark)))
                    .get("exchanges")
                    .valueStream()
                    .anyMatch(exchange -> exchange.get("state").asString().equals("done"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
