package org.weir.ui.screen.settings;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Check;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.command.WeirCommand;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;
import tools.jackson.core.JacksonException;

/**
 * What {@code weir doctor} can prove, and what a client of each store proves with {@code weir trust verify}; and says what
 * neither does. Works without the engine: then doctor tells what can be seen without it.
 */
final class SelfTest {
    private static final int PROGRESS = 17;

    private final Desk desk;
    private final VBox results = Kit.column();
    private final Button run;
    private final VBox view;
    private int running;

    SelfTest(Desk desk) {
        this.desk = desk;
        run = Kit.button(Feather.ACTIVITY, desk.text("settings.test.run"), this::run);
        run.setId("self-test");
        view = Kit.column(Kit.paragraph(desk.text("settings.test.text"), "text-muted"), Kit.row(run), results);
    }

    VBox view() {
        return view;
    }

    private void run() {
        running = 2;
        Kit.allow(run, desk.text("settings.test.running"));
        var progress = new ProgressIndicator();
        progress.setMaxSize(PROGRESS, PROGRESS);
        results.getChildren()
                .setAll(Kit.row(progress, Kit.paragraph(desk.text("settings.test.running"), "text-muted")));
        desk.command().run(List.of("doctor", "--json")).thenAccept(this::doctorSaid);
        desk.command().run(List.of("trust", "verify", "--json")).thenAccept(this::verified);
    }

    private void doctorSaid(WeirCommand.Result result) {
        try {
            // It ends with an error when it finds one, and still says everything.
            var report = RpcCodec.json().readValue(result.out(), Check.Report.class);
            for (var check : report.checks()) {
                add(row(check.severity(), check.title(), check.detail(), check.fix() == null ? "" : check.fix()));
            }
        } catch (JacksonException | NullPointerException e) {
            add(row(Check.ERROR, desk.text("settings.test.no-doctor"), result.complaint(), ""));
        }
        ended();
    }

    private void verified(WeirCommand.Result result) {
        try {
            var outcomes = RpcCodec.json().readTree(result.out());
            if (!outcomes.isArray()) {
                throw new IllegalArgumentException(result.complaint());
            }
            if (outcomes.isEmpty()) {
                add(row(Check.WARNING, desk.text("settings.test.no-store"), "", ""));
            }
            for (var one : outcomes) {
                var done = one.path("done").asBoolean(false);
                var key = done ? "settings.test.store" : "settings.test.store-not";
                add(row(
                        done ? Check.OK : Check.WARNING,
                        desk.text(key, Formats.clean(one.path("store").asString(""))),
                        one.path("words").asString(""),
                        ""));
            }
        } catch (JacksonException e) {
            add(row(Check.WARNING, desk.text("settings.test.no-verify"), result.complaint(), ""));
        } catch (IllegalArgumentException e) {
            add(row(Check.WARNING, desk.text("settings.test.no-verify"), String.valueOf(e.getMessage()), ""));
        }
        ended();
    }

    private void ended() {
        running--;
        if (running > 0) {
            return;
        }
        Kit.allow(run, "");
        results.getChildren().removeFirst();
        results.getChildren().add(notTried());
    }

    /** The engine's and doctor's tests end at this machine; only a program's own connection shows the whole way. */
    private Node notTried() {
        var status = desk.engine().snapshot().status();
        var seen = status == null
                ? desk.text("settings.test.unseen")
                : desk.text("settings.test.seen", status.flows().total());
        var words = Kit.column(
                Kit.paragraph(desk.text("settings.test.not-tried"), "text-bold"), Kit.paragraph(seen, "text-muted"));
        HBox.setHgrow(words, Priority.ALWAYS);
        var flows = Kit.button(
                null, desk.text("settings.test.flows"), () -> desk.navigator().go("flows"), "small");
        flows.setId("test-flows");
        var row = Kit.row(Icons.of(Feather.INFO, Icons.MEDIUM), words, flows);
        row.getStyleClass().add("list-row");
        return row;
    }

    private void add(Node row) {
        results.getChildren().add(row);
    }

    private Node row(String severity, String title, String detail, String fix) {
        var icon = Icons.of(icon(severity), Icons.MEDIUM);
        icon.getStyleClass().add(tone(severity));
        var words = new VBox(2, Kit.paragraph(Formats.clean(title), "text-bold"));
        if (!detail.isEmpty()) {
            words.getChildren().add(Kit.paragraph(Formats.clean(detail), "text-muted"));
        }
        if (!fix.isEmpty()) {
            words.getChildren().add(Kit.paragraph(desk.text("settings.test.fix", Formats.clean(fix)), "text-muted"));
        }
        HBox.setHgrow(words, Priority.ALWAYS);
        var row = Kit.row(icon, words);
        row.getStyleClass().add("list-row");
        return row;
    }

    private static Feather icon(String severity) {
        return switch (severity) {
            case Check.OK -> Feather.CHECK_CIRCLE;
            case Check.WARNING -> Feather.ALERT_TRIANGLE;
            default -> Feather.X_OCTAGON;
        };
    }

    private static String tone(String severity) {
        return switch (severity) {
            case Check.OK -> "tone-good";
            case Check.WARNING -> "tone-warning";
            default -> "tone-bad";
        };
    }
}
