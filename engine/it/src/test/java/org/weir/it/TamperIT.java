package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.testkit.lab.KernelState;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Probe;
import org.weir.testkit.lab.Program;
import org.weir.testkit.lab.Weir;

/**
 * What other tools and the network do to us: flushed tables, deleted rules and routes, a link that goes and comes back, another
 * default route. Restored within 1 s or unaffected, and nobody else's tables are touched.
 */
class TamperIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration REPAIR_LIMIT = Duration.ofSeconds(1);
    /** Other tools' chains, in Docker's and a firewall's shape. */
    private static final String OTHERS = """
            nft -f - <<'NFT'
            table ip nat {
              chain PREROUTING { type nat hook prerouting priority dstnat; policy accept; fib daddr type local counter jump DOCKER; }
              chain OUTPUT { type nat hook output priority -100; policy accept; ip daddr != 127.0.0.0/8 fib daddr type local counter jump DOCKER; }
              chain POSTROUTING { type nat hook postrouting priority srcnat; policy accept; ip saddr 172.17.0.0/16 counter masquerade; }
              chain DOCKER { iifname "docker0" counter return; }
            }
            table inet filter {
              chain input { type filter hook input priority filter; policy accept; ct state established,related accept; }
              chain output { type filter hook output priority filter; policy accept; meta mark & 0x00ff0000 == 0x00080000 counter accept; }
            }
            NFT
            """;

    private Lab lab;
    private Weir weir;
    private Probe probe;

    @BeforeEach
    void start() {
        lab = Lab.up("tamper");
        weir = Weir.capturing(lab);
        probe = Probe.start(lab, Duration.ofMillis(25));
        probe.await(System.nanoTime(), SOON, attempt -> attempt.result().equals("captured"));
    }

    @AfterEach
    void stop() {
        if (probe != null) {
            probe.close();
        }
        if (weir != null) {
            weir.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nft flush ruleset",
                "ip rule del pref 7769",
                "ip -6 rule del pref 7769",
                "ip route flush table 7769",
                "ip -6 route flush table 7769",
                "nft delete table inet weir",
                "ip link set lo down; ip link set lo up",
            })
    void isRestoredOrUnaffectedWithinASecond(String tampering) {
        var before = lab.kernelState();
        var done = System.nanoTime();
        desktop(tampering);
        // Whether it may: deleting our table is refused by the kernel, and that is one of the two right outcomes.
        probe.await(done, SOON, attempt -> attempt.result().equals("captured"));
        await().atMost(SOON).untilAsserted(() -> assertThat(lab.kernelState()).isEqualTo(before));
        var restored = System.nanoTime();
        probe.await(restored, SOON, attempt -> attempt.result().equals("captured"));
        var late = probe.since(done + REPAIR_LIMIT.toNanos()).stream()
                .filter(attempt -> !attempt.result().equals("captured"))
                .toList();
        var trouble = probe.since(done).stream()
                .filter(attempt -> !attempt.result().equals("captured"))
                .mapToLong(attempt -> attempt.at() - done)
                .max();
        System.out.printf(
                "%s: %s%n",
                tampering,
                trouble.isPresent()
                        ? "last uncaptured connection began after " + trouble.getAsLong() / 1_000_000 + " ms"
                        : "unaffected");
        assertThat(late).isEmpty();
        // A second SYN leaves after one second; none of them may be lost for good.
        assertThat(probe.since(done)).noneMatch(Probe.Attempt::failed);
    }

    @Test
    void aLinkThatGoesDownAndComesBackIsCapturedAgain() {
        desktop("ip link set eth0 down");
        desktop("ip link set eth0 up; ip addr replace 2001:db8:1::2/64 dev eth0 nodad;"
                + "ip route replace default via 203.0.113.1; ip -6 route replace default via 2001:db8:1::1");
        var back = System.nanoTime();
        var captured = probe.await(back, SOON, attempt -> attempt.result().equals("captured"));
        System.out.printf(
                "link down, up: captured again after %d ms%n",
                Duration.ofNanos(captured.end() - back).toMillis());
        // The neighbour entries are gone with the link: the network itself needs a moment, without Weir too.
        assertThat(Duration.ofNanos(captured.end() - back)).isLessThan(Duration.ofSeconds(3));
        assertThat(lab.kernelState().hasTraces()).isTrue();
    }

    @Test
    void anotherDefaultRouteChangesNothingForTheCapture() {
        network("ip addr add 203.0.113.9/24 dev pc0");
        var changed = System.nanoTime();
        desktop("ip route replace default via 203.0.113.9");
        probe.await(changed, SOON, attempt -> attempt.result().equals("captured"));
        assertThat(probe.since(changed)).allMatch(attempt -> attempt.result().equals("captured"));
    }

    @Test
    void otherToolsTablesAreTheSameBeforeDuringAndAfter() {
        weir.stop(weir.engine());
        weir.stop(weir.interceptor());
        desktop(OTHERS);
        desktop(
                "ip rule add fwmark 0x80000/0xff0000 lookup 52 pref 5210; ip route add 198.51.100.0/24 via 203.0.113.1 table 52");
        var before = lab.kernelState();
        weir.startInterceptor();
        weir.startEngine(org.weir.testkit.lab.EngineOptions.defaults());
        probe.await(System.nanoTime(), SOON, attempt -> attempt.result().equals("captured"));
        assertThat(withoutOurs(lab.kernelState())).isEqualTo(before);
        weir.stop(weir.engine());
        weir.stop(weir.interceptor());
        assertThat(lab.kernelState()).isEqualTo(before);
    }

    /** The state with our own table, rule and route cut out: what is left must be other people's, unchanged. */
    private static KernelState withoutOurs(KernelState state) {
        var tables = state.tables()
                .replaceAll("(?ms)^table inet weir[^{]*\\{.*?^\\}\\n?", "")
                .strip();
        return new KernelState(tables, without(state.rules()), without(state.routes()), state.sysctls());
    }

    private static String without(String lines) {
        return String.join(
                "\n", lines.lines().filter(line -> !line.contains("7769")).toList());
    }

    private void desktop(String command) {
        in(lab.desktopNamespace(), command);
    }

    private void network(String command) {
        in(lab.networkNamespace(), command);
    }

    private static void in(String namespace, String command) {
        Program.run(Duration.ofSeconds(10), List.of("nsenter", "--net=/run/netns/" + namespace, "sh", "-c", command));
    }
}
