package org.weir.engine.store;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowFilter;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.Flow;

/** A {@link FlowFilter}, checked and ready to ask (docs/protocol.md, section 4). Immutable. */
public final class FlowMatcher implements Predicate<Flow> {
    private static final int MAX_PATTERN = 1024;
    private static final Set<String> DECISIONS = Set.of("pass", "block", "inspect", "reroute");
    private static final Set<String> STATES = Set.of("open", "ended");

    /** Every flow. */
    public static final FlowMatcher ALL = new FlowMatcher(FlowFilter.ALL);

    private final FlowFilter filter;
    private final @Nullable Glob app;
    private final boolean appIsPath;
    private final @Nullable Glob host;
    private final @Nullable InetAddress address;

    /** @throws IllegalArgumentException with the field's name and what is wrong with it */
    public FlowMatcher(FlowFilter filter) {
        this.filter = filter;
        app = glob("app", filter.app());
        appIsPath = filter.app() != null && filter.app().indexOf('/') >= 0;
        host = glob("host", filter.host());
        address = address(filter.address());
        if (filter.port() != null && (filter.port() < 0 || filter.port() > 65_535)) {
            throw new IllegalArgumentException("filter.port: " + filter.port() + " is not from 0 to 65535");
        }
        oneOf("filter.decision", filter.decision(), DECISIONS);
        oneOf("filter.state", filter.state(), STATES);
    }

    @Override
    public boolean test(Flow flow) {
        return (filter.sinceId() == null || flow.id() > filter.sinceId())
                && (filter.beforeId() == null || flow.id() < filter.beforeId())
                && (filter.state() == null || filter.state().equals(flow.ended() ? "ended" : "open"))
                && (filter.port() == null || flow.destination().getPort() == filter.port())
                && (address == null || address.equals(flow.destination().getAddress()))
                && decisionMatches(flow)
                && userMatches(flow.app())
                && hostMatches(flow)
                && appMatches(flow.app());
    }

    private boolean decisionMatches(Flow flow) {
        if (filter.decision() == null) {
            return true;
        }
        var decision = flow.decision();
        return decision != null && decision.word().equals(filter.decision());
    }

    private boolean userMatches(AppIdentity identity) {
        return filter.user() == null
                || filter.user().equals(identity.user())
                || (identity.uid() >= 0 && filter.user().equals(Integer.toString(identity.uid())));
    }

    private boolean hostMatches(Flow flow) {
        if (host == null) {
            return true;
        }
        var name = flow.sniffed().host();
        return name != null && host.matches(name);
    }

    private boolean appMatches(AppIdentity identity) {
        if (app == null) {
            return true;
        }
        if (appIsPath) {
            return (identity.executable() != null && app.matches(identity.executable()))
                    || (identity.script() != null && app.matches(identity.script()));
        }
        return app.matches(identity.name())
                || (identity.executable() != null && app.matches(baseName(identity.executable())));
    }

    private static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static @Nullable Glob glob(String field, @Nullable String pattern) {
        if (pattern == null) {
            return null;
        }
        if (pattern.isEmpty() || pattern.length() > MAX_PATTERN) {
            throw new IllegalArgumentException("filter." + field + ": must have 1 to " + MAX_PATTERN + " characters");
        }
        return new Glob(pattern);
    }

    private static @Nullable InetAddress address(@Nullable String text) {
        if (text == null) {
            return null;
        }
        // Never InetAddress.getByName: a name would be asked of the network.
        var bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            throw new IllegalArgumentException("filter.address: '" + text + "' is no IPv4 or IPv6 address");
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("filter.address: '" + text + "' is no IPv4 or IPv6 address", e);
        }
    }

    private static void oneOf(String field, @Nullable String value, Set<String> words) {
        if (value != null && !words.contains(value)) {
            throw new IllegalArgumentException(field + ": '" + value + "' is none of "
                    + String.join(", ", words.stream().sorted().toList()));
        }
    }
}
