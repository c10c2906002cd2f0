package org.weir.engine.main;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weir.engine.intercept.Capture;

/**
 * The engine's arguments.
 *
 * @param interceptor path of interceptor.sock, or null: no transparent flows
 * @param control path of control.sock, or null
 * @param flows path of flows.sock, or null: no PROXY v2 flows
 * @param state state folder, or null: nothing is remembered
 * @param owners uids that may read and write on control.sock, besides root
 * @param flowPeer uid that may connect to flows.sock, besides root and ourselves; or null
 * @param capture on, off or last
 * @param keyLog whether the secrets of inspected TLS connections are written to the state folder
 * @param mode what happens to new connections when the engine is lost; null: as remembered
 */
public record Options(
        @Nullable String interceptor,
        @Nullable Path control,
        @Nullable Path flows,
        @Nullable Path state,
        List<Long> owners,
        @Nullable Long flowPeer,
        String capture,
        Capture.@Nullable LossMode mode,
        @Nullable String logLevel,
        boolean keyLog,
        boolean allowRoot,
        boolean help) {

    public static final String USAGE = """
            usage: weir-engine [options]
              --interceptor PATH     socket of weir-interceptor
              --control PATH         socket for weir and the desktop UI
              --flows PATH           socket for PROXY v2 flows
              --state DIR            where rules and the wish are kept; without it nothing is remembered
              --owner-uid N          user who may control the engine besides root; may be repeated
              --flow-peer-uid N      user who may bring PROXY v2 flows besides root and the engine's own
              --capture on|off|last  capture at start (default last: as it was, off the first time)
              --mode open|hold|closed  new connections when the engine is lost (default: as it was, open the first time)
              --log-level LEVEL      error, warn, info, debug or trace
              --key-log              write the secrets of inspected TLS connections to tls-keys.log in the state folder: whoever
                                     reads that file can decrypt what was recorded of them
              --allow-root           run as root although the engine reads hostile bytes
              --help""";

    private static final Set<String> CAPTURES = Set.of("on", "off", "last");
    private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug", "trace");

    public Options {
        owners = List.copyOf(owners);
    }

    /** @throws IllegalArgumentException with words for the user */
    public static Options parse(String[] args) {
        var builder = new Builder();
        var left = new ArrayDeque<>(List.of(args));
        while (!left.isEmpty()) {
            builder.take(left.pop(), left);
        }
        return builder.build();
    }

    /** Gathers the arguments. */
    private static final class Builder {
        private @Nullable String interceptor;
        private @Nullable Path control;
        private @Nullable Path flows;
        private @Nullable Path state;
        private final List<Long> owners = new ArrayList<>();
        private @Nullable Long flowPeer;
        private String capture = "last";
        private Capture.@Nullable LossMode mode;
        private @Nullable String logLevel;
        private boolean keyLog;
        private boolean allowRoot;
        private boolean help;

        void take(String name, ArrayDeque<String> left) {
            switch (name) {
                case "--help", "-h" -> help = true;
                case "--key-log" -> keyLog = true;
                case "--allow-root" -> allowRoot = true;
                case "--interceptor" -> interceptor = value(name, left);
                case "--control" -> control = Path.of(value(name, left));
                case "--flows" -> flows = Path.of(value(name, left));
                case "--state" -> state = Path.of(value(name, left));
                case "--owner-uid" -> owners.add(uid(name, value(name, left)));
                case "--flow-peer-uid" -> flowPeer = uid(name, value(name, left));
                case "--capture" -> capture = oneOf(name, value(name, left), CAPTURES);
                case "--mode" ->
                    mode = Capture.LossMode.valueOf(oneOf(name, value(name, left), Set.of("open", "hold", "closed"))
                            .toUpperCase(Locale.ROOT));
                case "--log-level" -> logLevel = oneOf(name, value(name, left), LEVELS);
                default -> throw new IllegalArgumentException("unknown argument " + name);
            }
        }

        Options build() {
            if (keyLog && state == null && !help) {
                throw new IllegalArgumentException("--key-log needs --state");
            }
            return new Options(
                    interceptor,
                    control,
                    flows,
                    state,
                    owners,
                    flowPeer,
                    capture,
                    mode,
                    logLevel,
                    keyLog,
                    allowRoot,
                    help);
        }

        private static String value(String name, ArrayDeque<String> left) {
            if (left.isEmpty()) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            return left.pop();
        }

        private static String oneOf(String name, String value, Set<String> words) {
            if (!words.contains(value)) {
                throw new IllegalArgumentException(name + " is one of "
                        + String.join(", ", words.stream().sorted().toList()));
            }
            return value;
        }

        private static long uid(String name, String value) {
            try {
                return Integer.toUnsignedLong(Integer.parseUnsignedInt(value));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(name + " needs a user's number, not " + value, e);
            }
        }
    }
}
