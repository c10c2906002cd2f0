package org.weir.ui.screen.flows;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javafx.css.PseudoClass;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableRow;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.weir.api.control.FlowView;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.OutcomeBadge;
import org.weir.ui.state.Outcome;
import org.weir.ui.text.Formats;
import org.weir.ui.text.Texts;

/** Cells that cost little: they are drawn anew whenever a flow's counters move. */
final class FlowCells {
    private FlowCells() {}

    /** A text. */
    static final class Words extends TableCell<Row, FlowView> {
        private final Function<FlowView, String> value;

        Words(Function<FlowView, String> value) {
            this.value = value;
        }

        @Override
        protected void updateItem(@Nullable FlowView flow, boolean empty) {
            super.updateItem(flow, empty);
            setText(empty || flow == null ? null : value.apply(flow));
        }
    }

    /** When it began: the time, of another day its date, and whether the row is from the history. */
    static final class Started extends TableCell<Row, FlowView> {
        private final Texts texts;
        private final Clock clock;
        private final BooleanSupplier roomy;
        private final Tooltip when = new Tooltip();
        private final FontIcon past = Icons.of(Feather.ARCHIVE, Icons.SMALL);

        /** @param roomy whether a date and a time fit */
        Started(Texts texts, Clock clock, BooleanSupplier roomy) {
            this.texts = texts;
            this.clock = clock;
            this.roomy = roomy;
        }

        @Override
        protected void updateItem(@Nullable FlowView flow, boolean empty) {
            super.updateItem(flow, empty);
            if (empty || flow == null) {
                setText(null);
                setTooltip(null);
                setGraphic(null);
                return;
            }
            var row = getTableRow() == null ? null : getTableRow().getItem();
            var older = row instanceof Row.OfFlow one && one.older();
            var formats = texts.formats();
            setText(formats.begun(flow.startedMs(), clock.now(), roomy.getAsBoolean()));
            setGraphic(older ? past : null);
            when.setText(
                    older
                            ? texts.get("flows.older.mark", formats.dayAndTime(flow.startedMs()))
                            : formats.dayAndTime(flow.startedMs()));
            setTooltip(when);
            setAccessibleText(older ? when.getText() : null);
        }
    }

    /** Tells the cells in sight that time goes on; between two ticks it stands still, so that sorting by it is possible. */
    static final class Clock {
        private final Set<Runnable> cells = Collections.newSetFromMap(new WeakHashMap<>());
        private long now = System.currentTimeMillis();

        long now() {
            return now;
        }

        void tick() {
            now = System.currentTimeMillis();
            List.copyOf(cells).forEach(Runnable::run);
        }
    }

    /** How long a flow lasts: of an open one it grows. */
    static final class Duration extends TableCell<Row, FlowView> {
        private final FlowTexts words;

        /** Kept here: the clock holds it weakly, so that cells that the table gave up can go. */
        private final Runnable ticked = this::draw;

        Duration(FlowTexts words, Clock clock) {
            this.words = words;
            clock.cells.add(ticked);
        }

        @Override
        protected void updateItem(@Nullable FlowView flow, boolean empty) {
            super.updateItem(flow, empty);
            setText(empty || flow == null ? null : words.duration(flow));
        }

        private void draw() {
            var flow = getItem();
            if (flow != null && flow.endedMs() == null && !isEmpty()) {
                setText(words.duration(flow));
            }
        }
    }

    /** The app's name, or the head of a group. */
    static final class App extends TableCell<Row, FlowView> {
        private final FlowTexts words;
        private final Tooltip program = new Tooltip();

        App(FlowTexts words) {
            this.words = words;
        }

        @Override
        protected void updateItem(@Nullable FlowView flow, boolean empty) {
            super.updateItem(flow, empty);
            var row = getTableRow() == null ? null : getTableRow().getItem();
            if (!empty && row instanceof Row.OfGroup group) {
                setText(Formats.clean(group.name()));
                setGraphic(Icons.of(group.expanded() ? Feather.CHEVRON_DOWN : Feather.CHEVRON_RIGHT, Icons.SMALL));
                setTooltip(null);
                return;
            }
            setGraphic(null);
            setText(empty || flow == null ? null : words.app(flow));
            setTooltip(empty || flow == null ? null : program);
            if (!empty && flow != null) {
                var app = flow.app();
                program.setText(Formats.clean(app.executable() == null ? app.name() : app.executable())
                        + (app.pid() < 0 ? "" : "  (" + app.pid() + ")"));
            }
        }
    }

    /** The host; of a group, what is in it. */
    static final class Host extends TableCell<Row, FlowView> {
        private final FlowTexts words;

        Host(FlowTexts words) {
            this.words = words;
        }

        @Override
        protected void updateItem(@Nullable FlowView flow, boolean empty) {
            super.updateItem(flow, empty);
            textProperty().unbind();
            var row = getTableRow() == null ? null : getTableRow().getItem();
            if (!empty && row instanceof Row.OfGroup group) {
                textProperty().bind(group.summary());
            } else {
                setText(empty || flow == null ? null : words.host(flow));
            }
        }
    }

    /** What became of it, as a word with its shape. */
    static final class Decision extends TableCell<Row, FlowView> {
        private final OutcomeBadge badge;

        Decision(Texts texts) {
            badge = new OutcomeBadge(texts, Outcome.PENDING);
        }

        @Override
        protected void updateItem(@Nullable FlowView flow, boolean empty) {
            super.updateItem(flow, empty);
            if (empty || flow == null) {
                setGraphic(null);
            } else {
                badge.show(Outcome.of(flow));
                setGraphic(badge);
            }
        }
    }

    /** Dims what has ended, and marks heads of groups. */
    static final class Line extends TableRow<Row> {
        private static final PseudoClass ENDED = PseudoClass.getPseudoClass("ended");
        private static final PseudoClass GROUP = PseudoClass.getPseudoClass("group");

        private final javafx.beans.value.ChangeListener<FlowView> changed = (property, was, is) -> mark(is);
        private @Nullable Row watched;

        @Override
        protected void updateItem(@Nullable Row row, boolean empty) {
            super.updateItem(row, empty);
            if (watched != null) {
                watched.flow().removeListener(changed);
                watched = null;
            }
            pseudoClassStateChanged(GROUP, !empty && row instanceof Row.OfGroup);
            if (!empty && row instanceof Row.OfFlow flow) {
                watched = row;
                row.flow().addListener(changed);
                mark(flow.view());
            } else {
                mark(null);
            }
        }

        private void mark(@Nullable FlowView flow) {
            pseudoClassStateChanged(ENDED, flow != null && flow.endedMs() != null);
        }
    }
}
