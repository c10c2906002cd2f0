package org.weir.engine.intercept;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.weir.api.interceptor.InterceptorMessages.Owner;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.AppIdentity.Attribution;
import org.weir.engine.platform.UserNames;

/**
 * Names the app behind an accepted connection: in band where the kernel tells, else by asking the interceptor, but never
 * for long.
 */
public final class OwnerFinder {
    /** A flow is not held up longer than this by a look-up; without an answer the app stays unknown. */
    static final long PATIENCE_MILLIS = 200;

    private static final RawUnixChannelOption OWNER =
            new RawUnixChannelOption("WEIR_OWNER", OwnerRecord.LEVEL, OwnerRecord.OPTION, OwnerRecord.SIZE);

    /** Asks the interceptor. */
    public interface Lookup {
        /** Calls back once, on any thread; empty: not known. */
        void ask(InetSocketAddress source, InetSocketAddress destination, Consumer<Optional<Owner>> answer);
    }

    /** Finds the script that an interpreter runs. */
    public interface Scripts {
        /** Its absolute path, or null. */
        @Nullable
        String scriptOf(@Nullable String executable, List<String> arguments, @Nullable String cwd);
    }

    private final Lookup lookup;
    private final Scripts scripts;
    private final UserNames users;
    private final Executor blocking;
    private final RecentOwners recent = new RecentOwners();

    /** @param blocking runs look-ups of user names */
    public OwnerFinder(Lookup lookup, Scripts scripts, UserNames users, Executor blocking) {
        this.lookup = lookup;
        this.scripts = scripts;
        this.users = users;
        this.blocking = blocking;
    }

    /** On the channel's loop; calls back there, once, at once or within {@link #PATIENCE_MILLIS}. */
    void find(
            EpollSocketChannel channel,
            InetSocketAddress source,
            InetSocketAddress destination,
            Consumer<AppIdentity> found) {
        var once = new Once(channel, found);
        var inBand = inBand(channel);
        if (inBand.isPresent()) {
            withUser(inBand.get(), once);
            return;
        }
        once.giveUpLater();
        lookup.ask(
                source,
                destination,
                owner -> channel.eventLoop().execute(() -> {
                    if (owner.isEmpty()) {
                        once.found(AppIdentity.UNKNOWN);
                    } else {
                        withUser(identity(owner.get()), once);
                    }
                }));
    }

    private Optional<AppIdentity> inBand(EpollSocketChannel channel) {
        try {
            var record = channel.config().getOption(OWNER);
            if (record == null) {
                return Optional.empty();
            }
            record.clear();
            return recent.of(record, bytes -> OwnerRecord.decode(bytes).map(this::identity));
        } catch (ChannelException e) {
            // ENOENT or ENOPROTOOPT: the kernel does not know.
            return Optional.empty();
        }
    }

    private AppIdentity identity(OwnerRecord owner) {
        return new AppIdentity(
                owner.pid(),
                owner.startNanos(),
                (int) owner.uid(),
                null,
                owner.comm(),
                owner.executable(),
                owner.has(OwnerRecord.FLAG_EXECUTABLE_DELETED),
                owner.arguments(),
                scripts.scriptOf(
                        owner.executable(), uncut(owner), owner.has(OwnerRecord.FLAG_CWD_CUT) ? null : owner.cwd()),
                owner.cgroupId(),
                null,
                owner.has(OwnerRecord.FLAG_SOURCE_BOUND),
                Attribution.FULL);
    }

    /** A piece of an argument would name another script than the one that runs. */
    private static List<String> uncut(OwnerRecord owner) {
        var arguments = owner.arguments();
        return owner.has(OwnerRecord.FLAG_ARGUMENTS_CUT) && !arguments.isEmpty()
                ? arguments.subList(0, arguments.size() - 1)
                : arguments;
    }

    private AppIdentity identity(Owner owner) {
        return new AppIdentity(
                owner.pid(),
                owner.startNanos(),
                (int) owner.uid(),
                null,
                owner.comm() == null ? "" : owner.comm(),
                owner.executable(),
                owner.deleted(),
                owner.arguments(),
                scripts.scriptOf(owner.executable(), owner.arguments(), owner.cwd()),
                owner.cgroupId(),
                null,
                false,
                Attribution.LIMITED);
    }

    private void withUser(AppIdentity app, Once once) {
        var uid = Integer.toUnsignedLong(app.uid());
        var known = users.known(uid);
        if (known != null) {
            once.found(named(app, known));
            return;
        }
        once.giveUpLater();
        once.fallback = app;
        try {
            blocking.execute(() -> {
                var name = users.lookUp(uid);
                once.channel.eventLoop().execute(() -> once.found(named(app, name)));
            });
        } catch (RejectedExecutionException e) {
            once.found(app);
        }
    }

    private static AppIdentity named(AppIdentity app, String user) {
        return user.isEmpty()
                ? app
                : new AppIdentity(
                        app.pid(),
                        app.startNanos(),
                        app.uid(),
                        user,
                        app.comm(),
                        app.executable(),
                        app.deleted(),
                        app.arguments(),
                        app.script(),
                        app.cgroupId(),
                        app.appId(),
                        app.sourceBound(),
                        app.attribution());
    }

    /** The first answer counts. On the channel's loop. */
    private static final class Once {
        private final EpollSocketChannel channel;
        private @Nullable Consumer<AppIdentity> found;
        private AppIdentity fallback = AppIdentity.UNKNOWN;
        private java.util.concurrent.@Nullable Future<?> patience;

        Once(EpollSocketChannel channel, Consumer<AppIdentity> found) {
            this.channel = channel;
            this.found = found;
        }

        void giveUpLater() {
            if (patience == null) {
                patience = channel.eventLoop().schedule(() -> found(fallback), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        void found(AppIdentity app) {
            var callback = found;
            if (callback != null) {
                found = null;
                if (patience != null) {
                    patience.cancel(false);
                }
                callback.accept(app);
            }
        }
    }
}
