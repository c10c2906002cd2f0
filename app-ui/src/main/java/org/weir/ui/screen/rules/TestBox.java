package org.weir.ui.screen.rules;

import java.util.ArrayList;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Rules;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** Which rule would decide about a connection that could be. */
final class TestBox {
    private final Desk desk;
    private final LineTexts texts;
    private final RuleDeeds deeds;
    private final Fields fields;
    private final Label answer = Kit.paragraph("");
    private final Button show;
    private final VBox view;
    private String rule = "";

    /** @param showRule is given the id of the rule that decided */
    TestBox(Desk desk, LineTexts texts, RuleDeeds deeds, Consumer<String> showRule, Runnable close) {
        this.desk = desk;
        this.texts = texts;
        this.deeds = deeds;
        fields = new Fields(desk, "test", "app", "host", "port", "protocol", "user", "address");
        fields.onEnter(this::test);
        show = Kit.button(null, desk.text("rules.test.show"), () -> showRule.accept(rule), "small");
        Kit.show(show, false);
        answer.setId("test-answer");
        var ask = Kit.button(Feather.HELP_CIRCLE, desk.text("rules.test.ask"), this::test, "accent");
        ask.setId("test-ask");
        view = Kit.card(
                desk.text("rules.test.title"),
                Kit.paragraph(desk.text("rules.test.hint"), "text-muted"),
                fields.view(),
                answer,
                Kit.row(ask, show, Kit.button(null, desk.text("shell.close"), close)));
        Kit.show(answer, false);
    }

    VBox view() {
        return view;
    }

    void open() {
        fields.focus();
    }

    private void test() {
        Integer port = null;
        var written = fields.get("port");
        if (written != null) {
            try {
                port = Integer.valueOf(written);
            } catch (NumberFormatException e) {
                say(desk.text("rules.test.port", written));
                return;
            }
        }
        deeds.test(
                new Rules.TestParams(
                        fields.get("app"),
                        fields.get("user"),
                        fields.get("host"),
                        fields.get("address"),
                        port,
                        fields.get("protocol")),
                this::tell);
    }

    private void tell(Rules.TestResult result) {
        var said = new ArrayList<String>();
        said.add(desk.text("rules.test.answer", texts.word(result.decision()), Formats.clean(result.reason())));
        if (result.compiled()) {
            said.add(desk.text("rules.test.compiled"));
        }
        if (result.quicRefused()) {
            said.add(desk.text("rules.test.quic"));
        }
        say(String.join(" ", said));
        rule = result.rule() == null ? "" : result.rule();
        Kit.show(show, !rule.isEmpty());
    }

    private void say(String text) {
        answer.setText(text);
        Kit.show(answer, true);
        Kit.show(show, false);
    }
}
