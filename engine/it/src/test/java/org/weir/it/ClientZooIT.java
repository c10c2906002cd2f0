package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.weir.it.ZooClients.Client;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Program;
import tools.jackson.databind.JsonNode;

/**
 * Real clients under a rule that inspects: without our authority each fails once at most and works the next time, and the
 * inbox names app, domain, cause and evidence; with our authority trusted, it is inspected.
 */
class ClientZooIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration SOON = Duration.ofSeconds(20);

    /** For looking at some of them: the beginning of a row's name. */
    private static final String ONLY = System.getProperty("weir.zoo", "");

    private static final String PAGE = "hello from the lab";

    private static Inspecting inspecting;
    private static Path labOnly;
    private static ZooClients clients;

    @BeforeAll
    static void start() throws IOException {
        inspecting = Inspecting.start("zoo", EngineOptions.defaults());
        var lab = inspecting.lab();
        clients = new ZooClients(lab, Files.createDirectories(lab.folder().resolve("zoo")));
        labOnly = lab.folder().resolve("ca.pem");
    }

    @AfterAll
    static void stop() {
        if (inspecting != null) {
            inspecting.close();
        }
    }

    /** One after the other: what one version of a client taught must not be taken for what the other did. */
    @TestFactory
    Stream<DynamicTest> zoo() {
        return clients.all().stream()
                .filter(client -> client.toString().startsWith(ONLY))
                .map(client -> DynamicTest.dynamicTest(client.toString(), () -> live(client)));
    }

    private static void live(Client client) throws Exception {
        // A browser may try again by itself within one run: that is its next connection.
        var first = run(client, labOnly);
        var entry = entry(client);
        assertThat(inspections(client))
                .as(() -> "it checks certificates: " + said(client, first))
                .contains("refused");
        refusalIsTold(client);
        var second = run(client, labOnly);
        assertThat(second.worked())
                .as(() -> "the next time: " + said(client, second))
                .isTrue();
        assertThat(inspections(client)).as("passed through").doesNotContain("inspected");
        passedHasItsHelloOnly(client);
        assertThat(entry.get("cause").asString()).isNotEmpty();
        if (!client.evidence().equals("any")) {
            assertThat(entry.get("evidence").asString()).as(entry.toString()).isEqualTo(client.evidence());
        }
        assertThat(entry.get("hosts").toString()).contains(client.host());
        // Browsers use the first of several connections that is ready: one canary beside others would seldom be it.
        decide(entry, client.browser() ? "inspect" : "try-once");
        var third = run(client, inspecting.both());
        assertThat(third.worked())
                .as(() -> "with our authority: " + said(client, third))
                .isTrue();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(inspections(client))
                        .as(() -> said(client, third))
                        .contains("inspected"));
        if (client.browser()) {
            decide(entry, "forget");
        }
        var fourth = run(client, inspecting.both());
        assertThat(fourth.worked())
                .as(() -> "and again: " + said(client, fourth))
                .isTrue();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(items(client)).as("cleared").isEmpty());
    }

    /** What flows.tls and {@code weir flows tls} say of the flow in which the app met our certificate. */
    private static void refusalIsTold(Client client) {
        var refused = flow(client, "refused");
        var seen = inspecting.ask("flows.tls", Map.of("id", refused.get("id").asLong()));
        assertThat(seen.at("/hello/server_name").asString(""))
                .as(seen.toString())
                .isEqualTo(client.host());
        assertThat(seen.at("/hello/ja4").asString(""))
                .startsWith("t" + client.version().replace(".", "") + "d");
        assertThat(seen.at("/server/chain/certificates/0/names").toString()).contains("*.lab.test");
        assertThat(seen.at("/server/name_matches").asBoolean()).isTrue();
        assertThat(seen.path("server").has("doubt")).isFalse();
        assertThat(seen.at("/presented/certificates/0/names").toString()).contains(client.host());
        assertThat(seen.at("/presented/certificates/1/subject").asString("")).startsWith("CN=Weir CA ");
        if (client.app().equals("curl")) {
            assertThat(seen.at("/alert/code").asInt(0)).as(seen.toString()).isEqualTo(48);
            assertThat(seen.at("/alert/name").asString("")).isEqualTo("unknown_ca");
            assertThat(seen.at("/alert/from").asString("")).isEqualTo("app");
            var weir = inspecting.weir();
            var said = Program.run(
                            LIMIT,
                            List.of(
                                    "env",
                                    "JAVA_HOME=" + weir.environment().get("JAVA_HOME"),
                                    weir.command().toString(),
                                    "--socket",
                                    weir.controlSocket().toString(),
                                    "flows",
                                    "tls",
                                    refused.get("id").asString()))
                    .orThrow()
                    .text();
            assertThat(said)
                    .contains(
                            "48 (unknown_ca) from the app", "  name       " + client.host(), "CN=Weir CA ", "verified");
        }
    }

    /** Nothing of ours was in its handshake. */
    private static void passedHasItsHelloOnly(Client client) {
        var passed = flow(client, "stepped-aside");
        var seen = inspecting.ask("flows.tls", Map.of("id", passed.get("id").asLong()));
        assertThat(seen.at("/hello/server_name").asString("")).isEqualTo(client.host());
        for (var part : List.of("server", "presented", "alert")) {
            assertThat(seen.has(part)).as(part + " of " + seen).isFalse();
            assertThat(seen.path(part + "_missing").asString("")).isIn("untouched", "not-shown");
        }
    }

    /** The latest of the client's that was inspected so far. */
    private static JsonNode flow(Client client, String inspection) {
        return flows(client).stream()
                .filter(flow -> Inspecting.inspection(flow).equals(inspection))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no flow is " + inspection + " of " + flows(client)));
    }

    private static void decide(JsonNode entry, String decision) {
        inspecting.ask(
                "approvals.decide", Map.of("id", entry.get("id").asString(), "decision", decision, "scope", "domain"));
    }

    private record Run(boolean worked, Program program) {}

    /** What a client printed, and what Weir says about its connections. */
    private static String said(Client client, Run run) {
        return "status " + run.program().status() + ", errors "
                + run.program().errors().lines().limit(5).toList()
                + ", flows "
                + flows(client).stream()
                        .map(flow -> flow.path("decision") + " " + flow.path("inspection"))
                        .toList()
                + ", inbox " + items(client);
    }

    private static Run run(Client client, Path trusted) {
        var path = "/?" + UUID.randomUUID();
        var ran = inspecting
                .lab()
                .run(LIMIT, client.command().of(client.host(), trusted, path).toArray(String[]::new));
        var worked = switch (client.success()) {
            case STATUS -> ran.status() == 0;
            case PAGE -> ran.output().contains(PAGE);
            case NOT_FOUND -> ran.errors().contains("not found");
            case REQUESTED ->
                inspecting.lab().accessLog().stream()
                        .anyMatch(line -> line.toString().contains(path.substring(2)));
        };
        return new Run(worked, ran);
    }

    /** The inbox's entry for this client; it is there soon after the client has ended. */
    private static JsonNode entry(Client client) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(items(client))
                        .as(() -> "inbox; flows: " + flows(client))
                        .hasSize(1));
        return items(client).getFirst();
    }

    private static List<JsonNode> items(Client client) {
        return inspecting.inbox().stream()
                .filter(item -> item.at("/app/name").asString().equals(client.app()))
                .filter(item -> item.get("domain").asString().equals("lab.test"))
                .toList();
    }

    private static List<String> inspections(Client client) {
        return flows(client).stream().map(Inspecting::inspection).toList();
    }

    private static List<JsonNode> flows(Client client) {
        return inspecting.flows(client.app(), client.host());
    }
}
