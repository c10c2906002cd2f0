package org.weir.ui.screen.flows;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.weir.api.control.FlowView;

/** A line of the table: a flow, or the head of a group. The same object for the whole life of the line. */
sealed interface Row {
    /** What the cells show; null for the head of a group. */
    ReadOnlyObjectProperty<FlowView> flow();

    /** One flow. */
    final class OfFlow implements Row {
        private final ReadOnlyObjectWrapper<FlowView> flow;
        private boolean matches;
        private boolean sorted;
        private boolean older;

        OfFlow(FlowView flow) {
            this.flow = new ReadOnlyObjectWrapper<>(flow);
        }

        @Override
        public ReadOnlyObjectProperty<FlowView> flow() {
            return flow.getReadOnlyProperty();
        }

        FlowView view() {
            return flow.get();
        }

        long id() {
            return flow.get().id();
        }

        void view(FlowView newer) {
            flow.set(newer);
        }

        /** Whether the query wants it: remembered, so that only flows that changed are matched again. */
        boolean matches() {
            return matches;
        }

        void matches(boolean now) {
            matches = now;
        }

        /** Whether it is from the history, and in memory no more. */
        boolean older() {
            return older;
        }

        void older(boolean now) {
            older = now;
        }

        /** Whether it stands in the model's sorted lines. */
        boolean sorted() {
            return sorted;
        }

        void sorted(boolean now) {
            sorted = now;
        }
    }

    /** The head of a group. */
    final class OfGroup implements Row {
        private static final ReadOnlyObjectProperty<FlowView> NONE =
                new ReadOnlyObjectWrapper<FlowView>().getReadOnlyProperty();

        private final String name;
        private final ReadOnlyObjectWrapper<String> summary = new ReadOnlyObjectWrapper<>("");
        private boolean expanded;

        OfGroup(String name) {
            this.name = name;
        }

        @Override
        public ReadOnlyObjectProperty<FlowView> flow() {
            return NONE;
        }

        String name() {
            return name;
        }

        ReadOnlyObjectProperty<String> summary() {
            return summary.getReadOnlyProperty();
        }

        void summary(String text) {
            summary.set(text);
        }

        boolean expanded() {
            return expanded;
        }

        void expanded(boolean now) {
            expanded = now;
        }
    }
}
