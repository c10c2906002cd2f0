package org.weir.engine.control;

import org.weir.api.control.Check;
import org.weir.engine.intercept.Capture;

/** Doctor's questions about the interceptor. */
final class CaptureChecks {
    private final Capture capture;

    CaptureChecks(Capture capture) {
        this.capture = capture;
    }

    Check interceptor() {
        var now = capture.status();
        var detail = "state: " + now.state() + (now.reason().isEmpty() ? "" : "; " + now.reason());
        if (!now.connected()) {
            var fix = "start weir-interceptor; while it is missing, traffic goes direct";
            return now.wanted()
                    ? Check.error("interceptor", "The interceptor is not connected", now.reason(), fix)
                    : Check.warning(
                            "interceptor", "The interceptor is not connected (and not needed now)", now.reason(), fix);
        }
        if (!now.wanted()) {
            return Check.ok("interceptor", "The interceptor is connected; capture is " + unwanted(now), detail);
        }
        if (now.state().equals("capturing")) {
            return Check.ok(
                    "interceptor", "The interceptor is connected and capturing", "attribution: " + now.attribution());
        }
        return Check.warning(
                "interceptor", "The interceptor is connected, but new connections go direct", detail, "weir on");
    }

    private static String unwanted(Capture.Status now) {
        if (!now.paused()) {
            return "off, as you wished";
        }
        return "paused until " + (now.resumeAt() == null ? "the engine is started anew" : now.resumeAt());
    }

    Check attribution() {
        return switch (capture.status().attribution()) {
            case "full" -> Check.ok("attribution", "Every connection is named by the app that opened it", "");
            case "limited" ->
                Check.warning(
                        "attribution",
                        "Apps are looked up afterwards; short-lived ones may stay unknown",
                        "the kernel did not take our eBPF programs",
                        "start weir-interceptor as root, on a kernel with BTF (/sys/kernel/btf/vmlinux)");
            default -> Check.ok("attribution", "Not known while the interceptor is not connected", "");
        };
    }

    Check guard() {
        var now = capture.status();
        if (now.state().equals("guarding")) {
            return Check.error(
                    "guard",
                    "The guard of mode closed refuses connections",
                    now.reason(),
                    "weir off; or, without the engine: sudo weir-interceptor reset");
        }
        return Check.ok(
                "guard",
                "No guard refuses connections",
                "mode: " + now.mode().name().toLowerCase(java.util.Locale.ROOT));
    }

    Check repairs() {
        var notes = capture.status().notes();
        return notes.isEmpty()
                ? Check.ok("repairs", "Nobody tampered with the interception", "")
                : Check.warning("repairs", "The interceptor reported something", String.join("; ", notes), null);
    }
}
