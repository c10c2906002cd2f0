package org.weir.ui.screen.home;

import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.engine.Update;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.Screen;

/** The first screen. */
public final class HomeScreen implements Screen {
    private final StateCard state;
    private final TrafficCard traffic;
    private final ApprovalsCard approvals;
    private final HealthCard health;
    private final ScrollPane view;

    public HomeScreen(Desk desk) {
        state = new StateCard(desk);
        traffic = new TrafficCard(desk.texts());
        approvals = new ApprovalsCard(desk);
        health = new HealthCard(desk);
        var below = new HBox(Kit.WIDE, approvals.view(), health.view());
        HBox.setHgrow(approvals.view(), Priority.ALWAYS);
        HBox.setHgrow(health.view(), Priority.ALWAYS);
        below.setFillHeight(true);
        var column = new VBox(Kit.WIDE, state.view(), traffic.view(), below);
        column.getStyleClass().add("screen");
        view = new ScrollPane(column);
        view.setFitToWidth(true);
        view.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        view.setFocusTraversable(false);
    }

    @Override
    public String id() {
        return "home";
    }

    @Override
    public Ikon icon() {
        return Feather.HOME;
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void shown(Snapshot snapshot) {
        draw(snapshot);
        health.start();
    }

    @Override
    public void hidden() {
        health.stop();
    }

    @Override
    public void update(Update update) {
        draw(update.snapshot());
    }

    @Override
    public void refresh() {
        health.ask();
    }

    private void draw(Snapshot snapshot) {
        state.draw(snapshot);
        traffic.draw(snapshot.traffic());
        approvals.draw(snapshot);
        health.draw(snapshot);
    }
}
