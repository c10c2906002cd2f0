package org.weir.engine.intercept;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.interceptor.InterceptorMessages.Owner;
import org.weir.api.interceptor.ScopeEntry;

/**
 * Keeps the connection to the interceptor: connects again whenever it goes away, and makes the kernel follow the user's
 * wish and the rules. Runs on one event loop of its own; the public methods may be called from any thread.
 */
public final class InterceptorClient implements Capture, OwnerFinder.Lookup, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InterceptorClient.class);

    /** A restarted interceptor is to be found at once ... */
    static final Duration FIRST_RETRY = Duration.ofMillis(100);

    /** ... and a missing one costs nothing while it is looked for. Below 1 s: captured again within a second. */
    static final Duration LAST_RETRY = Duration.ofMillis(800);

    /** Pauses end this exactly; also notices a clock that was set. */
    private static final Duration TICK = Duration.ofMillis(250);

    /**
     * @param path of interceptor.sock
     * @param scope what to capture when capture is on
     * @param listeners accepts on what a session hands over
     */
    public record Parts(
            String path,
            EventLoop loop,
            WishStore store,
            Supplier<List<ScopeEntry>> scope,
            Listeners listeners,
            Canaries canaries,
            Admission admission,
            Clock clock) {}

    private final Parts parts;
    private final Notes notes = new Notes();
    private final List<Runnable> callbacks = new CopyOnWriteArrayList<>();
    private final Object wishLock = new Object();
    private volatile Wish wish;
    private volatile long pauseEndsNanos;
    private volatile @Nullable InterceptorSession session;
    private volatile boolean closed;
    private Duration retry = FIRST_RETRY;
    private boolean attempting;

    public InterceptorClient(Parts parts, Wish initial) {
        this.parts = parts;
        this.wish = initial.at(parts.clock().instant());
        rememberPause();
        parts.admission().onChange(this::loadChanged);
    }

    /** Starts to look for the interceptor. */
    public void start() {
        parts.loop().execute(this::connect);
        parts.loop().scheduleAtFixedRate(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Status status() {
        var current = session;
        var asked = wish;
        return new Status(
                asked.on(),
                asked.resumeAt(),
                asked.untilRestart(),
                asked.mode(),
                current != null && current.greeted(),
                current == null ? "unknown" : current.state(),
                current == null ? "" : current.reason(),
                current == null ? "unknown" : current.attribution(),
                current == null ? "" : current.version(),
                notes.list());
    }

    @Override
    public void set(boolean on, @Nullable Duration pause, @Nullable LossMode mode) {
        wish(mode, newMode -> {
            if (on) {
                return Wish.on(newMode);
            }
            return pause == null
                    ? Wish.off(newMode)
                    : Wish.paused(pause, parts.clock().instant(), newMode);
        });
    }

    @Override
    public void pauseUntilRestart(@Nullable LossMode mode) {
        wish(mode, Wish::pausedUntilRestart);
    }

    private void wish(@Nullable LossMode mode, Function<LossMode, Wish> made) {
        Wish next;
        synchronized (wishLock) {
            next = made.apply(mode == null ? wish.mode() : mode);
            wish = next;
            rememberPause();
            store();
        }
        LOG.info("capture wanted: {}", next.on() ? "on" : next.isPause() ? "paused" : "off");
        scopeChanged();
        changed();
    }

    /** The rules, or the wish, changed: the kernel has to follow. */
    public void scopeChanged() {
        parts.loop().execute(() -> {
            var current = session;
            if (current != null) {
                current.apply();
            }
        });
    }

    @Override
    public void onChange(Runnable callback) {
        callbacks.add(callback);
    }

    /** A note for the user from elsewhere in the engine; {@code text} null takes it back. */
    public void note(String subject, @Nullable String text) {
        if (text == null) {
            notes.remove(subject);
        } else {
            notes.put(subject, text);
        }
        changed();
    }

    @Override
    public void ask(InetSocketAddress source, InetSocketAddress destination, Consumer<Optional<Owner>> answer) {
        var current = session;
        if (current == null) {
            answer.accept(Optional.empty());
        } else {
            current.ownerOf(source, destination, answer);
        }
    }

    /** Whether this is the address of one of the listeners that we accept on. */
    public boolean isOwnListener(InetSocketAddress address) {
        return parts.listeners().isOwn(address);
    }

    /** Lifts the capture and leaves. Blocks for at most {@code patience}. */
    public void stop(Duration patience) {
        closed = true;
        var current = session;
        if (current != null) {
            current.leave(patience);
        }
        parts.listeners().close();
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(1));
    }

    Wish wish() {
        return wish;
    }

    Notes notes() {
        return notes;
    }

    Parts parts() {
        return parts;
    }

    void changed() {
        for (var callback : callbacks) {
            try {
                callback.run();
            } catch (RuntimeException e) {
                LOG.warn("a listener to the capture fails", e);
            }
        }
    }

    /** A session ended; look for the next one. On the loop. */
    void sessionGone(InterceptorSession gone) {
        if (session == gone) {
            session = null;
            parts.listeners().close();
            changed();
        }
        attempting = false;
        connectLater();
    }

    /** The session works: the next loss is looked after at once. On the loop. */
    void sessionStands() {
        retry = FIRST_RETRY;
        notes.remove("interceptor");
        changed();
    }

    private void connect() {
        if (closed || attempting) {
            return;
        }
        attempting = true;
        var next = new InterceptorSession(this);
        new Bootstrap()
                .group(parts.loop())
                .channel(EpollDomainSocketChannel.class)
                .handler(next.initializer())
                .connect(new DomainSocketAddress(parts.path()))
                .addListener((ChannelFuture done) -> {
                    if (done.isSuccess()) {
                        session = next;
                        next.begin();
                    } else {
                        LOG.debug(
                                "no interceptor at {}: {}",
                                parts.path(),
                                done.cause().toString());
                        notes.put("interceptor", "no interceptor at " + parts.path());
                        attempting = false;
                        connectLater();
                    }
                });
    }

    private void connectLater() {
        if (closed || parts.loop().isShuttingDown()) {
            return;
        }
        parts.loop().schedule(this::connect, retry.toMillis(), TimeUnit.MILLISECONDS);
        var doubled = retry.multipliedBy(2);
        retry = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    }

    private void tick() {
        parts.admission().check();
        var before = wish;
        if (before.resumeAt() == null) {
            return;
        }
        synchronized (wishLock) {
            var now = wish.at(parts.clock().instant());
            if (now.resumeAt() != null && pauseEndsNanos - System.nanoTime() <= 0) {
                now = Wish.on(now.mode());
            }
            if (now.equals(wish)) {
                return;
            }
            wish = now;
            store();
        }
        LOG.info("the pause is over: {}", wish.on());
        scopeChanged();
        changed();
    }

    private void rememberPause() {
        var pause = wish.pause();
        var resumeAt = wish.resumeAt();
        if (pause != null && resumeAt != null) {
            var left = Duration.between(parts.clock().instant(), resumeAt);
            pauseEndsNanos = System.nanoTime() + (left.compareTo(pause) > 0 ? pause : left).toNanos();
        }
    }

    private void store() {
        var problem = parts.store().save(wish);
        if (problem.isPresent()) {
            notes.put("state", problem.get());
        } else {
            notes.remove("state");
        }
    }

    private void loadChanged(boolean accepting) {
        LOG.info("{} flows open: {}", parts.admission().open(), accepting ? "room again" : "no room for more");
        if (accepting) {
            notes.remove("load");
        } else {
            notes.put(
                    "load",
                    "out of descriptors or memory at " + parts.admission().open() + " flows; new ones go direct");
        }
        parts.listeners().accepting(accepting);
        parts.loop().execute(() -> {
            var current = session;
            if (current != null) {
                current.load(accepting);
            }
        });
        changed();
    }
}
