package org.weir.ui.screen.http;

import java.util.List;
import java.util.function.IntPredicate;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.FlowPane;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.RuleExchange;

/** The buttons of the screen. */
final class ActionBar {
    private final Desk desk;
    private final FlowPane view = new FlowPane(Kit.GAP, Kit.GAP);
    private final Button edit;
    private final Button duplicate;
    private final Button earlier;
    private final Button later;
    private final Button remove;
    private final Button tryOut;
    private final Button read;

    ActionBar(Desk desk, HttpScreen screen, RuleExchange exchange) {
        this.desk = desk;
        view.setAlignment(Pos.CENTER_LEFT);
        // Without an engine, too: what is written stays until there is one.
        button(Feather.PLUS, "add", screen::add, "accent");
        edit = button(Feather.EDIT_2, "edit", screen::edit);
        duplicate = button(Feather.COPY, "duplicate", screen::duplicate);
        earlier = button(Feather.ARROW_UP, "earlier", () -> screen.move(-1));
        later = button(Feather.ARROW_DOWN, "later", () -> screen.move(1));
        remove = button(Feather.TRASH_2, "remove", screen::remove);
        tryOut = button(Feather.PLAY, "try", screen::tryOut);
        read = button(Feather.UPLOAD, "import", () -> exchange.choose(window()));
        button(Feather.DOWNLOAD, "export", () -> exchange.export(List.of(), screen.rules(), window()));
    }

    private Window window() {
        return view.getScene().getWindow();
    }

    private Button button(Ikon icon, String name, Runnable action, String... styleClasses) {
        var made = Kit.button(icon, desk.text("http.do." + name), action, styleClasses);
        made.setId("http-do-" + name);
        view.getChildren().add(made);
        return made;
    }

    Node view() {
        return view;
    }

    /** @param canMove whether the rule has a neighbour before (-1) or behind it (1) */
    void draw(RuleBook.@Nullable Entry entry, boolean usable, IntPredicate canMove) {
        var away = usable ? "" : "away";
        var nothing = !usable ? away : entry == null ? "select" : "";
        allow(edit, entry == null ? "select" : "");
        allow(duplicate, nothing);
        allow(earlier, nothing.isEmpty() && !canMove.test(-1) ? "first" : nothing);
        allow(later, nothing.isEmpty() && !canMove.test(1) ? "last" : nothing);
        allow(remove, nothing);
        allow(tryOut, away);
        allow(read, away);
    }

    private void allow(Button button, String why) {
        Kit.allow(button, why.isEmpty() ? "" : desk.text("http.why." + why));
    }
}
