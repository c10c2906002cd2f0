package org.weir.engine.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Check;

/** Doctor's questions about this process and this machine. */
final class MachineChecks {
    /** A flow needs two descriptors, four with splice; below this a busy browser alone can use them up. */
    private static final long FEW_DESCRIPTORS = 4_096;

    /** Rules and settings are kilobytes; below this something else is about to fail as well. */
    private static final long LITTLE_SPACE = 16L * 1024 * 1024;

    /** No machine's clock is right when it is before this program was written. */
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

    /** Programs (by their comm, 15 bytes) that also decide about every connection of the machine. */
    private static final Map<String, String> OTHERS = Map.of(
            "opensnitchd", "OpenSnitch",
            "portmaster-core", "Portmaster",
            "portmaster-star", "Portmaster",
            "mitmproxy_rs", "mitmproxy's local mode",
            "adguard-cli", "AdGuard",
            "redsocks", "redsocks",
            "clash", "Clash",
            "sing-box", "sing-box");

    private final ProcFiles proc;
    private final @Nullable Path state;
    private final Clock clock;

    MachineChecks(ProcFiles proc, @Nullable Path state, Clock clock) {
        this.proc = proc;
        this.state = state;
        this.clock = clock;
    }

    Check privileges() {
        var uid = proc.ownStatus("Uid").map(ids -> ids.split("\\s+")[1]).orElse("?");
        var effective = proc.ownStatus("CapEff").orElse("?");
        var none = effective.chars().allMatch(digit -> digit == '0');
        if (uid.equals("0") || !none) {
            return Check.error(
                    "privileges",
                    "The engine has privileges that it must not have",
                    "uid " + uid + ", CapEff " + effective,
                    "run weir-engine as its own user, without capabilities");
        }
        return Check.ok("privileges", "The engine runs without privileges", "uid " + uid + ", no capability");
    }

    Check descriptors() {
        var limit = proc.descriptorLimit();
        var detail = proc.openDescriptors() + " used of "
                + limit.map(String::valueOf).orElse("unlimited");
        return limit.isPresent() && limit.get() < FEW_DESCRIPTORS
                ? Check.warning(
                        "descriptors",
                        "Few descriptors: the excess of many connections will go direct",
                        detail,
                        "raise the limit of open files (LimitNOFILE=65536, or ulimit -n 65536)")
                : Check.ok("descriptors", "Enough descriptors", detail);
    }

    Check stateFolder() {
        if (state == null) {
            return Check.warning(
                    "state-folder",
                    "Nothing is remembered after a restart",
                    "the engine was started without a state folder",
                    "weir-engine --state DIR");
        }
        try {
            var probe = Files.createTempFile(state, ".doctor", null);
            Files.delete(probe);
            var left = Files.getFileStore(state).getUsableSpace();
            return left < LITTLE_SPACE
                    ? Check.warning(
                            "state-folder",
                            "The disk is nearly full; changed rules may not be kept",
                            left / 1024 + " KiB left at " + state,
                            "make room on that disk")
                    : Check.ok("state-folder", "Rules and settings can be kept", state.toString());
        } catch (IOException e) {
            return Check.error(
                    "state-folder",
                    "Rules and settings cannot be kept; those in memory stay in force",
                    state + ": " + e.getClass().getSimpleName() + " " + e.getMessage(),
                    "let the engine's user write to " + state);
        }
    }

    Check ipv6() {
        if (proc.listens("tcp6")) {
            return Check.ok("ipv6", "IPv6 is intercepted too", "");
        }
        return proc.listens("tcp") && proc.hasIpv6()
                ? Check.warning(
                        "ipv6",
                        "The machine has IPv6, but connections over it are not intercepted",
                        "the interceptor gave no IPv6 listener",
                        "look at the interceptor's log")
                : Check.ok("ipv6", "Nothing to intercept over IPv6 now", "");
    }

    Check clock() {
        var now = clock.instant();
        return now.isBefore(WRITTEN)
                ? Check.error(
                        "clock",
                        "The clock is wrong: certificates will not verify",
                        now.toString(),
                        "set the clock (timedatectl set-ntp true)")
                : Check.ok("clock", "The clock is plausible", now.toString());
    }

    Check otherTools() {
        var seen = proc.processNames().stream()
                .filter(OTHERS::containsKey)
                .map(OTHERS::get)
                .distinct()
                .toList();
        return seen.isEmpty()
                ? Check.ok("other-tools", "No other program known to redirect connections was seen", "")
                : Check.warning(
                        "other-tools",
                        "Another program decides about connections too",
                        String.join(", ", seen),
                        "if connections fail, use only one of the two at a time");
    }
}
