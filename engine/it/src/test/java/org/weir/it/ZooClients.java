package org.weir.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.weir.testkit.lab.Lab;

/** Real TLS clients, each with the way in which it is told whom to trust. All print or request what the lab serves at /. */
final class ZooClients {
    /** How a request of a client ended well. */
    enum Success {
        /** It exits with 0. */
        STATUS,
        /** The page is in what it prints. */
        PAGE,
        /** The server's 404 is in what it prints: git asks for a repository that is not there. */
        NOT_FOUND,
        /** nginx logged a request for the path that it was given. */
        REQUESTED
    }

    /**
     * A client that speaks one version of TLS.
     *
     * @param app its name in the inbox
     * @param evidence what its refusal is, {@code any} where versions of the client differ
     */
    record Client(String app, String version, String evidence, Success success, Command command) {
        String host() {
            return version.equals("1.2") ? "tls12.lab.test" : "tls13.lab.test";
        }

        boolean browser() {
            return app.equals("chromium") || app.equals("firefox-esr");
        }

        @Override
        public String toString() {
            return app + " " + version;
        }
    }

    /** The command line for one request. {@code trusted}: a PEM file with every root that is to be trusted. */
    interface Command {
        List<String> of(String host, Path trusted, String path);
    }

    private final Lab lab;
    private final Path folder;

    /** @param folder for what clients keep */
    ZooClients(Lab lab, Path folder) {
        this.lab = lab;
        this.folder = folder;
    }

    List<Client> all() {
        var all = new ArrayList<Client>();
        for (var version : List.of("1.2", "1.3")) {
            all.add(curl(version));
            all.add(openssl(version));
            all.add(gnutls(version));
            all.add(python(version));
            all.add(node(version));
            javas().forEach(home -> all.add(java(home, version)));
            chromium().forEach(program -> all.add(chromium(program, version)));
            firefox().forEach(program -> all.add(firefox(program, version)));
        }
        all.add(git());
        return all;
    }

    private static Client curl(String version) {
        return new Client(
                "curl",
                version,
                "certain",
                Success.PAGE,
                (host, trusted, path) -> List.of(
                        "curl",
                        "-sS",
                        "--max-time",
                        "20",
                        "--tlsv" + version,
                        "--tls-max",
                        version,
                        "--cacert",
                        trusted.toString(),
                        "https://" + host + path));
    }

    private static Client openssl(String version) {
        var flag = "-tls" + version.replace('.', '_');
        return new Client(
                "openssl",
                version,
                "certain",
                Success.PAGE,
                (host, trusted, path) -> request(
                        "openssl s_client -quiet -verify_return_error " + flag + " -connect " + host
                                + ":443 -servername " + host + " -CAfile " + trusted,
                        host,
                        path));
    }

    private static Client gnutls(String version) {
        return new Client(
                "gnutls-cli",
                version,
                "certain",
                Success.PAGE,
                (host, trusted, path) -> request(
                        "gnutls-cli --x509cafile=" + trusted + " --priority NORMAL:-VERS-ALL:+VERS-TLS" + version + " "
                                + host,
                        host,
                        path));
    }

    /** These two send what they read; they end when the server does. */
    private static List<String> request(String client, String host, String path) {
        var head = "GET " + path + " HTTP/1.1\\r\\nHost: " + host + "\\r\\nConnection: close\\r\\n\\r\\n";
        return List.of("sh", "-c", "{ printf '" + head + "'; sleep 3; } | timeout 20 " + client);
    }

    private static Client python(String version) {
        var code = """
                import http.client, ssl, sys
                host, trusted, path, version = sys.argv[1:]
                context = ssl.create_default_context(cafile=trusted)
                context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
                connection = http.client.HTTPSConnection(host, context=context, timeout=20)
                connection.request("GET", path)
                print(connection.getresponse().read().decode())
                """;
        return new Client(
                "python3.11",
                version,
                "certain",
                Success.PAGE,
                (host, trusted, path) -> List.of(
                        "python3", "-c", code, host, trusted.toString(), path, "TLSv" + version.replace('.', '_')));
    }

    private static Client node(String version) {
        var code = "const [url, trusted] = process.argv.slice(1);"
                + "require('https').get(url, {ca: require('fs').readFileSync(trusted)}, answer => answer.pipe(process.stdout))"
                + ".on('error', e => { console.error(e.message); process.exit(1); });";
        return new Client(
                "node",
                version,
                "likely",
                Success.PAGE,
                (host, trusted, path) -> List.of(
                        "node",
                        "--tls-min-v" + version,
                        "--tls-max-v" + version,
                        "-e",
                        code,
                        "https://" + host + path,
                        trusted.toString()));
    }

    /** Has a setting for the lowest version only. */
    private static Client git() {
        return new Client(
                "git-remote-http",
                "1.3",
                "likely",
                Success.NOT_FOUND,
                (host, trusted, path) -> List.of(
                        "env",
                        "GIT_SSL_CAINFO=" + trusted,
                        "git",
                        "ls-remote",
                        "https://" + host + "/no-such-repository.git" + path.substring(1)));
    }

    /** Run from source, so that the file is the app; each JDK has a file of its own. */
    private Client java(Path home, String version) {
        var name = "Client-" + home.getFileName() + ".java";
        return new Client(name, version, "any", Success.STATUS, (host, trusted, path) -> {
            try {
                var file = folder.resolve(name);
                Files.copy(lab.client("Client.java"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return List.of(
                    "env",
                    "WEIR_LAB_CA=" + trusted,
                    home.resolve("bin/java").toString(),
                    "-Djdk.tls.client.protocols=TLSv" + version,
                    folder.resolve(name).toString(),
                    "https://" + host + path);
        });
    }

    private static List<Path> javas() {
        return present(Stream.of(
                        "/usr/lib/jvm/java-17-openjdk-amd64/bin/java", System.getProperty("java.home") + "/bin/java"))
                .map(program -> program.getParent().getParent())
                .toList();
    }

    private static List<Path> chromium() {
        return present(Stream.of("/usr/bin/chromium")).toList();
    }

    private static List<Path> firefox() {
        return present(Stream.of("/usr/bin/firefox-esr")).toList();
    }

    private static Stream<Path> present(Stream<String> programs) {
        return programs.map(Path::of).filter(Files::isExecutable);
    }

    /** A home folder whose NSS database trusts every certificate of the file. */
    private Client chromium(Path program, String version) {
        return new Client("chromium", version, "certain", Success.PAGE, (host, trusted, path) -> {
            var home = folder.resolve("chromium-" + version + "-" + trusted.getFileName());
            return List.of(
                    "sh",
                    "-c",
                    String.join(
                            "\n",
                            "rm -rf " + home + "; mkdir -p " + home + "/.pki/nssdb",
                            trust("sql:" + home + "/.pki/nssdb", trusted),
                            "HOME=" + home + " timeout 60 " + program + " --headless --no-sandbox --disable-gpu"
                                    + " --disable-background-networking --disable-component-update --no-first-run"
                                    + " --user-data-dir=" + home + "/data --ssl-version-max=tls" + version
                                    + " --ssl-version-min=tls" + version + " --dump-dom https://" + host + path));
        });
    }

    private Client firefox(Path program, String version) {
        var number = version.equals("1.2") ? "3" : "4";
        return new Client("firefox-esr", version, "any", Success.REQUESTED, (host, trusted, path) -> {
            var home = folder.resolve("firefox-" + version + "-" + trusted.getFileName());
            return List.of(
                    "sh",
                    "-c",
                    String.join(
                            "\n",
                            "rm -rf " + home + "; mkdir -p " + home + "/profile",
                            trust("sql:" + home + "/profile", trusted),
                            "printf '%s\\n' 'user_pref(\"security.tls.version.max\", " + number + ");'"
                                    + " 'user_pref(\"security.tls.version.min\", " + number + ");'"
                                    + " 'user_pref(\"network.captive-portal-service.enabled\", false);'"
                                    + " 'user_pref(\"network.connectivity-service.enabled\", false);'"
                                    + " 'user_pref(\"app.normandy.enabled\", false);'"
                                    + " 'user_pref(\"dom.security.https_only_mode_error_page_user_suggestions\", false);'"
                                    + " > " + home + "/profile/user.js",
                            "HOME=" + home + " timeout 60 " + program + " --headless --no-remote --profile " + home
                                    + "/profile --screenshot " + home + "/page.png https://" + host + path));
        });
    }

    private static String trust(String database, Path trusted) {
        return String.join(
                "\n",
                "certutil -N -d " + database + " --empty-password",
                "csplit -s -z -f " + trusted + "-part- " + trusted + " '/BEGIN/' '{*}'",
                "for part in " + trusted + "-part-*; do grep -q BEGIN $part && certutil -A -d " + database
                        + " -n $(basename $part) -t C,, -i $part; done");
    }
}
