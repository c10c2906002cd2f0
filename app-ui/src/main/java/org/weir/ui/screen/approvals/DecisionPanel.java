package org.weir.ui.screen.approvals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.weir.api.control.Approvals;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Picks;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** What is known of the selected entries, and the decisions that can be made about them. */
final class DecisionPanel {
    private final Desk desk;
    private final ApprovalTexts texts;
    private final Deeds deeds;
    private final Label title = Kit.paragraph("", "card-title");
    private final Label cause = Kit.paragraph("");
    private final Label seen = Kit.paragraph("", "text-muted");
    private final Label advice = Kit.paragraph("", "text-muted");
    private final Label away;
    private final Label preview = Kit.paragraph("", "text-muted");
    private final TrustHelpBox trust;
    private final ComboBox<String> scope;
    private final ComboBox<String> duration;
    private final Map<String, Button> buttons = new LinkedHashMap<>();
    private final VBox view;
    private List<Approvals.Item> items = List.of();
    private boolean usable;

    DecisionPanel(Desk desk, ApprovalTexts texts, Deeds deeds) {
        this.desk = desk;
        this.texts = texts;
        this.deeds = deeds;
        trust = new TrustHelpBox(desk);
        away = Kit.paragraph(desk.text("approvals.away"), "text-muted");
        scope = Picks.of("scope", desk.text("approvals.scope"), Choices.SCOPES, texts::scope);
        duration = Picks.of("duration", desk.text("approvals.duration"), Choices.DURATIONS, texts::duration);
        var terms = new FlowPane(Kit.GAP, Kit.GAP);
        terms.setAlignment(Pos.CENTER_LEFT);
        terms.getChildren()
                .addAll(
                        Kit.label(desk.text("approvals.scope")),
                        scope,
                        Kit.label(desk.text("approvals.duration")),
                        duration);
        scope.valueProperty().addListener((property, was, is) -> preview());
        duration.valueProperty().addListener((property, was, is) -> preview());
        preview();
        view = Kit.card(null, title, cause, seen, advice, trust.view(), terms, decisions(), preview, away);
        view.setId("decision");
        Kit.show(view, false);
    }

    private FlowPane decisions() {
        var row = new FlowPane(Kit.GAP, Kit.GAP);
        for (var choice : Choices.ALL) {
            var name = texts.decision(choice.decision());
            var button = Kit.button(choice.icon(), name, () -> decide(choice.decision()), "decision");
            button.setId("decide-" + choice.decision());
            button.setTooltip(new Tooltip(desk.text(
                    "approvals.decide." + choice.decision() + ".text",
                    choice.key().getName())));
            button.setAccessibleHelp(button.getTooltip().getText());
            buttons.put(choice.decision(), button);
            row.getChildren().add(button);
        }
        return row;
    }

    VBox view() {
        return view;
    }

    /** Shows these entries; with none, nothing. */
    void show(List<Approvals.Item> selected, boolean nowUsable) {
        if (selected.equals(items) && usable == nowUsable) {
            return;
        }
        if (!ids(selected).equals(ids(items))) {
            // What was chosen for others must not be done to these by mistake.
            scope.setValue(Choices.SCOPES.getFirst());
            duration.setValue(Choices.DURATIONS.getFirst());
            trust.hide();
        }
        items = List.copyOf(selected);
        usable = nowUsable;
        Kit.show(view, !items.isEmpty());
        if (items.size() == 1) {
            drawOne(items.getFirst());
        } else if (!items.isEmpty()) {
            drawMany();
        }
        drawButtons();
    }

    private static List<String> ids(List<Approvals.Item> items) {
        return items.stream().map(Approvals.Item::id).toList();
    }

    private void drawOne(Approvals.Item item) {
        title.setText(texts.subject(item));
        say(
                cause,
                item.cause().isEmpty()
                        ? ""
                        : desk.text(
                                "approvals.cause",
                                Formats.clean(item.app().name()),
                                texts.cause(item),
                                texts.evidenceExplained(item)));
        say(
                seen,
                item.count() == 0
                        ? ""
                        : desk.text(
                                "approvals.seen",
                                item.count(),
                                texts.seen(item.firstSeenMs()),
                                texts.seen(item.lastSeenMs()),
                                texts.hosts(item)));
        say(advice, advice(item));
    }

    private String advice(Approvals.Item item) {
        if (item.verdict() != null) {
            return desk.text("approvals.decided", texts.verdict(item.verdict()));
        }
        return item.suggestion() == null
                ? ""
                : desk.text(
                        "approvals.advice",
                        texts.decision(item.suggestion().decision()),
                        texts.reason(item.suggestion()));
    }

    private void drawMany() {
        title.setText(desk.text("approvals.selected", items.size()));
        say(
                cause,
                String.join(" · ", items.stream().map(texts::subject).limit(8).toList()));
        say(seen, "");
        say(advice, "");
    }

    private static void say(Label label, String text) {
        label.setText(text);
        Kit.show(label, !text.isEmpty());
    }

    private void drawButtons() {
        var suggested = items.size() == 1 && items.getFirst().suggestion() != null
                ? items.getFirst().suggestion().decision()
                : Choices.KEEP;
        buttons.forEach((decision, button) -> {
            button.getStyleClass().remove("accent");
            if (decision.equals(suggested)) {
                button.getStyleClass().add("accent");
            }
            button.setDisable(!can(decision));
            button.setAccessibleHelp(
                    can(decision) ? button.getTooltip().getText() : desk.text("approvals.why." + why(decision)));
        });
        Kit.show(away, !usable);
        scope.setDisable(!usable);
        duration.setDisable(!usable);
    }

    /** Why a decision cannot be made now. */
    private String why(String decision) {
        if (!usable) {
            return "away";
        }
        return decision.equals(Choices.FIX_TRUST) ? "one" : "nothing";
    }

    /** Says what the two choices mean together, before anything is decided. */
    private void preview() {
        preview.setText(
                desk.text("approvals.preview", texts.scope(scope.getValue()), texts.duration(duration.getValue())));
    }

    private boolean can(String decision) {
        if (!usable || items.isEmpty()) {
            return false;
        }
        return switch (decision) {
            case Choices.FIX_TRUST -> items.size() == 1;
            case Choices.FORGET -> items.stream().anyMatch(item -> item.verdict() != null);
            default -> true;
        };
    }

    /** By a button or its key; nothing when that is not possible now. */
    void decide(String decision) {
        if (!can(decision)) {
            return;
        }
        if (decision.equals(Choices.FIX_TRUST)) {
            var item = items.getFirst();
            deeds.trustHelp(
                    item,
                    help -> trust.show(
                            item.app().name(),
                            help,
                            () -> decide(Choices.ALL.get(1).decision())));
            return;
        }
        deeds.decide(items, decision, scope.getValue(), duration.getValue());
    }
}
