package org.weir.ui.screen.flows;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.query.Query;
import org.weir.ui.screen.Desk;

/** Below the table: that there is a history, how far it was looked through, and a button to look further. */
final class OlderLine {
    private final Desk desk;
    private final OlderFlows older;
    private final Label said = Kit.paragraph("", "text-muted");
    private final Button go;
    private final HBox view;
    /** Whether the button is the one that stops. */
    private boolean stopping;

    OlderLine(Desk desk, OlderFlows older) {
        this.desk = desk;
        this.older = older;
        go = Kit.button(Feather.CLOCK, "", this::press, "small");
        go.setId("older");
        said.setId("older-said");
        said.setMaxWidth(Double.MAX_VALUE);
        said.setAlignment(javafx.geometry.Pos.CENTER_RIGHT);
        HBox.setHgrow(said, Priority.ALWAYS);
        view = Kit.row(said, go);
        HBox.setHgrow(view, Priority.ALWAYS);
    }

    Node view() {
        return view;
    }

    private void press() {
        if (older.state() == OlderFlows.State.LOOKING) {
            older.stop();
        } else {
            older.goOn();
        }
    }

    /** @param wanted what is searched for now */
    void draw(Query wanted) {
        var looking = older.state() == OlderFlows.State.LOOKING;
        said.setText(sentence());
        Kit.show(go, looking || older.canGoOn());
        go.setText(desk.text(button(wanted)));
        // Another icon is styled, laid out and drawn anew, and this runs every second.
        if (looking != stopping) {
            stopping = looking;
            go.setGraphic(Icons.of(looking ? Feather.X : Feather.CLOCK, Icons.SMALL));
        }
    }

    private String sentence() {
        return switch (older.state()) {
            case READY -> older.backTo() < 0 ? "" : backTo();
            case LOOKING -> desk.text("flows.older.looking");
            case END -> desk.text("flows.older.end");
            case FULL -> desk.text("flows.older.full", FlowBook.MOST_OLDER);
            case NONE -> desk.text("flows.older.none");
        };
    }

    private String backTo() {
        return desk.text("flows.older.back-to", desk.texts().formats().dayAndTime(older.backTo()));
    }

    /** Its key: one of a few, as the state has it. */
    private String button(Query wanted) {
        if (older.state() == OlderFlows.State.LOOKING) {
            return "flows.older.stop";
        }
        if (older.backTo() >= 0) {
            return "flows.older.further";
        }
        return wanted.isEmpty() ? "flows.older.show" : "flows.older.search";
    }
}
