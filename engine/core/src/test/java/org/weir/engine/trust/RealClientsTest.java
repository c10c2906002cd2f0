package org.weir.engine.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weir.api.control.Ca;

/** Our certificates as the clients of this machine judge them: with our authority they connect, without it they do not. */
class RealClientsTest {
    @TempDir
    private Path folder;

    private TrustLab lab;
    private CanaryServers canaries;
    private Path root;

    @BeforeEach
    void open() throws Exception {
        lab = TrustLab.open(folder.resolve("ca"));
        canaries = new CanaryServers(lab.clock, TrustLab.RANDOM);
        root = folder.resolve("root.pem");
        TrustLab.write(root, "CERTIFICATE", lab.authority().getEncoded());
    }

    @AfterEach
    void close() {
        canaries.close();
        lab.close();
    }

    /**
     * A client that connects to HOST:PORT.
     *
     * @param trusting its arguments and environment with ROOT, the file of our authority, trusted
     */
    record Client(
            String name, String program, List<String> trusting, Map<String, String> environment, List<String> plain) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Client> clients() {
        var all = Stream.<Client>builder();
        for (var version : List.of("1.2", "1.3")) {
            var curl = "curl -sS --tlsv" + version + " --tls-max " + version;
            all.add(new Client(
                    "curl " + version,
                    "curl",
                    words(curl + " --cacert ROOT https://HOST:PORT/"),
                    Map.of(),
                    words(curl + " https://HOST:PORT/")));
            var tls = "-tls" + version.replace('.', '_');
            all.add(new Client(
                    "openssl " + version,
                    "openssl",
                    List.of(
                            "openssl",
                            "s_client",
                            "-verify_return_error",
                            "-x509_strict",
                            "-verify_ip",
                            "HOST",
                            "-CAfile",
                            "ROOT",
                            tls,
                            "-connect",
                            "HOST:PORT"),
                    Map.of(),
                    List.of("openssl", "s_client", "-verify_return_error", tls, "-connect", "HOST:PORT")));
            var priority = "NORMAL:-VERS-ALL:+VERS-TLS" + version;
            all.add(new Client(
                    "gnutls " + version,
                    "gnutls-cli",
                    List.of("gnutls-cli", "--priority", priority, "--x509cafile", "ROOT", "-p", "PORT", "HOST"),
                    Map.of(),
                    List.of("gnutls-cli", "--priority", priority, "-p", "PORT", "HOST")));
        }
        var python = "import ssl,urllib.request as u; print(u.urlopen('https://HOST:PORT/').read().decode())";
        all.add(new Client(
                "python",
                "python3",
                List.of("python3", "-c", python),
                Map.of("SSL_CERT_FILE", "ROOT"),
                List.of("python3", "-c", python)));
        var node = "require('https').get('https://HOST:PORT/',r=>r.pipe(process.stdout))"
                + ".on('error',e=>{console.log(e.code);process.exit(1)})";
        all.add(new Client(
                "node",
                "node",
                List.of("node", "-e", node),
                Map.of("NODE_EXTRA_CA_CERTS", "ROOT"),
                List.of("node", "-e", node)));
        all.add(new Client(
                "git",
                "git",
                // A server that is no git server: that it could be asked at all is what counts.
                List.of(
                        "sh",
                        "-c",
                        "git -c http.sslCAInfo=ROOT ls-remote https://HOST:PORT/ 2>&1 | grep -q 'not valid: is this a git repository'"),
                Map.of("GIT_CONFIG_GLOBAL", "/dev/null"),
                List.of("git", "ls-remote", "https://HOST:PORT/")));
        return all.build();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void connectsWithOurAuthorityAndNotWithout(Client client) throws Exception {
        assumeTrue(TrustLab.has(client.program()), client.program() + " is not installed");

        var with = run(client.trusting(), client.environment());
        assertThat(with.code()).as(with.text()).isZero();

        var without = run(client.plain(), Map.of("GIT_CONFIG_GLOBAL", "/dev/null"));
        assertThat(without.code()).as(without.text()).isNotZero();
    }

    @ParameterizedTest
    @MethodSource("javas")
    void everyJavaConnectsWithOurAuthorityAndNotWithout(Path home) throws Exception {
        var source = folder.resolve("Get.java");
        Files.writeString(source, """
                public class Get {
                    public static void main(String[] a) throws Exception {
                        var in = new java.net.URI(a[0]).toURL().openConnection().getInputStream();
                        System.out.print(new String(in.readAllBytes()));
                    }
                }
                """);
        var store = folder.resolve("trust.p12").toString();
        var made = TrustLab.run(
                List.of(
                        home + "/bin/keytool",
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "weir",
                        "-file",
                        root.toString(),
                        "-keystore",
                        store,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit"),
                Map.of());
        assertThat(made.code()).as(made.text()).isZero();
        var java = home + "/bin/java";

        var with = run(
                List.of(
                        java,
                        "-Djavax.net.ssl.trustStore=" + store,
                        "-Djavax.net.ssl.trustStorePassword=changeit",
                        source.toString(),
                        "https://HOST:PORT/"),
                Map.of());
        assertThat(with.text()).contains("weir-canary");
        var without = run(List.of(java, source.toString(), "https://HOST:PORT/"), Map.of());
        assertThat(without.text()).contains("PKIX path building failed");
    }

    static Stream<Path> javas() throws Exception {
        try (var found = Files.list(Path.of("/usr/lib/jvm"))) {
            var homes = found.filter(Files::isDirectory)
                    .filter(home -> Files.isExecutable(home.resolve("bin/keytool")))
                    .filter(home -> !Files.isSymbolicLink(home))
                    .toList();
            return homes.isEmpty() ? Stream.of(Path.of(System.getProperty("java.home"))) : homes.stream();
        }
    }

    @Test
    void opensslAcceptsTheChainForEveryKindOfName() throws Exception {
        assumeTrue(TrustLab.has("openssl"));
        for (var name : List.of("www.example.com", "a_b.example.com", "192.0.2.7", "2001:db8::1")) {
            var leaf = folder.resolve("leaf.pem");
            TrustLab.write(
                    leaf, "CERTIFICATE", lab.leaf(name, null).chain().getFirst().getEncoded());
            var check = Names.isAddress(name) ? "-verify_ip" : "-verify_hostname";
            var said = TrustLab.run(
                    List.of(
                            "openssl",
                            "verify",
                            "-x509_strict",
                            "-purpose",
                            "sslserver",
                            check,
                            name,
                            "-CAfile",
                            root.toString(),
                            leaf.toString()),
                    Map.of());
            assertThat(said.code()).as(said.text()).isZero();
        }
    }

    @Test
    void certtoolAcceptsTheChain() throws Exception {
        assumeTrue(TrustLab.has("certtool"));
        var chain = folder.resolve("chain.pem");
        TrustLab.write(
                chain,
                "CERTIFICATE",
                lab.leaf("www.example.com", null).chain().getFirst().getEncoded());
        var said = TrustLab.run(
                List.of(
                        "certtool",
                        "--verify",
                        "--verify-hostname",
                        "www.example.com",
                        "--verify-purpose",
                        "1.3.6.1.5.5.7.3.1",
                        "--load-ca-certificate",
                        root.toString(),
                        "--infile",
                        chain.toString()),
                Map.of());
        assertThat(said.code()).as(said.text()).isZero();
    }

    @Test
    void nssAcceptsTheChain() throws Exception {
        assumeTrue(TrustLab.has("certutil"), "certutil is not installed");
        var store = "sql:" + Files.createDirectory(folder.resolve("nss"));
        var leaf = folder.resolve("leaf.pem");
        TrustLab.write(
                leaf,
                "CERTIFICATE",
                lab.leaf("www.example.com", null).chain().getFirst().getEncoded());
        for (var command : List.of(
                List.of("certutil", "-N", "-d", store, "--empty-password"),
                List.of("certutil", "-A", "-d", store, "-n", "weir", "-t", "C,,", "-i", root.toString()),
                List.of("certutil", "-A", "-d", store, "-n", "leaf", "-t", ",,", "-i", leaf.toString()),
                List.of("certutil", "-V", "-d", store, "-n", "leaf", "-u", "V"))) {
            var said = TrustLab.run(command, Map.of());
            assertThat(said.code()).as(said.text()).isZero();
        }
    }

    private TrustLab.Said run(List<String> command, Map<String, String> environment) throws Exception {
        var canary = canaries.start(lab.authorities.authority(false));
        var filled = command.stream().map(word -> fill(word, canary)).toList();
        var variables = new HashMap<String, String>();
        environment.forEach((name, value) -> variables.put(name, fill(value, canary)));
        var said = TrustLab.run(filled, variables);
        canaries.close();
        return said;
    }

    private String fill(String word, Ca.Canary canary) {
        return word.replace("HOST", canary.address())
                .replace("PORT", Integer.toString(canary.port()))
                .replace("ROOT", root.toString());
    }

    private static List<String> words(String command) {
        return List.of(command.split(" "));
    }
}
