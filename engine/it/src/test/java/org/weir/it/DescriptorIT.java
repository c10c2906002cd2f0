package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Probe;
import org.weir.testkit.lab.Weir;

/** An engine that may open 256 descriptors meets 1,000 connections: no crash, the excess direct or refused, and it recovers. */
class DescriptorIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Opens 1,000 connections, uses each once, keeps them, says how many worked, and leaves. */
    private static final String CROWD = """
            import resource, socket, time
            resource.setrlimit(resource.RLIMIT_NOFILE, (2000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
            good, bad, kept = 0, {}, []
            for i in range(1000):
                try:
                    c = socket.socket(socket.AF_INET6 if i % 2 else socket.AF_INET)
                    c.settimeout(10)
                    c.connect(('2001:db8:2::20' if i % 2 else '198.51.100.20', 7))
                    c.sendall(b'12345678')
                    if len(c.recv(8)) == 0:
                        raise OSError('ended')
                    kept.append(c)
                    good += 1
                except OSError as e:
                    bad[type(e).__name__ + ' ' + str(e)] = bad.get(str(e), 0) + 1
            print(good, bad, flush=True)
            """;

    @Test
    void theExcessGoesDirectAndTheEngineRecovers() {
        var lab = Lab.up("few");
        Weir weir = null;
        try {
            weir = Weir.capturing(lab, EngineOptions.defaults().withDescriptors(256));
            var crowd = lab.run(Duration.ofMinutes(3), "/usr/bin/python3", "-c", CROWD)
                    .orThrow();
            System.out.println("256 descriptors, 1,000 connections: worked, failed: " + crowd.text());
            assertThat(weir.engine().isAlive()).as(weir.log("engine")).isTrue();
            // More than the engine could carry itself, so the rest went direct; what failed did so cleanly.
            assertThat(Integer.parseInt(crowd.text().split(" ")[0])).isGreaterThan(900);
            assertThat(crowd.text()).doesNotContain("Timeout");
            try (var probe = Probe.start(lab, Duration.ofMillis(50))) {
                probe.await(System.nanoTime(), SOON, attempt -> attempt.result().equals("captured"));
            }
            weir.awaitInterceptor("capturing", SOON);
            assertThat(List.of(weir.log("engine").split("\n"))).noneMatch(line -> line.contains("OutOfMemory"));
        } finally {
            if (weir != null) {
                weir.close();
            }
            lab.close();
        }
    }
}
