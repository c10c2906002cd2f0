package org.weir.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.weir.api.control.Approvals;
import org.weir.api.control.ControlClient;
import org.weir.api.control.Status;
import org.weir.api.rpc.RpcException;

/** {@code weir approvals --watch}: what is there, then each entry that changed. */
final class ApprovalsWatch {
    /** How often it is noticed that nobody reads our output any more. */
    private static final long LOOK_SECONDS = 1;

    private final Weir weir;
    private final boolean all;
    private final Map<String, Approvals.Item> shown = new HashMap<>();

    ApprovalsWatch(Weir weir, boolean all) {
        this.weir = weir;
        this.all = all;
    }

    int run() {
        return new Session(weir).run(this::show);
    }

    private int show(ControlClient client) throws IOException, RpcException {
        var due = new Semaphore(1);
        var lost = new AtomicBoolean();
        client.watchEvents(new ControlClient.Events() {
            @Override
            public void statusChanged(Status status) {}

            @Override
            public void rulesChanged(long revision) {}

            @Override
            public void approvalsChanged(int pending) {
                due.release();
            }
        });
        Thread.ofPlatform().daemon().name("weir-watch-end").start(() -> {
            try {
                client.awaitClosed();
                lost.set(true);
                due.release();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            while (!weir.out().checkError()) {
                if (!due.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS)) {
                    continue;
                }
                due.drainPermits();
                if (lost.get()) {
                    throw new IOException("the engine closed the connection");
                }
                print(client.approvals(all));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    private void print(Approvals.Listing listing) {
        if (weir.json()) {
            weir.out().println(Json.of(listing));
            return;
        }
        for (var item : listing.items().reversed()) {
            if (!item.equals(shown.put(item.id(), item))) {
                weir.out().println(Text.clean(ApprovalTexts.line(item)));
            }
        }
    }
}
