package org.weir.engine.control;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Rules;
import org.weir.api.control.Status;

/** Tells the clients that asked for it when status or rules changed; many changes at once become one. */
final class Events implements MethodGroup.Announcer {
    /** Changes within this time are told together: a kernel event rarely comes alone. */
    private static final long TOGETHER_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final EventLoop loop;
    private final Executor workers;
    private final StatusSource status;
    private final RuleAdmin rules;
    private final Map<Channel, Session> sessions = new ConcurrentHashMap<>();
    /** Whether a notification of this name is on its way; there are a handful of names. */
    private final Map<String, AtomicBoolean> due = new ConcurrentHashMap<>();

    Events(EventLoop loop, Executor workers, StatusSource status, RuleAdmin rules) {
        this.loop = loop;
        this.workers = workers;
        this.status = status;
        this.rules = rules;
    }

    void add(Channel channel, Session session) {
        sessions.put(channel, session);
        channel.closeFuture().addListener(_ -> sessions.remove(channel));
    }

    int size() {
        return sessions.size();
    }

    @Override
    public void statusChanged() {
        changed("status.changed", () -> Wire.json(new Status.Changed(status.status())));
    }

    /** From any thread. The status has the number of rules and their problems, so it changed too. */
    void rulesChanged() {
        changed("rules.changed", () -> Wire.json(new Rules.Changed(rules.list().revision())));
        statusChanged();
    }

    @Override
    public void changed(String notification, Supplier<byte[]> params) {
        soon(
                due.computeIfAbsent(notification, _ -> new AtomicBoolean()),
                () -> Wire.notification(notification, params.get()));
    }

    private interface Line {
        byte[] make();
    }

    private void soon(AtomicBoolean pending, Line line) {
        if (!pending.compareAndSet(false, true)) {
            return;
        }
        try {
            loop.schedule(
                    () -> {
                        pending.set(false);
                        workers.execute(() -> make(pending, line));
                    },
                    TOGETHER_MILLIS,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the control socket is closed; nobody is told");
        }
    }

    private void make(AtomicBoolean pending, Line line) {
        try {
            var bytes = line.make();
            loop.execute(() -> {
                for (var session : sessions.entrySet()) {
                    if (!session.getValue().tell(bytes)) {
                        // It does not read just now; it gets the state as it is then.
                        soon(pending, line);
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the control socket is closed; nobody is told");
        } catch (RuntimeException e) {
            LOG.warn("an event could not be told", e);
        }
    }
}
