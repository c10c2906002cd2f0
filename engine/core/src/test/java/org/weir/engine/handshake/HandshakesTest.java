package org.weir.engine.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.TlsAlert;
import org.weir.engine.inspect.tls.Pki;

/** What is kept of handshakes, and that it does not grow. */
class HandshakesTest {
    private static X509Certificate one;
    private static X509Certificate other;

    @BeforeAll
    static void certificates() throws Exception {
        one = Pki.selfSigned("one.test").certificate();
        other = Pki.selfSigned("other.test").certificate();
    }

    private static Flow flow(long id) {
        return new Flow(
                id,
                Instant.EPOCH,
                new InetSocketAddress("203.0.113.2", 40_000),
                new InetSocketAddress("192.0.2.10", 443),
                AppIdentity.UNKNOWN);
    }

    private static TlsAlert alert(TlsAlert.Sender from, int code) {
        return new TlsAlert(from, TlsAlert.FATAL, code, true);
    }

    @Test
    void everythingOfAFlowIsKept() {
        var all = new Handshakes();
        all.offered(flow(1), new byte[] {1, 2, 3});
        all.serverShowed(flow(1), List.of(one), "a doubt", List.of("one.test"));
        all.presented(flow(1), List.of(other));
        all.alerted(flow(1), alert(TlsAlert.Sender.APP, 48));
        all.alerted(flow(1), alert(TlsAlert.Sender.WEIR, 80));
        var seen = all.of(1).orElseThrow();
        assertThat(seen.hello()).containsExactly(1, 2, 3);
        assertThat(seen.server().certificates()).hasSize(1);
        assertThat(seen.doubt()).isEqualTo("a doubt");
        assertThat(seen.names()).containsExactly("one.test");
        assertThat(seen.presented().certificates()).hasSize(1);
        assertThat(seen.alert().code()).as("the first one").isEqualTo(48);
        assertThat(all.of(2)).isEmpty();
        assertThat(all.forgotten(1)).isFalse();
    }

    @Test
    void flowsOfOneServerShareItsCertificates() throws Exception {
        var all = new Handshakes();
        for (var id = 1; id <= 100; id++) {
            all.offered(flow(id), new byte[100]);
            all.serverShowed(flow(id), List.of(one), null, List.of("one.test"));
            all.presented(flow(id), List.of(other));
        }
        var hellos = 100L * (Handshakes.ENTRY + 100);
        assertThat(all.bytes() - hellos).isLessThan(2L * (one.getEncoded().length + other.getEncoded().length + 600));
        assertThat(all.of(1).orElseThrow().server())
                .isSameAs(all.of(100).orElseThrow().server());
        assertThat(all.of(1).orElseThrow().presented())
                .isSameAs(all.of(100).orElseThrow().presented());
    }

    @Test
    void theOldestGoFirstAndTakeTheirCertificatesAlong() {
        var all = new Handshakes(20_000);
        all.offered(flow(1), new byte[1_000]);
        all.serverShowed(flow(1), List.of(one), null, List.of("one.test"));
        var id = 2;
        while (all.of(1).isPresent()) {
            all.offered(flow(id++), new byte[1_000]);
            assertThat(all.bytes()).isLessThanOrEqualTo(20_000);
            assertThat(id).isLessThan(30);
        }
        assertThat(all.forgotten(1)).isTrue();
        assertThat(all.forgotten(id)).isFalse();
        assertThat(all.of(id - 1)).isPresent();
        assertThat(all.bytes() % (Handshakes.ENTRY + 1_000)).as("hellos only").isZero();
        // Too late: nothing is kept, and nothing is counted.
        var before = all.bytes();
        all.serverShowed(flow(1), List.of(one), null, List.of("one.test"));
        all.presented(flow(1), List.of(other));
        all.alerted(flow(1), alert(TlsAlert.Sender.APP, 48));
        assertThat(all.of(1)).isEmpty();
        assertThat(all.bytes()).isEqualTo(before);
    }

    @Test
    void aHelloLargerThanEverythingIsNotKept() {
        var all = new Handshakes(500);
        all.offered(flow(1), new byte[1_000]);
        assertThat(all.of(1)).isEmpty();
        assertThat(all.bytes()).isZero();
    }

    @Test
    void manyAtOnceNeitherLoseCountNorGrow() throws Exception {
        var all = new Handshakes(100_000);
        var work = new ArrayList<Callable<Void>>();
        for (var thread = 0; thread < 4; thread++) {
            var first = thread;
            work.add(() -> {
                for (var id = first; id < 20_000; id += 4) {
                    all.offered(flow(id), new byte[id % 1_000]);
                    all.serverShowed(flow(id), List.of(id % 3 == 0 ? one : other), null, List.of());
                    all.presented(flow(id), List.of(id % 2 == 0 ? one : other));
                    all.serverShowed(flow(id), List.of(one), null, List.of());
                }
                return null;
            });
        }
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }
        assertThat(all.bytes()).isBetween(50_000L, 100_000L);
        var left = 0L;
        for (var id = 0; id < 20_000; id++) {
            left += all.of(id).map(Handshakes.Seen::size).orElse(0);
        }
        assertThat(all.bytes() - left).as("chains").isBetween(0L, 4_096L);
        all.offered(flow(30_000), new byte[99_700]);
        assertThat(all.bytes()).as("what is counted is there").isEqualTo(Handshakes.ENTRY + 99_700L);
    }
}
