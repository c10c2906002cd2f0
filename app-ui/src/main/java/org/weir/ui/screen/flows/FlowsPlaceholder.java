package org.weir.ui.screen.flows;

import javafx.scene.Node;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.kit.EmptyState;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.CaptureActions;
import org.weir.ui.screen.Desk;
import org.weir.ui.state.Condition;
import org.weir.ui.state.Statement;

/** Why the table is empty, and what to do about it. */
final class FlowsPlaceholder {
    private final Desk desk;
    private final Runnable clear;
    private final OlderFlows older;
    private final CaptureActions capture;
    private final EmptyState view;
    private String shown = "";

    FlowsPlaceholder(Desk desk, Runnable clear, OlderFlows older) {
        this.older = older;
        this.desk = desk;
        this.clear = clear;
        capture = new CaptureActions(desk);
        view = new EmptyState(Feather.ACTIVITY, "", "");
    }

    Node view() {
        return view;
    }

    void draw(Snapshot snapshot, FlowModel model) {
        var statement = Statement.of(snapshot, desk.texts());
        var filtered = model.total() > 0;
        var key = statement.sentence() + filtered + model.total();
        if (!model.lines().isEmpty() || key.equals(shown)) {
            return;
        }
        shown = key;
        if (filtered) {
            view.say(
                    Feather.FILTER,
                    desk.text("flows.empty.filtered", model.total()),
                    desk.text("flows.empty.filtered.text"),
                    Kit.button(Feather.X, desk.text("flows.query.clear"), clear),
                    Kit.button(Feather.CLOCK, desk.text("flows.older.search"), older::goOn));
        } else if (statement.condition().capturing()) {
            view.say(Feather.ACTIVITY, desk.text("flows.empty.title"), desk.text("flows.empty.text"));
        } else {
            view.say(Feather.ACTIVITY, statement.word(), statement.sentence(), actions(statement.condition()));
        }
    }

    private Node[] actions(Condition condition) {
        return switch (condition.action()) {
            case RESUME -> new Node[] {Kit.button(Feather.PLAY, desk.text("shell.resume"), capture::on, "accent")};
            case TURN_ON -> new Node[] {Kit.button(Feather.POWER, desk.text("shell.turn-on"), capture::on, "accent")};
            case RETRY ->
                new Node[] {
                    Kit.button(
                            Feather.REFRESH_CW,
                            desk.text("shell.retry"),
                            () -> desk.engine().retry())
                };
            case NONE, PAUSE -> new Node[0];
        };
    }
}
