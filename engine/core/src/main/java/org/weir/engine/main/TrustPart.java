package org.weir.engine.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Check;
import org.weir.engine.control.MethodGroup;
import org.weir.engine.trust.Authorities;
import org.weir.engine.trust.CaMethods;
import org.weir.engine.trust.CanaryServers;
import org.weir.engine.trust.LeafSource;
import org.weir.engine.trust.Leaves;

/** Puts the certificate authority and its leaves together. */
final class TrustPart implements AutoCloseable {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int MAX_HOST_NAME = 32;

    private final Authorities authorities;
    private final Leaves leaves;
    private final CanaryServers canaries;
    private final CaMethods methods;
    private final boolean kept;

    /** Reads and makes nothing yet. */
    TrustPart(@Nullable Path state, Clock clock) {
        var random = new SecureRandom();
        authorities = new Authorities(state == null ? null : state.resolve("ca"), hostName(), clock, random);
        leaves = new Leaves(authorities, clock, random, Threads.named("weir-leaves"));
        canaries = new CanaryServers(clock, random);
        methods = new CaMethods(authorities, canaries);
        kept = state != null;
    }

    LeafSource leaves() {
        return leaves;
    }

    MethodGroup methods() {
        return methods;
    }

    /** Reads or, at the very first start, makes the authority, in the background. */
    void start() {
        leaves.start();
    }

    @Override
    public void close() {
        canaries.close();
        leaves.close();
    }

    /** What the user should know, for status and doctor. */
    List<Check> problems() {
        if (!kept) {
            // Who starts an engine that remembers nothing knows what that means.
            return List.of();
        }
        var problem = authorities.problem();
        if (problem != null) {
            return List.of(Check.warning(
                    "ca",
                    "Nothing can be inspected; connections are passed through",
                    problem,
                    "weir trust rotate makes a new authority, which the stores then have to trust"));
        }
        return authorities.endsSoon()
                ? List.of(Check.warning("ca", "The certificate authority ends soon", "", "weir trust rotate"))
                : List.of();
    }

    /** Printable ASCII, for a certificate's subject. Not by DNS, which could keep the start waiting. */
    private static String hostName() {
        try {
            var name = Files.readString(HOST_NAME).strip().replaceAll("[^A-Za-z0-9._-]", "");
            return name.isEmpty() ? "this machine" : name.substring(0, Math.min(name.length(), MAX_HOST_NAME));
        } catch (IOException e) {
            return "this machine";
        }
    }
}
