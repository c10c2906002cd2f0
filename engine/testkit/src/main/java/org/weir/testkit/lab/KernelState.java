package org.weir.testkit.lab;

import java.time.Duration;
import java.util.List;

/**
 * What of the kernel's network state an interceptor might change, as text that can be compared: other tools' tables
 * included, so that before and after must be equal line for line.
 *
 * @param tables {@code nft list ruleset} without counters' values
 * @param rules policy routing rules of both families
 * @param routes routes of all tables of both families
 * @param sysctls the network settings that such tools are known to change
 */
public record KernelState(String tables, String rules, String routes, String sysctls) {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    static KernelState of(String namespace) {
        return new KernelState(
                in(namespace, "nft -s list ruleset"),
                in(namespace, "ip rule; ip -6 rule"),
                in(
                        namespace,
                        "for f in -4 -6; do ip $f route show table all | grep -v '^multicast\\|expires' | sort; done"),
                in(
                        namespace,
                        "cd /proc/sys/net; for f in ipv4/ip_forward ipv4/conf/*/rp_filter ipv4/conf/*/route_localnet"
                                + " ipv4/tcp_fwmark_accept ipv4/fwmark_reflect ipv4/conf/*/src_valid_mark"
                                + " ipv6/conf/*/forwarding; do [ -e $f ] && echo $f=$(cat $f); done"));
    }

    /** Whether anything carries Weir's names or numbers (docs/architecture.md). */
    public boolean hasTraces() {
        return tables.contains("weir") || rules.contains("7769") || routes.contains("7769");
    }

    private static String in(String namespace, String command) {
        return Program.run(LIMIT, List.of("nsenter", "--net=/run/netns/" + namespace, "--", "sh", "-c", command))
                .text();
    }
}
