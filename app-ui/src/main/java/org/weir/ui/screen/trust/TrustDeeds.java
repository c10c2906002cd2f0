package org.weir.ui.screen.trust;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weir.ui.command.WeirCommand;
import org.weir.ui.screen.Desk;

/** Runs {@code weir trust} and keeps what it said of each store. One command at a time: the ledger knows only one. */
final class TrustDeeds {
    /** Stands for all stores in {@link #busy}. */
    static final String ALL = "*";

    private final Desk desk;
    private final Runnable redraw;
    private final Runnable reload;
    private final Set<String> busy = new HashSet<>();
    private final Map<String, String> said = new HashMap<>();

    /**
     * @param redraw something began or ended
     * @param reload stores have changed
     */
    TrustDeeds(Desk desk, Runnable redraw, Runnable reload) {
        this.desk = desk;
        this.redraw = redraw;
        this.reload = reload;
    }

    boolean isBusy(String store) {
        return busy.contains(store) || busy.contains(ALL);
    }

    boolean isBusy() {
        return !busy.isEmpty();
    }

    /** What the last verification said of it, or "". */
    String said(String store) {
        return said.getOrDefault(store, "");
    }

    void verify(String store) {
        begin(store);
        desk.command().run(TrustCalls.verify(store)).thenAccept(result -> ended(store, result, "trust.done.verify"));
    }

    void verifyAll() {
        begin(ALL);
        desk.command().run(TrustCalls.verifyAll()).thenAccept(result -> ended(ALL, result, "trust.done.verify"));
    }

    /**
     * @param store or {@link #ALL}
     * @param done the key of what to say when it went well
     */
    void change(String store, PlanSheet.Wish wish, boolean asRoot, String done) {
        begin(store);
        if (wish.call().isEmpty()) {
            asRoot(store, wish.rootCall(), done);
            return;
        }
        desk.command().run(wish.call()).thenAccept(result -> {
            if (asRoot && result.done()) {
                asRoot(store, wish.rootCall(), done);
            } else {
                ended(store, result, done);
            }
        });
    }

    private void asRoot(String store, List<String> call, String done) {
        desk.command().runAsRoot(call).thenAccept(result -> ended(store, result, done));
    }

    private void begin(String store) {
        busy.add(store);
        redraw.run();
    }

    private void ended(String store, WeirCommand.Result result, String done) {
        busy.remove(store);
        var outcomes = Outcomes.of(result.out());
        outcomes.all().forEach(one -> said.put(one.store(), remark(one, done)));
        if (result.done()) {
            desk.notices().done(desk.text(done));
        } else {
            var failures = outcomes.failures();
            desk.notices().failed(desk.text("trust.failed", failures.isEmpty() ? result.complaint() : failures));
        }
        redraw.run();
        reload.run();
    }

    /** Who connected is worth keeping in sight; that something was installed is seen by its state. */
    private String remark(Outcomes.Outcome one, String done) {
        if (!one.done()) {
            return one.words();
        }
        return done.equals("trust.done.verify") ? desk.text("trust.said.verified", one.words()) : "";
    }
}
