package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Program;
import org.weir.testkit.lab.Weir;

/** Sockets with another tool's mark, and another tool's nat chains, behave the same with and without us. */
class ForeignIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Marks its own socket like a VPN client, connects, and says whether the origin saw its own port. */
    private static final String MARKED = """
            import socket, sys
            client = socket.socket(socket.AF_INET if ':' not in sys.argv[2] else socket.AF_INET6)
            client.setsockopt(socket.SOL_SOCKET, 36, int(sys.argv[1], 16))
            client.settimeout(10)
            client.connect((sys.argv[2], int(sys.argv[3])))
            mark = client.getsockopt(socket.SOL_SOCKET, 36)
            client.sendall(b'who am I\\n')
            port = int(client.recv(200).split()[1])
            print('direct' if port == client.getsockname()[1] else 'captured', hex(mark))
            """;

    private Lab lab;

    @BeforeEach
    void start() {
        lab = Lab.up("foreign");
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void markedSocketsGoDirectWithTheirMarkUntouched() {
        var without = marked();
        try (var weir = Weir.capturing(lab)) {
            assertThat(marked()).isEqualTo(without);
            assertThat(run("0x0", "198.51.100.20", 8007)).startsWith("captured");
            assertThat(weir.engine().isAlive()).isTrue();
        }
        assertThat(marked()).isEqualTo(without);
    }

    /** Tailscale's bypass mark, Mullvad's, WireGuard's usual one, and one low bit: both families. */
    private List<String> marked() {
        var seen = new ArrayList<String>();
        for (var mark : List.of("0x80000", "0x6d6f6c65", "0xca6c", "0x1")) {
            for (var address : List.of("198.51.100.20", "2001:db8:2::20")) {
                seen.add(mark + " " + address + " " + run(mark, address, 8007));
            }
        }
        return seen;
    }

    @Test
    void aPolicyRouteForAForeignMarkIsStillFollowed() {
        // The marked socket's own table leads nowhere: that it fails, and how, must not change.
        desktop("ip rule add fwmark 0x80000/0xff0000 lookup 52 pref 5210; ip route add unreachable default table 52");
        var without = run("0x80000", "198.51.100.20", 8007);
        assertThat(without).contains("No route to host");
        var weir = Weir.capturing(lab);
        try {
            assertThat(run("0x80000", "198.51.100.20", 8007)).isEqualTo(without);
        } finally {
            weir.close();
        }
    }

    @Test
    void dockerLikeDestinationNatWorksTheSame() {
        // A "published port": 192.0.2.200:8080 is nobody's address, the nat chain leads it to the origin.
        desktop("""
                nft -f - <<'NFT'
                table ip nat {
                  chain OUTPUT { type nat hook output priority -100; policy accept; ip daddr 192.0.2.200 tcp dport 8080 counter dnat to 192.0.2.14:80; }
                  chain POSTROUTING { type nat hook postrouting priority srcnat; policy accept; ip saddr 172.17.0.0/16 masquerade; }
                }
                NFT""");
        var without = curl();
        assertThat(without).isEqualTo("hello from the lab");
        var weir = Weir.capturing(lab);
        try {
            assertThat(curl()).isEqualTo(without);
        } finally {
            weir.close();
        }
        assertThat(curl()).isEqualTo(without);
    }

    private String curl() {
        return lab.run(LIMIT, "curl", "-sS", "-m", "5", "http://192.0.2.200:8080/")
                .text();
    }

    private String run(String mark, String address, int port) {
        var ran = lab.run(LIMIT, "/usr/bin/python3", "-c", MARKED, mark, address, Integer.toString(port));
        return ran.status() == 0
                ? ran.text()
                : ran.errors().lines().reduce((first, last) -> last).orElse("");
    }

    private void desktop(String command) {
        Program.run(LIMIT, List.of("nsenter", "--net=/run/netns/" + lab.desktopNamespace(), "sh", "-c", command))
                .orThrow();
    }
}
