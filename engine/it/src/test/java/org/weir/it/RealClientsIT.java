package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Program;
import tools.jackson.databind.JsonNode;

/**
 * Real clients with our authority in their stores, put there by {@code weir trust}: 50 MB each, a repository, a page with
 * HTTP/2, a WebSocket and a download. Every byte is what the server sent, and Weir has seen inside. What they do without our
 * authority is ClientZooIT's.
 */
class RealClientsIT {
    private static final Duration BROWSER = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final long SIZE = 50L * 1024 * 1024;
    private static final String PATH = "/random/" + SIZE + "/7";
    private static final String HASH = RandomBytes.sha256(SIZE, 7);

    private static final Set<String> BROWSERS = Set.of("chromium", "firefox-esr");

    private static Inspecting inspecting;
    private static TrustingDesktop desktop;
    private static Program installed;

    @BeforeAll
    static void start() throws IOException {
        inspecting = Inspecting.start("real", EngineOptions.defaults());
        desktop = new TrustingDesktop(inspecting);
        installed = desktop.install();
        var site = inspecting.lab().folder().resolve("nginx/www");
        Files.copy(inspecting.lab().client("browse.html"), site.resolve("browse.html"));
    }

    @AfterAll
    static void stop() {
        if (desktop != null) {
            desktop.close();
        }
        if (inspecting != null) {
            inspecting.close();
        }
    }

    /** A command line that prints the hash of what the URL at its end answers. */
    private record Client(String app, String alpn, String command) {
        @Override
        public String toString() {
            return app + " " + alpn;
        }
    }

    @TestFactory
    Stream<DynamicTest> downloadsAreInspectedAndWhole() {
        return clients().stream().map(client -> DynamicTest.dynamicTest(client.toString(), () -> download(client)));
    }

    private static List<Client> clients() {
        var lab = inspecting.lab();
        var all = new ArrayList<Client>();
        all.add(new Client("curl", "h2", "curl -sS --max-time 60 $URL | sha256sum"));
        all.add(new Client("curl", "http/1.1", "curl -sS --http1.1 --max-time 60 $URL | sha256sum"));
        all.add(new Client("openssl", "http/1.1", """
                { printf 'GET %s HTTP/1.1\\r\\nHost: web.lab.test\\r\\nConnection: close\\r\\n\\r\\n' "${URL#https://web.lab.test}"; sleep 3; } |
                  openssl s_client -quiet -verify_return_error -alpn http/1.1 -connect web.lab.test:443 2>errors |
                  LC_ALL=C sed '1,/^\\r$/d' | sha256sum
                """));
        all.add(new Client("download.js", "", "node " + lab.client("download.js") + " $URL"));
        all.add(new Client("download.py", "http/1.1", "python3 " + lab.client("download.py") + " $URL"));
        for (var java : javas()) {
            // The file is the app: each Java gets one.
            var name = "Download-" + java.getParent().getParent().getFileName() + ".java";
            all.add(new Client(
                    name,
                    "h2",
                    "cp " + lab.client("Download.java") + " " + name + "; " + java + " ./" + name + " $URL"));
        }
        return all;
    }

    private static void download(Client client) {
        var mark = client.toString().replaceAll("[^A-Za-z0-9.]", "-");
        var url = "https://web.lab.test" + PATH + "?" + mark;
        var ran = desktop.run("URL='" + url + "'\n" + client.command());
        assertThat(ran.text())
                .as(() -> ran.errors() + "\ntrust: " + installed.output() + installed.errors() + "\nflows: "
                        + inspecting.flows(client.app(), "web.lab.test"))
                .startsWith(HASH);
        var exchange = onlyExchange("*?" + mark);
        assertThat(exchange.get("state").asString()).isEqualTo("done");
        assertThat(exchange.at("/app/name").asString()).isEqualTo(client.app());
        assertThat(exchange.at("/tls/alpn").asString("")).isEqualTo(client.alpn());
        assertThat(exchange.at("/response/status").asInt()).isEqualTo(200);
        assertThat(exchange.at("/response/body/bytes").asLong()).isEqualTo(SIZE);
        noneStayedAway(client.app());
    }

    @Test
    void gitClonesARepository() throws IOException {
        var work = inspecting.lab().folder().resolve("work");
        var site = inspecting.lab().folder().resolve("nginx/www");
        // The first commit goes into a pack of 5 MB, the second stays loose.
        Program.run(
                        SOON,
                        List.of(
                                "env",
                                "-i",
                                "HOME=/nonexistent",
                                "PATH=/usr/bin:/bin",
                                "sh",
                                "-ec",
                                """
                git init -q -b main $1 && cd $1 && git config user.name lab && git config user.email lab@lab.test
                head -c 5000000 /dev/urandom >big && git add big && git commit -q -m one && git gc -q
                echo text >text && git add text && git commit -q -m two
                git clone -q --bare $1 $2/lab.git && git -C $2/lab.git update-server-info
                """,
                                "sh",
                                work.toString(),
                                site.toString()))
                .orThrow();
        var ran = desktop.run("git clone -q https://web.lab.test/lab.git 1>&2 && cd lab && git fsck --strict 1>&2"
                + " && cat big text && git rev-parse HEAD");
        assertThat(ran.status()).as(ran.errors()).isZero();
        var original = Program.run(
                SOON, List.of("sh", "-ec", "cd $1 && cat big text && git rev-parse HEAD", "sh", work.toString()));
        assertThat(ran.outputHash()).isEqualTo(original.outputHash());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(inspecting.exchanges("https://web.lab.test/lab.git/*"))
                        .isNotEmpty()
                        .allMatch(exchange -> exchange.get("app").asString().equals("git-remote-http")));
        noneStayedAway("git-remote-http");
    }

    @Test
    void chromiumLoadsAPage() throws Exception {
        browse(
                "chromium",
                "chromium --headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
                        + " --no-first-run --remote-debugging-port=0 --user-data-dir=" + desktop.home()
                        + "/chromium URL");
    }

    @Test
    void firefoxLoadsAPage() throws Exception {
        var profile = desktop.home().resolve(".mozilla/firefox/lab.default");
        Files.writeString(profile.resolve("user.js"), """
                user_pref("network.captive-portal-service.enabled", false);
                user_pref("network.connectivity-service.enabled", false);
                user_pref("app.normandy.enabled", false);
                """);
        browse("firefox-esr", "firefox-esr --headless --no-remote --profile " + profile + " URL");
    }

    private static void browse(String app, String command) throws Exception {
        var url = "https://web.lab.test/browse.html?client=" + app + "&download=" + PATH;
        var browser = desktop.start(command.replace("URL", "'" + url + "'"));
        Map<String, String> report;
        try {
            report = await().atMost(BROWSER).until(() -> report(app), told -> !told.isEmpty());
        } finally {
            browser.destroy();
            if (!browser.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
                browser.destroyForcibly();
            }
        }
        assertThat(report)
                .containsEntry("protocol", "h2")
                .containsEntry("sha256", HASH)
                .containsEntry("socket", "grüße true 1000 true")
                .doesNotContainKey("error");
        var page = onlyExchange("https://web.lab.test/browse.html?client=" + app + "&*");
        assertThat(page.at("/tls/alpn").asString()).isEqualTo("h2");
        var download = onlyExchange("*" + PATH + "?" + app);
        assertThat(download.at("/response/body/bytes").asLong()).isEqualTo(SIZE);
        var socket = onlyExchange("*/socket?" + app);
        assertThat(socket.at("/response/status").asInt()).isEqualTo(101);
        assertThat(socket.at("/web_socket/from_client").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(socket.at("/web_socket/from_server").asInt()).isGreaterThanOrEqualTo(2);
        noneStayedAway(app);
    }

    /** What the page asked for at its end; empty until then. */
    private static Map<String, String> report(String app) {
        return inspecting.lab().accessLog().stream()
                .map(line -> line.get("request").asString())
                .filter(line -> line.startsWith("GET /report?client=" + app + "&"))
                .map(line -> line.substring(line.indexOf('?') + 1, line.lastIndexOf(' ')))
                .map(RealClientsIT::parameters)
                .findFirst()
                .orElse(Map.of());
    }

    private static Map<String, String> parameters(String query) {
        var all = new HashMap<String, String>();
        for (var pair : query.split("&")) {
            var parts = pair.split("=", 2);
            all.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return all;
    }

    private static JsonNode onlyExchange(String url) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(inspecting.exchanges(url))
                        .singleElement()
                        .matches(exchange -> !exchange.get("state").asString().equals("open")));
        return inspecting.exchange(inspecting.exchanges(url).getFirst());
    }

    /**
     * None of the app's connections was passed by, and the inbox has nothing against it. A browser's spare connection, closed
     * without a word, may look like a refusal for the moment until the browser goes on with the other one.
     */
    private static void noneStayedAway(String app) {
        var inspections = inspecting.flows(app, "web.lab.test").stream()
                .map(Inspecting::inspection)
                .toList();
        assertThat(inspections).contains("inspected").doesNotContain("stepped-aside", "none");
        if (!BROWSERS.contains(app)) {
            assertThat(inspections).doesNotContain("refused");
        }
        assertThat(inspecting.inbox())
                .noneMatch(item -> item.at("/app/name").asString().equals(app));
    }

    private static List<Path> javas() {
        return Stream.of("/usr/lib/jvm/java-17-openjdk-amd64/bin/java", System.getProperty("java.home") + "/bin/java")
                .map(Path::of)
                .filter(Files::isExecutable)
                .toList();
    }
}
