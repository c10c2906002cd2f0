package org.weir.ui.screen.flows.detail;

import java.util.List;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.FlowView;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.flows.FlowTexts;

/** Who talked to whom, what was decided, and why. */
final class SummaryPart implements Drawer.Part {
    private final Desk desk;
    private final FlowTexts words;
    private final Facts facts = new Facts();
    private @Nullable Node rule;
    private String ruleId = "";

    SummaryPart(Desk desk) {
        this.desk = desk;
        words = new FlowTexts(desk.texts());
    }

    @Override
    public String id() {
        return "summary";
    }

    @Override
    public Node view() {
        return facts.view();
    }

    @Override
    public void show(FlowView flow) {
        var app = flow.app();
        var formats = desk.texts().formats();
        facts.show(List.of(
                new Facts.Fact(name("why"), words.why(flow), ruleLink(flow.rule())),
                fact("app", app.name()),
                fact("executable", app.executable()),
                fact("script", app.script()),
                fact("process", app.pid() < 0 ? null : Integer.toString(app.pid())),
                fact("user", words.user(flow)),
                fact("host", flow.host()),
                fact("destination", flow.destination().text()),
                fact(
                        "upstream",
                        flow.upstream() == null ? null : flow.upstream().text()),
                fact("source", flow.source().text()),
                fact("protocol", words.protocol(flow)),
                fact("up", formats.bytes(flow.bytesUp())),
                fact("down", formats.bytes(flow.bytesDown())),
                fact("state", flow.close() == null ? flow.state() : flow.close()),
                fact("attribution", app.attribution().equals("full") ? null : app.attribution())));
    }

    /** The same button as long as it is the same rule: facts that did not change are not drawn again. */
    private @Nullable Node ruleLink(@Nullable String id) {
        if (id == null) {
            return null;
        }
        if (!id.equals(ruleId) || rule == null) {
            ruleId = id;
            rule = Kit.button(
                    Feather.EXTERNAL_LINK,
                    desk.text("flows.detail.rule", id),
                    () -> desk.navigator().go("rules", id),
                    "flat",
                    "small");
        }
        return rule;
    }

    private String name(String key) {
        return desk.text("flows.fact." + key);
    }

    private Facts.Fact fact(String key, @Nullable String value) {
        return Facts.Fact.of(name(key), value);
    }
}
