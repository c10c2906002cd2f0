package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Program;

/**
 * Servers with which something is wrong, asked by curl and openssl: first with no Weir on the machine, then with one that
 * would inspect. Status, output and messages must be the same, certificates included where the connection is passed by.
 */
class FaultMatrixIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** The engine looks at its roots every 10 s. */
    private static final Duration ROOTS_SEEN = Duration.ofSeconds(25);

    /** What of openssl's output is about this connection, and the same each time. */
    private static final Pattern OPENSSL_TELLING = Pattern.compile(
            "depth=.*|verify .*|Verif.*| *\\d s:.*| *i:.*|ALPN.*|No ALPN.*|New, .*|Acceptable.*|Client Certificate Types.*"
                    + "|[A-Za-z0-9+/=]{20,64}|.*:error:.*|.*errno=.*|CONNECTED.*|no peer certificate.*"
                    + "|HTTP/.*|hello.*");

    /** A server, and what becomes of a connection to it under our rule. */
    enum Fault {
        FINE("web", 443, "inspected"),
        EXPIRED("expired", 443, "stepped-aside"),
        SELF_SIGNED("self-signed", 443, "stepped-aside"),
        WRONG_NAME("wrong-name", 443, "stepped-aside"),
        UNKNOWN_ROOT("old-root", 443, "stepped-aside"),
        OLD_TLS("tls10", 443, "stepped-aside"),
        OLD_TLS_WANTED("tls10", 443, "stepped-aside", "--tlsv1.0 --ciphers ALL:@SECLEVEL=0", "-cipher ALL:@SECLEVEL=0"),
        NO_ALPN("origin", 8443, "inspected"),
        CLOSES("origin", 8444, "stepped-aside"),
        RESETS("origin", 8445, "stepped-aside"),
        PLAINTEXT("not-tls", 443, "stepped-aside"),
        WANTS_CERTIFICATE("client-cert", 443, "stepped-aside"),
        GETS_CERTIFICATE(
                "client-cert",
                443,
                "stepped-aside",
                "--cert CLIENT.pem --key CLIENT.key",
                "-cert CLIENT.pem -key CLIENT.key");

        private final String host;
        private final int port;
        private final String inspection;
        private final String curl;
        private final String openssl;

        Fault(String host, int port, String inspection) {
            this(host, port, inspection, "", "");
        }

        Fault(String host, int port, String inspection, String curl, String openssl) {
            this.host = host + ".lab.test";
            this.port = port;
            this.inspection = inspection;
            this.curl = curl;
            this.openssl = openssl;
        }
    }

    /** What a client experienced. */
    private record Seen(int status, String output, String errors) {}

    private static final Map<Fault, Seen> CURL = new LinkedHashMap<>();
    private static final Map<Fault, Seen> OPENSSL = new LinkedHashMap<>();

    private static Inspecting inspecting;

    @BeforeAll
    static void firstWithoutWeir() throws IOException {
        inspecting = Inspecting.prepare("faults");
        // Not our authority, which does not exist yet: what is trusted must not make a difference to what is passed by.
        var roots = inspecting.lab().folder().resolve("ca.pem");
        for (var fault : Fault.values()) {
            CURL.put(fault, curl(fault, roots));
            OPENSSL.put(fault, openssl(fault, roots));
        }
        inspecting.begin(EngineOptions.defaults());
    }

    @AfterAll
    static void stop() {
        if (inspecting != null) {
            inspecting.close();
        }
    }

    /** Both trust our authority now, so that a forged certificate would look right to them. */
    @ParameterizedTest
    @EnumSource
    void theSameAsWithoutWeir(Fault fault) {
        assertThat(curl(fault, inspecting.both())).isEqualTo(CURL.get(fault));
        newestFlowIs(fault, "curl");
        // Where it is inspected, the certificate is ours on purpose.
        var certificates = fault.inspection.equals("stepped-aside");
        assertThat(telling(openssl(fault, inspecting.both()), certificates))
                .isEqualTo(telling(OPENSSL.get(fault), certificates));
        newestFlowIs(fault, "openssl");
        // Nothing of it is held against an app.
        assertThat(inspecting.inbox())
                .allMatch(item -> item.get("state").asString().equals("server"));
    }

    /** Not a comparison of nothing with nothing. */
    @Test
    void theMatrixIsWhatItSays() {
        assertThat(CURL.get(Fault.FINE).output()).contains("hello from the lab", "200 2");
        assertThat(CURL.get(Fault.EXPIRED).errors()).contains("certificate has expired");
        assertThat(CURL.get(Fault.SELF_SIGNED).errors()).contains("self-signed certificate");
        assertThat(CURL.get(Fault.WRONG_NAME).errors()).contains("no alternative certificate subject name");
        assertThat(CURL.get(Fault.UNKNOWN_ROOT).errors()).contains("unable to get local issuer certificate");
        assertThat(CURL.get(Fault.OLD_TLS).status()).isEqualTo(35);
        assertThat(CURL.get(Fault.OLD_TLS_WANTED).output()).contains("hello from the lab");
        assertThat(CURL.get(Fault.NO_ALPN).output()).contains("hello without ALPN", "200 1.1");
        assertThat(CURL.get(Fault.CLOSES).errors()).contains("SSL_ERROR_SYSCALL");
        assertThat(CURL.get(Fault.RESETS).errors()).contains("Connection reset by peer");
        assertThat(CURL.get(Fault.PLAINTEXT).errors()).contains("wrong version number");
        assertThat(CURL.get(Fault.WANTS_CERTIFICATE).output()).contains("No required SSL certificate was sent", "400");
        assertThat(CURL.get(Fault.GETS_CERTIFICATE).output()).contains("hello from the lab");
        assertThat(OPENSSL.get(Fault.EXPIRED).output()).contains("certificate has expired");
    }

    /** A root that goes: what was inspected until then is not vouched for any longer. */
    @Test
    void aRootThatIsTakenAwayVouchesForNobody() throws IOException {
        var old = inspecting.lab().folder().resolve("old-ca.pem");
        var withOld = Files.writeString(
                inspecting.lab().folder().resolve("with-old.pem"),
                Files.readString(inspecting.both()) + Files.readString(old));
        inspecting.trust("old.pem", old);
        await().atMost(ROOTS_SEEN).untilAsserted(() -> {
            assertThat(curl(Fault.UNKNOWN_ROOT, withOld).output()).contains("hello from the lab");
            assertThat(Inspecting.inspection(
                            inspecting.flows("curl", Fault.UNKNOWN_ROOT.host).getFirst()))
                    .isEqualTo("inspected");
        });
        inspecting.distrust("old.pem");
        await().atMost(ROOTS_SEEN)
                .untilAsserted(() -> assertThat(curl(Fault.UNKNOWN_ROOT, inspecting.both()))
                        .isEqualTo(CURL.get(Fault.UNKNOWN_ROOT)));
        newestFlowIs(Fault.UNKNOWN_ROOT, "curl");
    }

    private static void newestFlowIs(Fault fault, String app) {
        await().atMost(LIMIT).untilAsserted(() -> {
            var flow = inspecting.flows(app, fault.host).stream()
                    .filter(one -> one.at("/destination/port").asInt() == fault.port)
                    .findFirst()
                    .orElseThrow();
            assertThat(Inspecting.inspection(flow)).as(flow.toString()).isEqualTo(fault.inspection);
        });
    }

    private static Seen curl(Fault fault, Path roots) {
        return run("curl -sS --max-time 20 -w '%{http_code} %{http_version} %{ssl_verify_result}' --cacert " + roots
                + " " + withFiles(fault.curl) + " https://" + fault.host + ":" + fault.port + "/");
    }

    private static Seen openssl(Fault fault, Path roots) {
        return run("printf 'GET / HTTP/1.1\\r\\nHost: " + fault.host + "\\r\\nConnection: close\\r\\n\\r\\n' |"
                + " timeout 20 openssl s_client -ign_eof -showcerts -verify_return_error -verify_hostname " + fault.host
                + " -CAfile " + roots + " -alpn http/1.1 -servername " + fault.host + " " + withFiles(fault.openssl)
                + " -connect " + fault.host + ":" + fault.port);
    }

    private static String withFiles(String options) {
        return options.replace(
                "CLIENT", inspecting.lab().folder().resolve("client").toString());
    }

    private static Seen telling(Seen openssl, boolean certificates) {
        return new Seen(
                openssl.status(), telling(openssl.output(), certificates), telling(openssl.errors(), certificates));
    }

    private static String telling(String output, boolean certificates) {
        return output.lines()
                .filter(line -> OPENSSL_TELLING.matcher(line).matches())
                .filter(line -> certificates || line.matches("Verif(y|ication).*|.*ALPN.*|HTTP/.*|hello.*"))
                // A thread's number stands before each error.
                .map(line -> line.replaceFirst("^[0-9A-F]+:error:", "error:"))
                .collect(Collectors.joining("\n"));
    }

    private static Seen run(String command) {
        var ran = Program.run(LIMIT, inspecting.lab().onDesktop("sh", "-c", command));
        return new Seen(ran.status(), ran.output(), ran.errors());
    }
}
