package org.weir.engine.control;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Rules;
import org.weir.api.control.Status;

/** Tells the clients that asked for it when status or rules changed; many changes at once become one. */
final class Events {
    /** Changes within this time are told together: a kernel event rarely comes alone. */
    private static final long TOGETHER_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final EventLoop loop;
    private final Executor workers;
    private final StatusSource status;
    private final RuleAdmin rules;
    private final Map<Channel, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicBoolean statusDue = new AtomicBoolean();
    private final AtomicBoolean rulesDue = new AtomicBoolean();

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

    /** From any thread. */
    void statusChanged() {
        soon(statusDue, () -> Wire.notification("status.changed", Wire.json(new Status.Changed(status.status()))));
    }

    /** From any thread. The status has the number of rules and their problems, so it changed too. */
    void rulesChanged() {
        soon(
                rulesDue,
                () -> Wire.notification(
                        "rules.changed",
                        Wire.json(new Rules.Changed(rules.list().revision()))));
        statusChanged();
    }

    private interface Line {
        byte[] make();
    }

    private void soon(AtomicBoolean due, Line line) {
        if (!due.compareAndSet(false, true)) {
            return;
        }
        try {
            loop.schedule(
                    () -> {
                        due.set(false);
                        workers.execute(() -> make(due, line));
                    },
                    TOGETHER_MILLIS,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the control socket is closed; nobody is told");
        }
    }

    private void make(AtomicBoolean due, Line line) {
        try {
            var bytes = line.make();
            loop.execute(() -> {
                for (var session : sessions.entrySet()) {
                    if (!session.getValue().tell(bytes)) {
                        // It does not read just now; it gets the state as it is then.
                        soon(due, line);
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
