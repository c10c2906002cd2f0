package org.weir.ui.screen.flows.detail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ExchangeFilter;
import org.weir.api.control.ExchangeView;
import org.weir.api.control.Exchanges;
import org.weir.api.control.FlowView;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** What happened when: the connection's beginning, its requests, its end. */
final class TimelinePart implements Drawer.Part {
    private static final int REQUESTS = 100;

    private final Desk desk;
    private final Facts facts = new Facts();
    private long asked = -1;
    private List<ExchangeView> requests = List.of();
    private @Nullable FlowView flow;

    TimelinePart(Desk desk) {
        this.desk = desk;
    }

    @Override
    public String id() {
        return "timeline";
    }

    @Override
    public Node view() {
        return facts.view();
    }

    @Override
    public void show(FlowView now) {
        var another = flow == null || flow.id() != now.id();
        var ended = flow != null && flow.endedMs() == null && now.endedMs() != null;
        flow = now;
        if (another) {
            requests = List.of();
        }
        if ((another || ended) && now.inspection() != null) {
            ask(now);
        }
        draw();
    }

    private void ask(FlowView about) {
        asked = about.id();
        var filter = new ExchangeFilter(null, null, null, null, null, null, null, about.id(), null, null);
        desk.engine()
                .ask(client -> client.exchanges(new Exchanges.ListParams(filter, REQUESTS, null, true)))
                .thenAccept(page -> {
                    if (asked == about.id()) {
                        requests = page.exchanges();
                        draw();
                    }
                });
    }

    private record Moment(long millis, String what) {}

    private void draw() {
        var now = flow;
        if (now == null) {
            return;
        }
        var moments = new ArrayList<Moment>();
        moments.add(new Moment(
                now.startedMs(), desk.text("flows.time.began", now.destination().text())));
        for (var request : requests) {
            moments.add(new Moment(request.startedMs(), request.method() + " " + Formats.clean(request.url())));
            if (request.durationMs() != null && request.status() != null) {
                moments.add(new Moment(
                        request.startedMs() + request.durationMs(),
                        desk.text("flows.time.answered", Integer.toString(request.status()), request.method())));
            }
        }
        if (now.endedMs() != null) {
            moments.add(new Moment(now.endedMs(), desk.text("flows.time.ended", String.valueOf(now.close()))));
        }
        moments.sort(Comparator.comparingLong(Moment::millis));
        facts.show(moments.stream()
                .map(moment -> Facts.Fact.of(
                        desk.texts().formats().timeWithSeconds(moment.millis()) + "   +"
                                + desk.texts().formats().duration(moment.millis() - now.startedMs()),
                        moment.what()))
                .toList());
    }
}
