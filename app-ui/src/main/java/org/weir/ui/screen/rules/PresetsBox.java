package org.weir.ui.screen.rules;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Presets;
import org.weir.api.control.Rule;
import org.weir.api.control.RuleDraft;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.RuleFile;
import org.weir.ui.text.Formats;

/** Groups of domains that had better not be inspected; each becomes rules of its own that can be seen and taken out. */
final class PresetsBox {
    /** Rules made by one request each; the engine answers within its time also when there are many. */
    private static final int DOMAINS_SHOWN = 6;

    private final Desk desk;
    private final RuleDeeds deeds;
    private final VBox list = Kit.column();
    private final VBox view;
    private List<Presets.Preset> presets = List.of();
    private List<Rule> rules = List.of();
    private boolean usable;

    PresetsBox(Desk desk, RuleDeeds deeds, Runnable close) {
        this.desk = desk;
        this.deeds = deeds;
        view = Kit.card(
                desk.text("rules.presets.title"),
                Kit.paragraph(desk.text("rules.presets.hint"), "text-muted"),
                list,
                Kit.row(Kit.button(null, desk.text("shell.close"), close)));
    }

    VBox view() {
        return view;
    }

    void open() {
        desk.ask(client -> client.presets(), answer -> {
            presets = answer.presets();
            fill();
        });
    }

    void draw(List<Rule> now, boolean nowUsable) {
        if (!now.equals(rules) || usable != nowUsable) {
            rules = List.copyOf(now);
            usable = nowUsable;
            fill();
        }
    }

    private void fill() {
        list.getChildren().setAll(presets.stream().map(this::row).toList());
    }

    private List<Rule> rulesOf(Presets.Preset preset) {
        return rules.stream()
                .filter(rule -> (LineTexts.PRESET + preset.id()).equals(rule.note()))
                .toList();
    }

    private Node row(Presets.Preset preset) {
        var there = rulesOf(preset);
        var some = String.join(
                ", ",
                preset.domains().stream()
                        .limit(DOMAINS_SHOWN)
                        .map(Formats::clean)
                        .toList());
        var domains = Kit.paragraph(
                preset.domains().size() > DOMAINS_SHOWN
                        ? desk.text("rules.presets.more", some, preset.domains().size() - DOMAINS_SHOWN)
                        : some,
                "text-muted");
        domains.setTooltip(new Tooltip(String.join("\n", preset.domains())));
        var words = new VBox(2, Kit.paragraph(name(preset), "text-bold"), Kit.paragraph(why(preset)), domains);
        HBox.setHgrow(words, Priority.ALWAYS);
        var button = there.isEmpty()
                ? Kit.button(Feather.PLUS, desk.text("rules.presets.add"), () -> add(preset), "small")
                : Kit.button(
                        Feather.MINUS, desk.text("rules.presets.remove", there.size()), () -> remove(there), "small");
        button.setAccessibleText(name(preset) + ": " + button.getText());
        button.setId("preset-" + preset.id());
        button.setDisable(!usable);
        var row = Kit.row(words, button);
        row.getStyleClass().add("list-row");
        return row;
    }

    /** In the user's language where we know the preset, else as the engine says it. */
    private String name(Presets.Preset preset) {
        var key = "rules.preset." + preset.id();
        return desk.texts().has(key) ? desk.text(key) : Formats.clean(preset.title());
    }

    private String why(Presets.Preset preset) {
        var key = "rules.preset." + preset.id() + ".why";
        return desk.texts().has(key) ? desk.text(key) : Formats.clean(preset.why());
    }

    /** Before all others: a preset is there so that nothing else inspects these. */
    private void add(Presets.Preset preset) {
        var ids = new ArrayList<String>();
        deeds.run(
                client -> {
                    for (var domain : preset.domains()) {
                        var draft = new RuleDraft(
                                null,
                                null,
                                null,
                                domain,
                                null,
                                null,
                                null,
                                "pass",
                                null,
                                LineTexts.PRESET + preset.id());
                        ids.add(client.addRule(draft, ids.size()).rule().id());
                    }
                },
                desk.text("rules.presets.added", preset.domains().size()),
                client -> {
                    for (var id : ids) {
                        client.removeRule(id);
                    }
                });
    }

    private void remove(List<Rule> there) {
        deeds.run(
                client -> {
                    for (var rule : there) {
                        client.removeRule(rule.id());
                    }
                },
                desk.text("rules.presets.removed", there.size()),
                client -> {
                    var index = 0;
                    for (var rule : there) {
                        client.addRule(RuleFile.draft(rule), index++);
                    }
                });
    }
}
