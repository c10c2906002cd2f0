package org.weir.ui.screen.flows.detail;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.ExchangeFilter;
import org.weir.api.control.ExchangeView;
import org.weir.api.control.Exchanges;
import org.weir.api.control.FlowView;
import org.weir.ui.kit.EmptyState;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.flows.FlowActions;
import org.weir.ui.state.Outcome;
import org.weir.ui.text.Formats;

/** The requests of an inspected flow, and the chosen one in full. */
final class ExchangesPart implements Drawer.Part {
    private static final int MOST = 500;
    private static final double LIST_SHARE = 0.32;

    private final Desk desk;
    private final ListView<ExchangeView> list = new ListView<>();
    private final ExchangeDetailView detail;
    private final SplitPane split;
    private final EmptyState empty;
    private final StackPane view;
    private @Nullable ExchangeView shown;
    private long flow = -1;
    private long bytes = -1;

    ExchangesPart(Desk desk, FlowActions actions) {
        this.desk = desk;
        detail = new ExchangeDetailView(desk, actions);
        list.setAccessibleText(desk.text("flows.detail.exchanges"));
        list.setCellFactory(made -> new Line());
        list.getSelectionModel().selectedItemProperty().addListener((property, was, is) -> {
            // Filling the list again selects it again; only another one, or news of it, is drawn again.
            if (is != null && !is.equals(shown)) {
                shown = is;
                detail.show(is);
            }
        });
        split = new SplitPane(list, detail.view());
        split.setDividerPositions(LIST_SHARE);
        empty = new EmptyState(Feather.LOCK, "", "");
        view = new StackPane(empty, split);
        Kit.show(split, false);
    }

    @Override
    public String id() {
        return "exchanges";
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void show(FlowView now) {
        var moved = now.bytesUp() + now.bytesDown();
        var another = now.id() != flow;
        if (!another && moved == bytes && now.endedMs() == null) {
            return;
        }
        flow = now.id();
        bytes = moved;
        if (another) {
            shown = null;
            list.getItems().clear();
            Kit.show(split, false);
            Kit.show(empty, true);
        }
        if (Outcome.of(now) != Outcome.INSPECTED) {
            empty.say(Feather.LOCK, desk.text("flows.exchanges.none"), desk.text("flows.exchanges.not-inspected"));
            return;
        }
        empty.say(Feather.CLOCK, desk.text("flows.exchanges.none"), desk.text("flows.exchanges.wait"));
        var filter = new ExchangeFilter(null, null, null, null, null, null, null, flow, null, null);
        desk.engine()
                .ask(client -> client.exchanges(new Exchanges.ListParams(filter, MOST, null, false)))
                .thenAccept(page -> fill(now.id(), page.exchanges()));
    }

    private void fill(long asked, List<ExchangeView> exchanges) {
        if (asked != flow || exchanges.isEmpty()) {
            return;
        }
        var chosen = list.getSelectionModel().getSelectedItem();
        // As the wire had them: first request first.
        list.getItems().setAll(exchanges.reversed());
        var again = chosen == null
                ? 0
                : Math.max(
                        0,
                        list.getItems().stream().map(ExchangeView::id).toList().indexOf(chosen.id()));
        list.getSelectionModel().select(again);
        detail.more();
        Kit.show(split, true);
        Kit.show(empty, false);
    }

    private static final class Line extends ListCell<ExchangeView> {
        private final Label method = Kit.label("", "text-bold");
        private final Label path = Kit.label("");
        private final Label status = Kit.label("", "text-muted");
        private final Node row = Kit.row(method, status, path);

        @Override
        protected void updateItem(@Nullable ExchangeView exchange, boolean isEmpty) {
            super.updateItem(exchange, isEmpty);
            if (isEmpty || exchange == null) {
                setGraphic(null);
                return;
            }
            method.setText(Formats.clean(exchange.method()));
            status.setText(exchange.status() == null ? "…" : Integer.toString(exchange.status()));
            path.setText(Formats.clean(path(exchange.url())));
            setGraphic(row);
        }
    }

    private static String path(String url) {
        var host = url.indexOf("://");
        var slash = host < 0 ? -1 : url.indexOf('/', host + 3);
        return slash < 0 ? url : url.substring(slash);
    }
}
