package org.weir.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A made-up machine in a temporary folder: a root with Debian's layout, a JDK, and a home folder with browser profiles. */
final class StoresLab {
    static final String FIREFOX = "firefox:ab12cd34.default-release";

    final Path root;
    final Path home;
    final CaCertificate ca;
    final CaCertificate other;
    private final Path folder;

    StoresLab(Path folder) throws IOException {
        this.folder = folder;
        root = Files.createDirectories(folder.resolve("root"));
        home = Files.createDirectories(folder.resolve("home"));
        ca = authority("Weir CA 11111111 (test)");
        other = authority("Weir CA 22222222 (test)");
    }

    static boolean has(String program) {
        return new Machine(Path.of("/"), Path.of("/"), System.getenv())
                .program(program)
                .isPresent();
    }

    StoresLab debian() throws IOException {
        var roots = Files.createDirectories(root.resolve("usr/share/ca-certificates/test"));
        Files.createDirectories(root.resolve("usr/local/share/ca-certificates"));
        Files.createDirectories(root.resolve("etc/ca-certificates/update.d"));
        Files.createDirectories(root.resolve("etc/ssl/certs"));
        for (var name : List.of("One", "Two")) {
            Files.writeString(
                    roots.resolve(name + ".crt"), authority(name + " Root").pem());
        }
        Files.writeString(root.resolve("etc/ca-certificates.conf"), "test/One.crt\ntest/Two.crt\n");
        Files.writeString(root.resolve("etc/ssl/certs/ca-certificates.crt"), "");
        SystemStore.find(machine()).orElseThrow().settle();
        return this;
    }

    /** A JDK whose keytool and java are the ones that run this, and whose cacerts is a file of its own. */
    Path jdk(String name, String storeType) throws IOException {
        var jdk = Files.createDirectories(root.resolve("usr/lib/jvm").resolve(name));
        Files.createDirectories(jdk.resolve("lib/security"));
        Files.createDirectories(jdk.resolve("bin"));
        var real = System.getProperty("java.home");
        script(jdk.resolve("bin/keytool"), "exec " + real + "/bin/keytool \"$@\"");
        var cacerts = jdk.resolve("lib/security/cacerts");
        script(
                jdk.resolve("bin/java"),
                "exec " + real + "/bin/java -XX:TieredStopAtLevel=1 -Djavax.net.ssl.trustStore=" + cacerts + " \"$@\"");
        var pem = Files.writeString(
                folder.resolve("someone.pem"), authority("Someone Root").pem());
        // As a JDK's own: without a password, so that every program can read it.
        Programs.must(
                List.of(
                        real + "/bin/keytool",
                        "-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE",
                        "-J-Dkeystore.pkcs12.macAlgorithm=NONE",
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "someone",
                        "-file",
                        pem.toString(),
                        "-keystore",
                        cacerts.toString(),
                        "-storetype",
                        storeType,
                        "-storepass",
                        "changeit"),
                Map.of());
        Files.delete(pem);
        return cacerts;
    }

    StoresLab browsers() throws IOException {
        for (var database :
                List.of(home.resolve(".mozilla/firefox/ab12cd34.default-release"), home.resolve(".pki/nssdb"))) {
            Files.createDirectories(database);
            Programs.must(List.of("/usr/bin/certutil", "-N", "-d", "sql:" + database, "--empty-password"), Map.of());
        }
        return this;
    }

    Machine machine() {
        return machine(Map.of());
    }

    Machine machine(Map<String, String> more) {
        var environment = new HashMap<String, String>();
        environment.put("PATH", Objects.requireNonNull(System.getenv("PATH")));
        environment.put("HOME", home.toString());
        environment.putAll(more);
        return new Machine(root, home, environment);
    }

    Trust trust() {
        return new Trust(machine());
    }

    Trust.State state(String store) throws IOException {
        return line(store).state();
    }

    Trust.Line line(String store) throws IOException {
        return trust().list(ca).stream()
                .filter(line -> line.store().equals(store))
                .findFirst()
                .orElseThrow();
    }

    static void script(Path file, String command) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    CaCertificate authority(String name) throws IOException {
        var key = folder.resolve("throwaway.key");
        var pem = folder.resolve("throwaway.pem");
        Programs.must(
                List.of(
                        "/usr/bin/openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-keyout",
                        key.toString(),
                        "-out",
                        pem.toString(),
                        "-days",
                        "30",
                        "-subj",
                        "/O=Test/CN=" + name),
                Map.of());
        var made = CaCertificate.of(name, Files.readString(pem));
        Files.delete(key);
        Files.delete(pem);
        return made;
    }

    /** Every file, folder and link with its rights and what is in it. */
    Map<String, String> tree() throws IOException {
        var all = new TreeMap<String, String>();
        for (var top : List.of(root, home)) {
            try (var files = Files.walk(top)) {
                for (var file : files.toList()) {
                    all.put(folder.relativize(file).toString(), what(file));
                }
            }
        }
        return all;
    }

    private static String what(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return "-> " + Files.readSymbolicLink(file);
        }
        var rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        return Files.isDirectory(file) ? rights : rights + " " + content(file);
    }

    private static @Nullable String content(Path file) throws IOException {
        return FileImage.hash(file);
    }
}
