package org.weir.ui.screen.guide;

import javafx.scene.Node;
import javafx.scene.control.Label;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.CaptureActions;
import org.weir.ui.screen.Desk;
import org.weir.ui.state.Condition;
import org.weir.ui.state.Statement;

/** Nothing is changed; a live counter proves that something is seen. */
final class ObserveStep implements Step {
    private final Desk desk;
    private final Label counter = Kit.paragraph("", "figure");
    private final Label state = Kit.paragraph("", "text-muted");
    private final Node turnOn;
    private final Node view;
    private Runnable unlisten = () -> {};

    ObserveStep(Desk desk) {
        this.desk = desk;
        turnOn = Kit.button(Feather.POWER, desk.text("shell.turn-on"), new CaptureActions(desk)::on, "accent");
        view = Kit.column(counter, state, turnOn);
    }

    @Override
    public String id() {
        return "observe";
    }

    @Override
    public Ikon icon() {
        return Feather.EYE;
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void entered() {
        draw(desk.engine().snapshot());
        unlisten = desk.engine().listen(update -> draw(update.snapshot()));
    }

    @Override
    public void left() {
        unlisten.run();
    }

    private void draw(Snapshot snapshot) {
        var seen = snapshot.status() == null ? 0 : snapshot.status().flows().total();
        counter.setText(desk.text("guide.observe.seen", seen));
        var statement = Statement.of(snapshot, desk.texts());
        state.setText(statement.sentence());
        Kit.show(turnOn, statement.condition() == Condition.OFF);
    }
}
