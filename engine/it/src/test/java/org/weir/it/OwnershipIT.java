package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Program;
import org.weir.testkit.lab.Weir;
import tools.jackson.databind.JsonNode;

/**
 * Original destination, app, pid and user are right for 200 connections of eight programs over IPv4 and IPv6, programs that
 * exit within 5 ms of connecting among them; and the origin agrees with every octet and hash.
 */
class OwnershipIT {
    private static final int APPS = 8;
    private static final int CONNECTIONS = 200;
    /** The machine has two processors; more at once would only measure their scheduler. */
    private static final int AT_ONCE = 8;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int[] SIZES = {0, 1, 100, 1_460, 16_384, 65_537, 300_000, 1_048_576};
    private static final int LARGEST = 64 * 1024 * 1024;

    private static Lab lab;
    private static Weir weir;
    private static Apps apps;

    @BeforeAll
    static void start() {
        lab = Lab.up("own");
        apps = new Apps(lab);
        weir = Weir.capturing(lab);
    }

    @AfterAll
    static void stop() {
        if (weir != null) {
            weir.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    private record Ran(Apps.App app, boolean ipv6, int uid, String token, Program program) {}

    @Test
    void everyConnectionIsNamedByItsAppAndCarriesItsBytes() throws Exception {
        var random = new Random(2);
        var tasks = new ArrayList<Callable<Ran>>();
        for (var i = 0; i < CONNECTIONS; i++) {
            var which = i % APPS;
            var ipv6 = (i / APPS) % 2 == 1;
            var uid = i % 3 == 0 ? 1000 + i : 0;
            // A few of the largest payloads; each of the eight programs meets every other size.
            var size = i >= 96 && i < 100 ? LARGEST : SIZES[(i / APPS) % SIZES.length];
            var token = "t" + i + "x" + random.nextInt(1_000_000);
            var path = "/random/" + size + "/" + i + "?t=" + token;
            tasks.add(() -> {
                var app = apps.app(which, ipv6, path);
                var command = app.command().toArray(String[]::new);
                var program = uid == 0 ? lab.run(LIMIT, command) : lab.runAs(uid, LIMIT, command);
                return new Ran(app, ipv6, uid, token, program);
            });
        }
        var ran = new ArrayList<Ran>();
        try (var pool = Executors.newFixedThreadPool(AT_ONCE)) {
            for (var future : pool.invokeAll(tasks)) {
                ran.add(future.get());
            }
        }

        var flows = endedFlows(ran);
        var origin = originByToken();
        var soft = new SoftAssertions();
        for (var one : ran) {
            check(soft, one, flows.getOrDefault(one.program().pid(), List.of()), origin.get(one.token()));
        }
        soft.assertAll();
        quickExitsWereQuick(ran);
    }

    /** Flows by pid, once every program's flow has ended. */
    private static Map<Long, List<JsonNode>> endedFlows(List<Ran> ran) {
        var flows = new HashMap<Long, List<JsonNode>>();
        try {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                flows.clear();
                try (var control = weir.control()) {
                    for (var flow : control.flows()) {
                        if (flow.get("state").asString().equals("ended")) {
                            flows.computeIfAbsent(flow.at("/app/pid").asLong(), pid -> new ArrayList<>())
                                    .add(flow);
                        }
                    }
                }
                assertThat(flows.keySet())
                        .containsAll(
                                ran.stream().map(one -> one.program().pid()).toList());
            });
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            // The checks below say for each program what is missing.
            return flows;
        }
        return flows;
    }

    private static Map<String, JsonNode> originByToken() {
        var byToken = new HashMap<String, JsonNode>();
        for (var line : lab.originLog()) {
            var first = line.get("first").asString();
            var at = first.indexOf("?t=");
            if (at >= 0) {
                byToken.put(first.substring(at + 3).split(" ")[0], line);
            }
        }
        return byToken;
    }

    private static void check(SoftAssertions soft, Ran ran, List<JsonNode> flows, JsonNode origin) {
        var app = ran.app();
        var what = app.name() + " " + ran.token() + (ran.ipv6() ? " IPv6" : " IPv4");
        soft.assertThat(ran.program().status())
                .as("%s: %s", what, ran.program().errors())
                .isZero();
        soft.assertThat(flows)
                .as("%s: flows of pid %d", what, ran.program().pid())
                .hasSize(1);
        if (flows.size() != 1) {
            return;
        }
        var flow = flows.getFirst();
        soft.assertThat(flow.at("/app/executable").asString())
                .as("%s: executable", what)
                .isEqualTo(app.executable().toString());
        soft.assertThat(flow.at("/app/uid").asInt()).as("%s: uid", what).isEqualTo(ran.uid());
        soft.assertThat(flow.at("/app/script").asString(""))
                .as("%s: script", what)
                .isEqualTo(app.script());
        soft.assertThat(flow.at("/app/deleted").asBoolean())
                .as("%s: deleted", what)
                .isFalse();
        soft.assertThat(flow.at("/app/attribution").asString())
                .as("%s: attribution", what)
                .isEqualTo("full");
        soft.assertThat(flow.get("decision").asString())
                .as("%s: decision", what)
                .isEqualTo("pass");
        if (app.name().equals("openssl")) {
            soft.assertThat(flow.get("host").asString(""))
                    .as("%s: name in the ClientHello", what)
                    .isEqualTo(ran.token() + ".lab.test");
            destination(soft, what, flow, ran.ipv6() ? "2001:db8:2::10" : "192.0.2.10", 443);
            return;
        }
        destination(
                soft,
                what,
                flow,
                ran.ipv6() ? Apps.V6 : Apps.V4,
                app.name().equals("flash") ? Apps.HALF_CLOSE : Apps.DATA);
        soft.assertThat(origin).as("%s: the origin's log", what).isNotNull();
        if (origin == null) {
            return;
        }
        soft.assertThat(flow.get("bytes_up").asLong())
                .as("%s: octets up", what)
                .isEqualTo(origin.get("in").asLong());
        if (app.name().equals("flash")) {
            // It is gone before the answer; how much of that was still counted is nobody's promise.
            return;
        }
        soft.assertThat(flow.get("bytes_down").asLong())
                .as("%s: octets down", what)
                .isEqualTo(origin.get("out").asLong());
        if (app.wholeAnswer()) {
            soft.assertThat(ran.program().outputHash())
                    .as("%s: hash of the answer", what)
                    .isEqualTo(origin.get("out_sha256").asString());
        }
    }

    private static void destination(SoftAssertions soft, String what, JsonNode flow, String address, int port) {
        soft.assertThat(flow.at("/destination/address").asString())
                .as("%s: destination", what)
                .isEqualTo(address);
        soft.assertThat(flow.at("/destination/port").asInt())
                .as("%s: port", what)
                .isEqualTo(port);
    }

    private static void quickExitsWereQuick(List<Ran> ran) {
        var micros = ran.stream()
                .filter(one -> one.app().name().equals("flash"))
                .map(one -> Long.parseLong(one.program().text()))
                .sorted()
                .toList();
        System.out.printf(
                "flash: lived %d µs (median) after connect, %d µs at most%n",
                micros.get(micros.size() / 2), micros.getLast());
        assertThat(micros.get(micros.size() / 2))
                .as("the median program exits within 5 ms")
                .isLessThan(5_000);
    }

    @Test
    void uploadsArriveOctetForOctet() throws IOException {
        var file = lab.folder().resolve("payload");
        lab.run(LIMIT, "sh", "-c", "head -c " + LARGEST + " /dev/urandom >" + file)
                .orThrow();
        var expected = lab.run(LIMIT, "sha256sum", file.toString()).text().split(" ")[0];
        for (var address : List.of(Apps.V4, "[" + Apps.V6 + "]")) {
            var answer = lab.run(LIMIT, "curl", "-sS", "-g", "-T", file.toString(), "http://" + address + ":8003/up")
                    .orThrow()
                    .text();
            assertThat(answer).isEqualTo(LARGEST + " " + expected);
        }
    }

    @Test
    void aDeletedProgramIsNamedByThePathItHad() throws IOException {
        var program = lab.folder().resolve("vanishing");
        lab.run(LIMIT, "cp", "/usr/bin/bash", program.toString()).orThrow();
        var ran = lab.run(LIMIT, program.toString(), "-c", "rm " + program + "; " + talk());
        var flow = onlyFlow(ran.orThrow().pid());
        assertThat(flow.at("/app/executable").asString()).isEqualTo(program.toString());
        assertThat(flow.at("/app/deleted").asBoolean()).isTrue();
    }

    @Test
    void aRenamedProgramIsNamedByItsNewPath() throws IOException {
        var program = lab.folder().resolve("before");
        var renamed = lab.folder().resolve("after");
        lab.run(LIMIT, "cp", "/usr/bin/bash", program.toString()).orThrow();
        var ran = lab.run(LIMIT, program.toString(), "-c", "mv " + program + " " + renamed + "; " + talk());
        assertThat(onlyFlow(ran.orThrow().pid()).at("/app/executable").asString())
                .isEqualTo(renamed.toString());
    }

    @Test
    void aForkedChildIsNamedAsItself() throws IOException {
        var ran = lab.run(LIMIT, "bash", "-c", "( echo $BASHPID; " + talk() + " ) ; true");
        var child = Long.parseLong(ran.orThrow().text().lines().findFirst().orElseThrow());
        assertThat(child).isNotEqualTo(ran.pid());
        assertThat(onlyFlow(child).at("/app/executable").asString()).isEqualTo("/usr/bin/bash");
    }

    @Test
    void anExecedProgramIsNamedAfterTheExec() throws IOException {
        var ran = lab.run(
                LIMIT,
                "bash",
                "-c",
                "exec /usr/bin/perl " + lab.client("raw.pl") + " " + Apps.V4 + " 8003 /random/10/1");
        var flow = onlyFlow(ran.orThrow().pid());
        assertThat(flow.at("/app/executable").asString()).isEqualTo("/usr/bin/perl");
        assertThat(flow.at("/app/script").asString(""))
                .isEqualTo(lab.client("raw.pl").toString());
    }

    @Test
    void aProgramInAnotherMountNamespaceIsNamedAsItSeesItself() throws IOException {
        var ran = lab.run(
                LIMIT,
                "unshare",
                "-m",
                "--propagation",
                "private",
                "sh",
                "-c",
                "mount -t tmpfs none /mnt && cp /usr/bin/bash /mnt/inner && exec /mnt/inner -c '" + talk() + "'");
        assertThat(onlyFlow(ran.orThrow().pid()).at("/app/executable").asString())
                .isEqualTo("/mnt/inner");
    }

    @Test
    void aJavaSourceFileIsNamedByItsScript() throws IOException {
        var java = System.getProperty("java.home") + "/bin/java";
        var ran = lab.run(LIMIT, java, lab.client("Client.java").toString(), "http://192.0.2.14/");
        var flow = onlyFlow(ran.orThrow().pid());
        assertThat(flow.at("/app/script").asString(""))
                .isEqualTo(lab.client("Client.java").toString());
    }

    @Test
    void theEngineHasNoCapability() throws IOException {
        var status = java.nio.file.Files.readString(
                java.nio.file.Path.of("/proc/" + weir.engine().pid() + "/status"));
        assertThat(status.lines().filter(line -> line.startsWith("Cap")))
                .allSatisfy(line -> assertThat(line).endsWith("0000000000000000"));
        assertThat(status).containsPattern("Uid:\\s+61001\\s+61001\\s+61001\\s+61001");
    }

    /** A line of bash that opens one connection by itself, without another program. */
    private static String talk() {
        return "exec 3<>/dev/tcp/" + Apps.V4 + "/" + Apps.HALF_CLOSE + "; echo hello >&3; exec 3>&-";
    }

    private static JsonNode onlyFlow(long pid) throws IOException {
        var found = new ArrayList<JsonNode>();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            try (var control = weir.control()) {
                found.clear();
                control.flows().stream()
                        .filter(flow -> flow.at("/app/pid").asLong() == pid)
                        .forEach(found::add);
            }
            assertThat(found).as("flows of pid %d", pid).hasSize(1);
        });
        return found.getFirst();
    }
}
