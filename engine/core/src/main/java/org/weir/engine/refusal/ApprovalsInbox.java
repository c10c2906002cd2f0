package org.weir.engine.refusal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;
import org.weir.engine.refusal.Ruling.Lifetime;
import org.weir.engine.refusal.Ruling.Scope;

/** The inbox of {@link RefusalMemory} in the words of control.sock. Any thread that may wait for milliseconds. */
public final class ApprovalsInbox {
    private final RefusalMemory memory;

    public ApprovalsInbox(RefusalMemory memory) {
        this.memory = memory;
    }

    /**
     * Entries, latest first.
     *
     * @param all also what is decided, and servers that want a certificate
     */
    public List<Approvals.Item> list(boolean all) {
        var inbox = new Inbox(memory.times.nanos(), memory.times.wallMillis());
        return memory.entries().stream()
                .map(inbox::item)
                .filter(item ->
                        all || item.state().equals("open") || item.state().equals("watched"))
                .toList();
    }

    public int pending() {
        return memory.pending();
    }

    public void onChange(Runnable callback) {
        memory.onChange(callback);
    }

    /** @throws RpcException invalid params (the message names the field), not found, or too many verdicts */
    public Approvals.Decided decide(Approvals.DecideParams wish) throws RpcException {
        var entry = entry(wish.id());
        if (wish.decision() == null) {
            throw invalid("decision: is missing");
        }
        if (wish.decision().equals("fix-trust")) {
            var help = TrustHelps.of(entry.app());
            return new Approvals.Decided(
                    null, "let " + entry.app().name() + " trust our certificate, then decide try-once", help);
        }
        var scope = scope(wish.scope(), entry);
        if (wish.decision().equals("forget")) {
            var done = memory.locked(() -> memory.decisions.forget(entry, scope));
            return told(done);
        }
        var action = MemoryFile.action(wish.decision());
        if (action == null) {
            throw invalid(
                    "decision: '" + wish.decision() + "' is none of keep, try-once, inspect, block, fix-trust, forget");
        }
        var lifetime = action == Ruling.Action.TRY_ONCE ? new Lifetime.Once() : lifetime(wish.duration(), entry.app());
        var done = memory.locked(() -> {
            if (memory.decisions.keys(entry, scope).isEmpty()) {
                return null;
            }
            var after = memory.rulings.size() + memory.decisions.added(entry, scope);
            if (after > RefusalMemory.LIMIT) {
                return new Decisions.Done(null, "");
            }
            memory.memory.limit(RefusalMemory.LIMIT - after);
            return memory.decisions.make(entry, action, scope, lifetime, memory.times.wallMillis());
        });
        if (done == null) {
            throw invalid("scope: this entry has no host; say domain or app");
        }
        if (done.undo() == null) {
            throw new RpcException(
                    ErrorCode.TOO_LARGE, "there are " + RefusalMemory.LIMIT + " decisions already; forget some");
        }
        return told(done);
    }

    /** @throws RpcException not found, when there is nothing to take back or something else was decided since */
    public Approvals.Undone undo(@Nullable Long number) throws RpcException {
        var effect = memory.locked(() -> memory.decisions.undo(number));
        if (effect == null) {
            throw new RpcException(
                    ErrorCode.NOT_FOUND,
                    number == null ? "there is nothing to undo" : "decision " + number + " was not the last one");
        }
        memory.changed();
        return new Approvals.Undone(effect);
    }

    private Approvals.Decided told(Decisions.Done done) {
        memory.changed();
        return new Approvals.Decided(done.undo(), done.effect(), null);
    }

    private Inbox.Entry entry(@Nullable String id) throws RpcException {
        if (id == null) {
            throw invalid("id: is missing");
        }
        return memory.entries().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new RpcException(ErrorCode.NOT_FOUND, "there is no entry " + id));
    }

    private static Scope scope(@Nullable String word, Inbox.Entry entry) throws RpcException {
        var whole = entry.domain().equals(Inbox.WHOLE_APP);
        if (word == null) {
            return whole ? Scope.APP : Scope.DOMAIN;
        }
        var scope = MemoryFile.scope(word);
        if (scope == null) {
            throw invalid("scope: '" + word + "' is none of host, domain, app");
        }
        if (whole && scope != Scope.APP) {
            throw invalid("scope: this entry is about the whole app");
        }
        return scope;
    }

    private Lifetime lifetime(@Nullable String word, AppRef app) throws RpcException {
        var now = memory.times.nanos();
        return switch (word) {
            case null -> new Lifetime.Ever();
            case "once" -> new Lifetime.Once();
            case "1h" -> new Lifetime.Until(now + Terms.HOUR, word);
            case "30d" -> new Lifetime.Until(now + Terms.MONTH, word);
            case "restart" -> new Lifetime.Restart();
            case "ever" -> new Lifetime.Ever();
            case "app" -> {
                var process = memory.lastProcess(app.key());
                if (process == null || !memory.runs.test(process)) {
                    throw invalid("duration: " + app.name() + " does not run now; choose another duration than app");
                }
                yield new Lifetime.App(process);
            }
            default -> throw invalid("duration: '" + word + "' is none of once, 1h, app, restart, 30d, ever");
        };
    }

    private static RpcException invalid(String message) {
        return new RpcException(ErrorCode.INVALID_PARAMS, message);
    }
}
