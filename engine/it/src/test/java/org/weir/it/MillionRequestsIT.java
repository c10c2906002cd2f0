package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.Resident;

/** A million requests over one connection, or as many as fit into the test's time, which is printed. */
class MillionRequestsIT extends MemoryLab {
    private static final int REQUESTS = 1_000_000;

    @Test
    void aMillionRequestsOnOneConnection() throws Exception {
        for (var version : List.of("--h1", "--npn-list=h2")) {
            var before = Resident.kib(engine());
            Resident.forgetPeak(engine());
            var trial = load(version, 20_000);
            var affordable = (long) (trial.rate() * (version.equals("--h1") ? 22 : 12));
            var requests = Math.min(REQUESTS, affordable);
            var loaded = load(version, requests);
            System.out.printf(
                    "%s, one connection: %d requests, %.0f a second: %s%n",
                    version, loaded.succeeded(), loaded.rate(), memory(before));
            assertThat(loaded.succeeded()).isEqualTo(requests);
            assertThat(Resident.peakKib(engine()) - before).isLessThan(STREAMING_KIB);
        }
    }

    private record Load(long succeeded, double rate) {}

    private Load load(String version, long requests) {
        // It checks no certificates.
        var ran = inspecting
                .lab()
                .run(LIMIT, "h2load", version, "-n", "" + requests, "-c", "1", "-m", "50", "https://web.lab.test/quiet")
                .orThrow();
        return new Load(
                Long.parseLong(found(ran.text(), "(\\d+) succeeded")),
                Double.parseDouble(found(ran.text(), "([0-9.]+) req/s")));
    }

    private static String found(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
