package org.weir.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.weir.testkit.lab.Control;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Program;
import org.weir.testkit.lab.Weir;
import tools.jackson.databind.JsonNode;

/** A lab, and Weir on its desktop under a rule that inspects every TLS connection to a name of the lab. */
final class Inspecting implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Lab lab;
    private final Weir weir;

    private Inspecting(Lab lab) {
        this.lab = lab;
        this.weir = Weir.prepare(lab);
    }

    /** The lab is up; nothing of Weir runs yet. */
    static Inspecting prepare(String purpose) {
        var lab = Lab.up(purpose);
        try {
            return new Inspecting(lab);
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    static Inspecting start(String purpose, EngineOptions options) {
        var all = prepare(purpose);
        try {
            all.begin(options);
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    /** Starts Weir and waits until it inspects. */
    void begin(EngineOptions options) {
        try {
            trust("lab.pem", lab.folder().resolve("ca.pem"));
            weir.startInterceptor();
            weir.startEngine(options);
            weir.awaitInterceptor("capturing", LIMIT);
            ask(
                    "rules.add",
                    Map.of("rule", Map.of("action", "inspect", "domain", "*.lab.test", "port", "443,8443-8445")));
            await().atMost(LIMIT)
                    .until(() ->
                            ask("ca.status", Map.of()).get("state").asString().equals("ready"));
            Files.writeString(ours(), ask("ca.certificate", Map.of()).get("pem").asString());
            // Ours first: the lab's Java client reads one certificate only.
            var both = Files.readString(ours()).stripTrailing() + "\n"
                    + Files.readString(lab.folder().resolve("ca.pem"));
            Files.writeString(both(), both);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Lab lab() {
        return lab;
    }

    Weir weir() {
        return weir;
    }

    /** Our authority's certificate. */
    Path ours() {
        return lab.folder().resolve("weir-ca.pem");
    }

    /** Our authority's certificate and the lab's root. */
    Path both() {
        return lab.folder().resolve("both.pem");
    }

    /** The engine trusts one root more. */
    void trust(String name, Path root) throws IOException {
        Program.run(LIMIT, List.of("install", "-d", "-o", "" + Weir.ENGINE_UID, roots().toString()))
                .orThrow();
        Files.copy(root, roots().resolve(name));
    }

    void distrust(String name) throws IOException {
        Files.delete(roots().resolve(name));
    }

    private Path roots() {
        return weir.stateDir().resolve("roots");
    }

    JsonNode ask(String method, Map<String, ?> params) {
        try (Control control = weir.control()) {
            return control.ask(method, params);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was seen inside, newest first; {@code url} is a glob. */
    List<JsonNode> exchanges(String url) {
        return ask("exchanges.list", Map.of("filter", Map.of("url", url), "limit", 20_000))
                .get("exchanges")
                .valueStream()
                .toList();
    }

    JsonNode exchange(JsonNode listed) {
        return ask("exchanges.get", Map.of("id", listed.get("id").asLong()));
    }

    /** The app's connections to a name, newest first. */
    List<JsonNode> flows(String app, String host) {
        try (Control control = weir.control()) {
            return control.flows().stream()
                    .filter(flow -> flow.at("/app/name").asString("").equals(app))
                    .filter(flow -> flow.path("host").asString("").equals(host))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String inspection(JsonNode flow) {
        return flow.at("/inspection/state").asString("none");
    }

    /** Every entry of the inbox, decided ones and guesses included. */
    List<JsonNode> inbox() {
        return ask("approvals.list", Map.of("all", true))
                .get("items")
                .valueStream()
                .toList();
    }

    @Override
    public void close() {
        try {
            weir.close();
        } finally {
            lab.close();
        }
    }
}
