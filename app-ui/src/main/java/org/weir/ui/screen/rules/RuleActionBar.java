package org.weir.ui.screen.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.FlowPane;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.RuleExchange;

/** The buttons of the screen: what is done to the selected line, and what is done to all. */
final class RuleActionBar {
    private final Desk desk;
    private final FlowPane view = new FlowPane(Kit.GAP, Kit.GAP);
    private final List<Button> needEngine = new ArrayList<>();
    private final Button edit;
    private final Button earlier;
    private final Button later;
    private final Button remove;

    RuleActionBar(Desk desk, RulesScreen screen, RuleExchange exchange) {
        this.desk = desk;
        view.setAlignment(Pos.CENTER_LEFT);
        needEngine.add(add(Feather.PLUS, "rules.do.add", screen::add, "accent"));
        edit = add(Feather.EDIT_2, "rules.do.edit", screen::edit);
        earlier = add(Feather.ARROW_UP, "rules.do.earlier", () -> screen.move(-1));
        later = add(Feather.ARROW_DOWN, "rules.do.later", () -> screen.move(1));
        remove = add(Feather.TRASH_2, "rules.do.remove", screen::remove);
        needEngine.add(add(Feather.HELP_CIRCLE, "rules.do.test", screen::test));
        needEngine.add(add(Feather.SHIELD, "rules.do.presets", screen::presets));
        needEngine.add(add(Feather.UPLOAD, "rules.do.import", () -> exchange.choose(window())));
        add(
                Feather.DOWNLOAD,
                "rules.do.export",
                () -> exchange.export(
                        screen.snapshot().rules().rules(), screen.facts().http(), window()));
    }

    private javafx.stage.Window window() {
        return view.getScene().getWindow();
    }

    private Button add(Ikon icon, String key, Runnable action, String... styleClasses) {
        var button = Kit.button(icon, desk.text(key), action, styleClasses);
        button.setId(key.replace('.', '-'));
        view.getChildren().add(button);
        return button;
    }

    Node view() {
        return view;
    }

    /** What is disabled says why, to screen readers as well. */
    private void enable(Button button, String why) {
        button.setDisable(!why.isEmpty());
        button.setAccessibleHelp(why.isEmpty() ? null : desk.text("rules.why." + why));
    }

    /** @param canMove whether the line has a neighbour of its kind before (-1) or behind it (1) */
    void draw(@Nullable Line line, boolean usable, IntPredicate canMove) {
        var learned = line instanceof Line.OfException;
        var nothing = !usable ? "away" : line == null ? "select" : "";
        var order = learned && usable ? "order" : nothing;
        needEngine.forEach(button -> enable(button, usable ? "" : "away"));
        enable(edit, nothing);
        edit.setText(desk.text(learned ? "rules.do.decide" : "rules.do.edit"));
        enable(earlier, order.isEmpty() && !canMove.test(-1) ? "first" : order);
        enable(later, order.isEmpty() && !canMove.test(1) ? "last" : order);
        enable(remove, nothing);
        remove.setText(desk.text(learned ? "rules.do.forget" : "rules.do.remove"));
    }
}
