package org.weir.ui.screen.flows;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ControlClient;
import org.weir.api.control.FlowView;
import org.weir.api.control.History;
import org.weir.api.control.HistoryFilter;
import org.weir.api.rpc.RpcException;
import org.weir.ui.engine.EngineFailure;
import org.weir.ui.query.HistoryTerms;
import org.weir.ui.query.Query;
import org.weir.ui.screen.Desk;

/**
 * Looks for flows in the engine's history, further back each time it is told to. The engine sorts out what it can, pages of
 * what is left are matched here. JavaFX thread only, but it never waits.
 */
final class OlderFlows {
    /** Of one page; as many fit into one line of the engine. */
    private static final int PAGE = 2_000;

    /** Enough to read for a while: then it is the user who goes on. */
    private static final int ENOUGH = 500;

    /** Looked at in one go, when the engine cannot sort them out: a few seconds. */
    private static final int FAR = 40_000;

    private final Desk desk;
    private final FlowModel model;
    private final Runnable changed;
    private Query query = Query.ALL;
    private State state = State.READY;
    private @Nullable Long before;
    private long backTo = -1;
    private int found;
    private int lookedAt;
    private int search;

    /** How far it is. */
    enum State {
        READY,
        LOOKING,
        /** There is nothing older. */
        END,
        /** There may be, but no more can be shown. */
        FULL,
        /** The engine keeps no history. */
        NONE
    }

    /**
     * A page, seen through.
     *
     * @param last the smallest id of it, null when it is empty
     */
    private record Page(
            List<FlowView> wanted, int size, @Nullable Long last, long lastStarted, boolean more) {}

    /** @param changed is told of each change but those of the model */
    OlderFlows(Desk desk, FlowModel model, Runnable changed) {
        this.desk = desk;
        this.model = model;
        this.changed = changed;
    }

    State state() {
        return state;
    }

    /** When the oldest flow began that was looked at; -1: none was. */
    long backTo() {
        return backTo;
    }

    boolean canGoOn() {
        return state == State.READY;
    }

    /** Begins anew, with nothing found. */
    void want(Query wanted) {
        query = wanted;
        model.forgetOlder();
        begin();
    }

    /** The model forgot what was found, because it did not fit to the rest any more. */
    void follow() {
        if (!model.withOlder() && (state != State.READY || before != null)) {
            begin();
        }
    }

    private void begin() {
        search++;
        state = State.READY;
        before = null;
        backTo = -1;
        changed.run();
    }

    /** What was found stays. */
    void stop() {
        if (state == State.LOOKING) {
            search++;
            state = State.READY;
            changed.run();
        }
    }

    void goOn() {
        if (!canGoOn()) {
            return;
        }
        if (before == null) {
            before = model.oldestWithoutGap();
        }
        model.beginOlder();
        found = 0;
        lookedAt = 0;
        state = State.LOOKING;
        ask();
        changed.run();
    }

    /** Adds one flow, if the history has it, whatever is searched for. */
    void fetch(long id, Runnable there) {
        var asked = search;
        desk.ask(client -> client.history(new History.FlowsParams(null, 1, id + 1)), page -> {
            if (asked == search && page.flows().stream().anyMatch(flow -> flow.id() == id)) {
                model.addOlder(page.flows());
                changed.run();
                there.run();
            }
        });
    }

    private void ask() {
        var asked = search;
        var wanted = query;
        var filter = HistoryTerms.of(wanted, System.currentTimeMillis());
        var from = before;
        desk.engine().ask(client -> look(client, wanted, filter, from)).whenComplete((page, thrown) -> {
            if (asked != search) {
                return;
            }
            if (thrown == null) {
                take(page);
            } else {
                fail(EngineFailure.of(thrown));
            }
            changed.run();
        });
    }

    private static Page look(ControlClient client, Query query, HistoryFilter filter, @Nullable Long from)
            throws IOException, RpcException {
        var page = client.history(new History.FlowsParams(filter, PAGE, from));
        var flows = page.flows();
        var now = System.currentTimeMillis();
        var wanted = flows.stream().filter(flow -> query.matches(flow, now)).toList();
        return flows.isEmpty()
                ? new Page(wanted, 0, null, -1, false)
                : new Page(
                        wanted,
                        flows.size(),
                        flows.getLast().id(),
                        flows.getLast().startedMs(),
                        page.more());
    }

    private void take(Page page) {
        var from = before;
        model.addOlder(page.wanted());
        found += page.wanted().size();
        lookedAt += page.size();
        backTo = page.size() == 0 ? backTo : page.lastStarted();
        before = page.last() == null ? from : page.last();
        if (!page.more() || (from != null && page.last() != null && page.last() >= from)) {
            state = State.END;
        } else if (model.older() >= FlowBook.MOST_OLDER) {
            state = State.FULL;
        } else if (found >= ENOUGH || lookedAt >= FAR) {
            state = State.READY;
        } else {
            ask();
        }
    }

    private void fail(EngineFailure failure) {
        if (failure.isNotThere()) {
            state = State.NONE;
            return;
        }
        state = State.READY;
        desk.tell(failure, this::goOn);
    }
}
