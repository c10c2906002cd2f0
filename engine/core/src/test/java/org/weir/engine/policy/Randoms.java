package org.weir.engine.policy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.weir.api.control.Rule;
import org.weir.engine.app.Interpreters;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;

/** Rules and questions from small sets of values, so that they meet often. */
final class Randoms {
    /** u is 1000, v is 1001, ghost is nobody. */
    static final UserLookup USERS = name -> switch (name) {
        case "u" -> OptionalLong.of(1000);
        case "v" -> OptionalLong.of(1001);
        default -> OptionalLong.empty();
    };

    private static final List<String> APPS = List.of(
            "curl",
            "x.py",
            "python3",
            "python3*",
            "*",
            "c*l",
            "/usr/bin/curl",
            "/usr/bin/*",
            "/home/u/x.py",
            "/opt/*/curl",
            "?url",
            "java",
            "*.py",
            "/usr/bin/python3.11",
            "wget",
            "org.x.Main");
    private static final List<String> USER_TEXTS = List.of("u", "v", "ghost", "1000", "1001", "0");
    private static final List<String> DOMAINS =
            List.of("web.lab.test", "*.lab.test", "lab.test", "*", "*.test", "192.0.2.10");
    private static final List<String> CIDRS = List.of(
            "192.0.2.0/24",
            "192.0.2.10",
            "0.0.0.0/0",
            "::/0",
            "2001:db8::/32",
            "2001:db8::10",
            "10.0.0.0/8",
            "::/64",
            "2001:db8::/65");
    private static final List<String> PORTS = List.of("443", "80,443", "1-1023", "8000-8100", "1-65535");
    private static final List<String> PROTOCOLS = List.of("tcp", "tls", "http", "ssh", "unknown");
    private static final List<String> EXECUTABLES =
            List.of("/usr/bin/curl", "/opt/a/curl", "/usr/bin/python3.11", "/usr/bin/java", "/usr/bin/wget");
    private static final List<String> HOSTS =
            List.of("web.lab.test", "a.b.lab.test", "lab.test", "x.test", "192.0.2.10");
    private static final List<String> ADDRESSES =
            List.of("192.0.2.10", "192.0.2.11", "10.1.2.3", "2001:db8::10", "2001:db9::1", "::1");

    private final Random random;

    Randoms(long seed) {
        random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String maybe(List<String> of, int percent) {
        return random.nextInt(100) < percent ? one(of) : null;
    }

    Rule rule(String id) {
        var action = random.nextInt(3) > 0 ? "pass" : one(List.of("block", "inspect", "reroute"));
        return new Rule(
                id,
                random.nextInt(10) > 0,
                maybe(APPS, 50),
                maybe(USER_TEXTS, 30),
                maybe(DOMAINS, 20),
                maybe(CIDRS, 30),
                maybe(PORTS, 30),
                maybe(PROTOCOLS, 20),
                action,
                action.equals("reroute") ? "proxy.test:3128" : null,
                null);
    }

    List<Rule> rules(int count) {
        var rules = new ArrayList<Rule>();
        for (var i = 1; i <= count; i++) {
            rules.add(rule("r" + i));
        }
        return rules;
    }

    /** An app as the Linux interceptor names it: with a script only where {@link Interpreters} finds one. */
    AppIdentity app() {
        var executable = one(EXECUTABLES);
        var arguments = one(List.of(
                List.of("a"),
                List.of("a", "x.py"),
                List.of("a", "/home/v/y.py"),
                List.of("a", "org.x.Main"),
                List.of("a", "curl")));
        var uid = one(List.of(0, 1000, 1001));
        var user = uid == 1000 ? "u" : uid == 1001 ? one(List.of("v", "ghost", "u")) : "root";
        return new AppIdentity(
                1,
                1,
                uid,
                user,
                "c",
                executable,
                false,
                arguments,
                Interpreters.script(executable, arguments, "/home/u"),
                1,
                null,
                false,
                AppIdentity.Attribution.FULL);
    }

    Question early() {
        try {
            return new Question(app(), InetAddress.ofLiteral(one(ADDRESSES)), one(List.of(22, 80, 443, 8080)), null);
        } catch (IllegalArgumentException e) {
            throw new AssertionError(e);
        }
    }

    /** Every protocol with every host, and with none. */
    static List<Sniffed> everySniff() {
        var all = new ArrayList<Sniffed>();
        for (var protocol : Protocol.values()) {
            all.add(new Sniffed(protocol, null, List.of()));
            for (var host : HOSTS) {
                all.add(new Sniffed(protocol, host, List.of()));
            }
        }
        return all;
    }

    static Question late(Question early, Sniffed sniffed) {
        return new Question(early.app(), early.address(), early.port(), sniffed);
    }
}
