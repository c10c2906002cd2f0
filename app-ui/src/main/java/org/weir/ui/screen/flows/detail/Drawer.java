package org.weir.ui.screen.flows.detail;

import java.util.List;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.FlowView;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.OutcomeBadge;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.flows.FlowActions;
import org.weir.ui.screen.flows.FlowTexts;
import org.weir.ui.state.Outcome;

/** One flow, in tabs. */
public final class Drawer {
    private final FlowTexts words;
    private final List<Part> parts;
    private final Label title = Kit.label("", "card-title");
    private final OutcomeBadge badge;
    private final TabPane tabs = new TabPane();
    private final VBox view;
    private @Nullable FlowView shown;

    /** One tab's content. */
    interface Part {
        /** Of its text {@code flows.detail.ID}. */
        String id();

        Node view();

        /** Draws {@code flow}; called again with the same flow when something of it changed. */
        void show(FlowView flow);

        /** Whether somebody looks at it: its tab was chosen, or another one. */
        default void front(boolean isInFront) {}
    }

    /** @param close takes the drawer away */
    public Drawer(Desk desk, FlowActions actions, Runnable close) {
        words = new FlowTexts(desk.texts());
        badge = new OutcomeBadge(desk.texts(), Outcome.PENDING);
        parts = List.of(
                new SummaryPart(desk), new TlsPart(desk), new ExchangesPart(desk, actions), new TimelinePart(desk));
        tabs.setId("detail-tabs");
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        for (var part : parts) {
            var holder = new StackPane(part.view());
            holder.getStyleClass().add("detail-part");
            tabs.getTabs().add(new Tab(desk.text("flows.detail." + part.id()), holder));
        }
        tabs.getSelectionModel().selectedIndexProperty().addListener((property, was, is) -> {
            for (var i = 0; i < parts.size(); i++) {
                parts.get(i).front(i == is.intValue());
            }
        });
        VBox.setVgrow(tabs, Priority.ALWAYS);
        var head = new HBox(
                Kit.WIDE, title, badge, Kit.spring(), Kit.iconButton(Feather.X, desk.text("shell.close"), close));
        head.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        head.getStyleClass().add("detail-head");
        view = new VBox(head, tabs);
        view.setId("detail");
        view.getStyleClass().add("detail");
    }

    /** Brings a tab to the front. */
    public void open(String part) {
        for (var i = 0; i < parts.size(); i++) {
            if (parts.get(i).id().equals(part)) {
                tabs.getSelectionModel().select(i);
            }
        }
    }

    public Node view() {
        return view;
    }

    public void show(FlowView flow) {
        if (flow.equals(shown)) {
            return;
        }
        shown = flow;
        title.setText(words.app(flow) + "  →  " + words.host(flow) + ":"
                + flow.destination().port());
        badge.show(Outcome.of(flow));
        parts.forEach(part -> part.show(flow));
    }

    /**
     * Draws again what is shown, if something of it changed.
     *
     * @param latest finds it by its id, or null
     */
    public void refresh(java.util.function.LongFunction<@Nullable FlowView> latest) {
        if (shown != null && view.getScene() != null) {
            var now = latest.apply(shown.id());
            if (now != null && !Objects.equals(now, shown)) {
                show(now);
            }
        }
    }

    public void hide() {
        shown = null;
    }
}
