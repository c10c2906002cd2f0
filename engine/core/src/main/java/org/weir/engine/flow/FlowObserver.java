package org.weir.engine.flow;

/** Is told what happens to flows. Called on the flow's event loop: must return at once and never throw. */
public interface FlowObserver {

    /** Ends a flow from outside; from any thread, more than once without harm. */
    @FunctionalInterface
    interface Closer {
        void close(CloseReason reason);
    }

    /** A new flow was accepted. */
    void opened(Flow flow, Closer closer);

    /** Something of the flow was written: sniffed, decided, connected. Byte counters grow without a call. */
    void changed(Flow flow);

    /** {@link Flow#end()} is set now; the last call for this flow. */
    void ended(Flow flow);

    /** Tells both, in this order. */
    static FlowObserver both(FlowObserver first, FlowObserver second) {
        return new FlowObserver() {
            @Override
            public void opened(Flow flow, Closer closer) {
                first.opened(flow, closer);
                second.opened(flow, closer);
            }

            @Override
            public void changed(Flow flow) {
                first.changed(flow);
                second.changed(flow);
            }

            @Override
            public void ended(Flow flow) {
                first.ended(flow);
                second.ended(flow);
            }
        };
    }
}
