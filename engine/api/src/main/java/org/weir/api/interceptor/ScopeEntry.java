package org.weir.api.interceptor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of the capture scope (docs/protocol.md, capture.apply): the first entry that matches a new connection decides,
 * no match is "not captured". Within one field any of its values, between fields all; an empty list is "any" and is not
 * sent.
 *
 * @param uids user ids, unsigned 32 bit
 * @param cgroups paths in the cgroup v2 tree; the group and everything below it
 */
public record ScopeEntry(
        Action action,
        Protocol protocol,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Ports> ports,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> cidrs,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Long> uids,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<App> apps,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> cgroups) {
    /** Entries in one scope. */
    public static final int MAX_ENTRIES = 256;

    public static final int MAX_PORTS = 8;
    public static final int MAX_CIDRS = 8;
    public static final int MAX_UIDS = 8;
    public static final int MAX_APPS = 8;
    public static final int MAX_CGROUPS = 4;

    /** Bytes (UTF-8) of one app's path or name pattern. */
    public static final int MAX_APP_BYTES = 127;

    /** Bytes (UTF-8) of one cgroup path. */
    public static final int MAX_CGROUP_BYTES = 255;

    /** What happens to the connections that match. */
    public enum Action {
        @JsonProperty("include")
        INCLUDE,
        @JsonProperty("exclude")
        EXCLUDE,
        /** Their sender gets EPERM. UDP only, and only for an interceptor with {@link InterceptorMessages#CAN_REFUSE}. */
        @JsonProperty("refuse")
        REFUSE
    }

    /** Transport protocols that can be captured. */
    public enum Protocol {
        @JsonProperty("tcp")
        TCP,
        @JsonProperty("udp")
        UDP,
        @JsonProperty("any")
        ANY
    }

    /** Destination ports, 0 to 65535, both ends included. */
    public record Ports(int from, int to) {
        public Ports {
            if (from < 0 || to > 65_535 || from > to) {
                throw new IllegalArgumentException("ports " + from + " to " + to);
            }
        }
    }

    /** One of the two: a glob on the executable's full path, or one on its base name. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record App(@Nullable String path, @Nullable String name) {
        public App {
            if ((path == null) == (name == null)) {
                throw new IllegalArgumentException("an app is either a path or a name");
            }
        }

        public static App path(String glob) {
            return new App(glob, null);
        }

        public static App name(String glob) {
            return new App(null, glob);
        }
    }

    public ScopeEntry {
        Objects.requireNonNull(action, "action");
        protocol = protocol == null ? Protocol.ANY : protocol;
        if (action == Action.REFUSE && protocol != Protocol.UDP) {
            throw new IllegalArgumentException("only UDP can be refused");
        }
        ports = ports == null ? List.of() : List.copyOf(ports);
        cidrs = cidrs == null ? List.of() : List.copyOf(cidrs);
        uids = uids == null ? List.of() : List.copyOf(uids);
        apps = apps == null ? List.of() : List.copyOf(apps);
        cgroups = cgroups == null ? List.of() : List.copyOf(cgroups);
    }

    /** Captures every TCP connection that no entry before it excluded. */
    public static ScopeEntry includeTcp() {
        return new ScopeEntry(Action.INCLUDE, Protocol.TCP, List.of(), List.of(), List.of(), List.of(), List.of());
    }
}
