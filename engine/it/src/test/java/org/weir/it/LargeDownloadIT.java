package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.Resident;

/** A body larger than any memory streams through: 10 GiB, or as much of it as fits into the test's time, which is printed. */
class LargeDownloadIT extends MemoryLab {
    @Test
    void aDownloadLargerThanAnyMemory() throws Exception {
        for (var version : List.of("--http1.1", "--http2")) {
            var seconds = version.equals("--http1.1") ? 30 : 12;
            var before = Resident.kib(engine());
            Resident.forgetPeak(engine());
            var ran = inspecting
                    .lab()
                    .run(
                            LIMIT,
                            "curl",
                            "-sS",
                            version,
                            "--max-time",
                            "" + seconds,
                            "--cacert",
                            inspecting.ours().toString(),
                            "-o",
                            "/dev/null",
                            "-w",
                            "%{size_download} %{time_total}",
                            "https://web.lab.test/huge");
            // 28: the time was over first.
            assertThat(ran.status()).as(ran.errors()).isIn(0, 28);
            var words = ran.text().split(" ");
            System.out.printf(
                    "download %s: %.1f of %.1f GiB in %s s: %s%n",
                    version,
                    Double.parseDouble(words[0]) / (1 << 30),
                    (double) HUGE / (1 << 30),
                    words[1],
                    memory(before));
            assertThat(Long.parseLong(words[0])).isGreaterThan(2 * STREAMING_KIB * 1024);
            assertThat(Resident.peakKib(engine()) - before).isLessThan(STREAMING_KIB);
        }
        var flow = inspecting.flows("curl", "web.lab.test").getFirst();
        assertThat(Inspecting.inspection(flow)).isEqualTo("inspected");
    }
}
