package org.weir.ui.screen.flows.detail;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowTls;
import org.weir.ui.screen.Desk;

/** Words of the TLS tab that depend on values. */
final class TlsTexts {
    /** From here on days say more than hours. */
    private static final long DAYS = 2;

    /** From here on years do. */
    private static final long YEARS = 2;

    private static final long DAYS_A_YEAR = 365;

    private TlsTexts() {}

    /** Why something is not there. */
    static String missing(Desk desk, @Nullable String word) {
        var key = "tls.missing." + word;
        return desk.text(desk.texts().has(key) ? key : "tls.missing.unknown");
    }

    /** From when to when, and how that stands now. */
    static String validity(Desk desk, FlowTls.Certificate certificate, long now) {
        var formats = desk.texts().formats();
        var from = formats.dayAndTime(certificate.notBeforeMs());
        var to = formats.dayAndTime(certificate.notAfterMs());
        if (now < certificate.notBeforeMs()) {
            return desk.text("tls.early", time(desk, certificate.notBeforeMs() - now), from, to);
        }
        return now > certificate.notAfterMs()
                ? desk.text("tls.expired", time(desk, now - certificate.notAfterMs()), from, to)
                : desk.text("tls.valid", time(desk, certificate.notAfterMs() - now), from, to);
    }

    private static String time(Desk desk, long millis) {
        var days = TimeUnit.MILLISECONDS.toDays(millis);
        if (days >= YEARS * DAYS_A_YEAR) {
            return desk.text("tls.years", days / DAYS_A_YEAR);
        }
        return days >= DAYS
                ? desk.text("tls.days", days)
                : desk.texts().formats().duration(millis);
    }
}
