package org.weir.ui.screen.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.HttpRule;
import org.weir.api.control.HttpRules;
import org.weir.ui.engine.EngineFailure;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Sheet;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** What the rules would do to a request that could be. Nothing is sent anywhere but to the engine. */
final class TryBox {
    private static final List<String> OUTCOMES = List.of("forward", "answer", "block");

    private final Desk desk;
    private final Sheet sheet;
    private final Consumer<String> showRule;
    private final Map<String, Field> fields = new TreeMap<>();
    private final VBox answer = new VBox(Kit.GAP);
    private final Button ask;
    private final VBox body;
    private int asked;

    /** @param showRule is given the id of a rule */
    TryBox(Desk desk, Sheet sheet, Consumer<String> showRule) {
        this.desk = desk;
        this.sheet = sheet;
        this.showRule = showRule;
        var grid = new GridPane(Kit.GAP, Kit.GAP);
        for (var i = 0; i < 2; i++) {
            var half = new javafx.scene.layout.ColumnConstraints();
            half.setPercentWidth(50);
            grid.getColumnConstraints().add(half);
        }
        grid.add(field("url", "http.prompt.try.url"), 0, 0, 2, 1);
        grid.add(field("method", "http.prompt.try.method"), 0, 1);
        grid.add(field("type", "http.prompt.try.type"), 1, 1);
        grid.add(field("app", "http.prompt.try.app"), 0, 2);
        grid.add(field("user", "http.prompt.try.user"), 1, 2);
        answer.setId("try-answer");
        ask = Kit.button(Feather.PLAY, desk.text("http.try.ask"), this::ask, "accent");
        ask.setId("try-ask");
        body = new VBox(Kit.WIDE, Kit.paragraph(desk.text("http.try.hint"), "text-muted"), grid, answer);
    }

    private VBox field(String name, String prompt) {
        var made = Field.line("try-" + name).called(desk.text("http.field." + name), desk.text(prompt));
        made.onEnter(this::ask);
        fields.put(name, made);
        return made.view();
    }

    private Field at(String name) {
        return java.util.Objects.requireNonNull(fields.get(name));
    }

    /** @param like a rule whose requests are tried; null: as it was left */
    void show(@Nullable HttpRule like) {
        if (like != null) {
            var url = exampleOf(like);
            if (url != null) {
                at("url").set(url);
                at("method")
                        .set(
                                like.method() == null
                                        ? null
                                        : like.method().split(",", 2)[0].strip());
                at("app").set(like.app());
                at("user").set(like.user());
                at("type").set(null);
                answer.getChildren().clear();
            }
        }
        sheet.show(desk.text("http.try.title"), body, desk.text("shell.close"), List.of(ask));
        at("url").focus();
    }

    /** A URL that the rule is about, where there is no doubt about one; else null. */
    static @Nullable String exampleOf(HttpRule rule) {
        var url = rule.url();
        if (url != null && url.toLowerCase(Locale.ROOT).startsWith("http")) {
            return url.replace("*", "x");
        }
        return url != null || rule.domain() == null
                ? null
                : "https://" + rule.domain().replace("*", "www") + "/";
    }

    boolean isShown() {
        return sheet.shows(body);
    }

    void ask() {
        var url = at("url").value();
        var lower = url == null ? "" : url.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
            at("url").say(desk.text("http.wrong.try"));
            at("url").focus();
            return;
        }
        var number = ++asked;
        var question = new HttpRules.TestParams(
                url,
                at("method").value(),
                at("app").value(),
                at("user").value(),
                at("type").value());
        desk.engine().ask(client -> client.testHttpRules(question)).whenComplete((result, thrown) -> {
            if (number != asked) {
                return;
            }
            if (thrown == null) {
                tell(result);
            } else {
                failed(EngineFailure.of(thrown));
            }
        });
    }

    private void failed(EngineFailure failure) {
        answer.getChildren().clear();
        var problem = Problem.ofRefusal(String.valueOf(failure.getMessage()));
        var field = fields.get(problem.place().equals("content_type") ? "type" : problem.place());
        if (failure.kind() == EngineFailure.Kind.REFUSED && field != null) {
            field.say(new RuleTexts(desk.texts()).say(problem));
            field.focus();
        } else {
            answer.getChildren().setAll(Kit.paragraph(desk.say(failure), "query-problem"));
        }
    }

    private void tell(HttpRules.TestResult result) {
        var outcome = OUTCOMES.contains(result.outcome())
                ? desk.text("http.try." + result.outcome())
                : Formats.clean(result.outcome());
        answer.getChildren().setAll(Kit.paragraph(outcome, "text-bold"));
        if (!result.inspected()) {
            var words = Kit.paragraph(desk.text("http.try.not-inspected", Formats.clean(result.reason())));
            HBox.setHgrow(words, Priority.ALWAYS);
            var icon = Icons.of(Feather.ALERT_TRIANGLE, Icons.SMALL);
            icon.getStyleClass().add("tone-warning");
            answer.getChildren().add(Kit.row(icon, words));
        }
        if (result.changes().isEmpty()) {
            answer.getChildren().add(Kit.paragraph(desk.text("http.try.nothing"), "text-muted"));
        }
        for (var change : result.changes()) {
            var what = Kit.paragraph(Formats.clean(change.what()));
            HBox.setHgrow(what, Priority.ALWAYS);
            var show = Kit.button(null, Formats.clean(change.rule()), () -> showRule.accept(change.rule()), "small");
            show.setAccessibleText(desk.text("http.try.show", Formats.clean(change.rule())));
            answer.getChildren().add(Kit.row(show, what));
        }
    }
}
