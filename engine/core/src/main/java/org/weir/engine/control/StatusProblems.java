package org.weir.engine.control;

import java.util.List;
import java.util.Optional;
import org.weir.api.control.Check;
import org.weir.api.control.Rules;
import org.weir.api.control.Status;
import org.weir.engine.intercept.Capture;

/** Pure functions: what state is it, in our words, and what should the user know. */
final class StatusProblems {
    private StatusProblems() {}

    static Status.State state(Capture.Status capture, Rules.Listing rules, List<Check> problems) {
        if (!capture.wanted()) {
            return capture.paused() ? Status.State.PAUSED : Status.State.OFF;
        }
        if (!capture.connected()) {
            return Status.State.CANNOT_INTERCEPT;
        }
        return switch (capture.state()) {
            case "capturing" ->
                capture.attribution().equals("limited")
                                || problems.stream()
                                        .anyMatch(check -> check.severity().equals(Check.ERROR))
                        ? Status.State.DEGRADED
                        : inspects(rules) ? Status.State.INSPECTING : Status.State.OBSERVING;
            // The guard refuses connections: whatever else this is, it is not passing through.
            case "guarding" -> Status.State.DEGRADED;
            default -> Status.State.PASSING_THROUGH;
        };
    }

    private static boolean inspects(Rules.Listing rules) {
        return rules.rules().stream()
                .anyMatch(rule -> rule.enabled() && rule.action().equals("inspect"));
    }

    /** What is wrong with the capture, if anything is. */
    static Optional<Check> ofCapture(Capture.Status capture) {
        if (capture.state().equals("guarding")) {
            return Optional.of(Check.error(
                    "guard",
                    "The guard of mode closed refuses connections",
                    capture.reason(),
                    capture.connected() ? "weir off" : "sudo weir-interceptor reset"));
        }
        if (!capture.wanted()) {
            return Optional.empty();
        }
        if (!capture.connected()) {
            return Optional.of(Check.error(
                    "interceptor",
                    "The interceptor is not connected; traffic goes direct",
                    capture.reason(),
                    "start weir-interceptor"));
        }
        if (!capture.state().equals("capturing")) {
            return Optional.of(Check.warning(
                    "interceptor",
                    "The interceptor is connected, but new connections go direct",
                    ("state: " + capture.state() + "; " + capture.reason()).strip(),
                    "weir on"));
        }
        if (capture.attribution().equals("limited")) {
            return Optional.of(Check.warning(
                    "attribution",
                    "Apps can only be named with a delay; short-lived ones may stay unknown",
                    capture.reason(),
                    null));
        }
        return Optional.empty();
    }

    static Optional<Check> ofRules(Rules.Listing listing) {
        return listing.problems().isEmpty()
                ? Optional.empty()
                : Optional.of(Check.warning(
                        "rules-file",
                        "The rules file has an error; the last good rules stay in force",
                        String.join("; ", listing.problems()),
                        "weir rules list"));
    }
}
