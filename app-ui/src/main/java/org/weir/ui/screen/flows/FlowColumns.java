package org.weir.ui.screen.flows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowView;
import org.weir.ui.kit.Fitting;
import org.weir.ui.state.Outcome;
import org.weir.ui.text.Texts;

/** The columns, in their order. A column's user data is its order. */
final class FlowColumns {
    /** In the smallest window all columns still fit, and heads and what has a fixed length are read as a whole. */
    private static final Map<String, Integer> LEAST = Map.of(
            "started",
            72,
            "app",
            70,
            "host",
            106,
            "port",
            48,
            "decision",
            132,
            "up",
            64,
            "down",
            64,
            "duration",
            78,
            "protocol",
            82);

    private static final int LEAST_OTHERWISE = 52;

    /** Narrower, what the details say as well is left out: no column may lie beyond the edge. */
    private static final List<String> LEFT_OUT = List.of("protocol", "why");

    /** The time's column when it shows dates, an icon and times. */
    private static final double WITH_DATES = 128;

    /** Narrower, a date is all that it shows. */
    private static final double WIDE_WITH_DATES = 800;

    private final Texts texts;
    private final FlowTexts words;
    private final FlowCells.Clock clock;
    private final List<TableColumn<Row, FlowView>> columns = new ArrayList<>();
    private boolean dates;
    private @Nullable Fitting fitting;
    private boolean roomy;

    FlowColumns(Texts texts, FlowCells.Clock clock) {
        this.texts = texts;
        this.clock = clock;
        words = new FlowTexts(texts);
    }

    void addTo(TableView<Row> table) {
        column("started", 74, by(FlowView::startedMs))
                .setCellFactory(made -> new FlowCells.Started(texts, clock, () -> dates && roomy));
        first();
        text("user", 80, words::user, byText(words::user)).setVisible(false);
        column("host", 190, byText(words::host)).setCellFactory(made -> new FlowCells.Host(words));
        text(
                        "remote",
                        150,
                        flow -> flow.destination().text(),
                        byText(flow -> flow.destination().text()))
                .setVisible(false);
        numeric(
                "port",
                52,
                flow -> Integer.toString(flow.destination().port()),
                by(flow -> flow.destination().port()));
        text("protocol", 72, words::protocol, byText(words::protocol));
        outcome();
        text("why", 180, words::why, byText(words::why));
        numeric("up", 68, flow -> texts.formats().bytes(flow.bytesUp()), by(FlowView::bytesUp));
        numeric("down", 68, flow -> texts.formats().bytes(flow.bytesDown()), by(FlowView::bytesDown));
        var duration = column("duration", 76, by(this::length));
        duration.getStyleClass().add("numeric");
        duration.setCellFactory(made -> new FlowCells.Duration(words, clock));
        table.getColumns().addAll(columns);
        fitting = Fitting.fit(
                table,
                LEFT_OUT.stream()
                        .map(id -> columns.stream()
                                .filter(column -> id.equals(column.getId()))
                                .findFirst()
                                .orElseThrow())
                        .toList());
        table.widthProperty().addListener((property, was, is) -> {
            if (is.doubleValue() >= WIDE_WITH_DATES != roomy) {
                roomy = !roomy;
                fitDates(table);
            }
        });
    }

    /** Whether there are flows of other days. */
    void dates(TableView<Row> table, boolean shown) {
        if (dates != shown) {
            dates = shown;
            fitDates(table);
        }
    }

    private void fitDates(TableView<Row> table) {
        columns.getFirst().setMinWidth(dates && roomy ? WITH_DATES : LEAST.get("started"));
        if (fitting != null) {
            fitting.again();
        }
        table.refresh();
    }

    private long length(FlowView flow) {
        return (flow.endedMs() == null ? clock.now() : flow.endedMs()) - flow.startedMs();
    }

    /** The app's column carries the heads of groups as well. */
    private void first() {
        var column = column("app", 110, byText(words::app));
        column.setCellFactory(made -> new FlowCells.App(words));
    }

    private void outcome() {
        var column = column("decision", 140, Comparator.comparing(Outcome::of));
        column.setCellFactory(made -> new FlowCells.Decision(texts));
    }

    private TableColumn<Row, FlowView> text(
            String id, double width, Function<FlowView, String> value, Comparator<FlowView> order) {
        var column = column(id, width, order);
        column.setCellFactory(made -> new FlowCells.Words(value));
        return column;
    }

    private void numeric(String id, double width, Function<FlowView, String> value, Comparator<FlowView> order) {
        text(id, width, value, order).getStyleClass().add("numeric");
    }

    private TableColumn<Row, FlowView> column(String id, double width, Comparator<FlowView> order) {
        var column = new TableColumn<Row, FlowView>(texts.get("flows.column." + id));
        column.setId(id);
        column.setPrefWidth(width);
        column.setMinWidth(LEAST.getOrDefault(id, LEAST_OTHERWISE));
        column.setUserData(order);
        column.setCellValueFactory(line -> line.getValue().flow());
        columns.add(column);
        return column;
    }

    /** The order that the user chose by clicking on heads; null for none. */
    @SuppressWarnings("unchecked") // what column() put there
    static Comparator<FlowView> chosen(TableView<Row> table) {
        Comparator<FlowView> chosen = null;
        for (var column : table.getSortOrder()) {
            var order = (Comparator<FlowView>) column.getUserData();
            var directed = column.getSortType() == TableColumn.SortType.ASCENDING ? order : order.reversed();
            chosen = chosen == null ? directed : chosen.thenComparing(directed);
        }
        return chosen;
    }

    private static <T extends Comparable<T>> Comparator<FlowView> by(Function<FlowView, T> value) {
        return Comparator.comparing(value);
    }

    private static Comparator<FlowView> byText(Function<FlowView, String> value) {
        return Comparator.comparing(value, String.CASE_INSENSITIVE_ORDER);
    }
}
