package org.weir.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One cacerts file, and the JDKs that use it: on Debian several share one. Changed by the keytool of the first of them. */
final class JdkStore implements TrustStore {
    /** Every JDK's, since there have been JDKs. */
    private static final String PASSWORD = "changeit";

    /** Where JDKs are: one folder a JDK in each. */
    private static final List<String> SYSTEM_FOLDERS = List.of("usr/lib/jvm", "usr/java", "opt");

    private static final List<String> USER_FOLDERS =
            List.of(".sdkman/candidates/java", ".jdks", ".asdf/installs/java", ".local/share/mise/installs/java");

    private static final List<String> CACERTS = List.of("lib/security/cacerts", "jre/lib/security/cacerts");

    private final Path cacerts;
    private final List<Path> homes;

    private JdkStore(Path cacerts, List<Path> homes) {
        this.cacerts = cacerts;
        this.homes = List.copyOf(homes);
    }

    static List<JdkStore> find(Machine machine) {
        var candidates = new ArrayList<Path>();
        SYSTEM_FOLDERS.forEach(folder -> candidates.addAll(children(machine.path(folder))));
        USER_FOLDERS.forEach(folder -> candidates.addAll(children(machine.home().resolve(folder))));
        var named = machine.environment().getOrDefault("JAVA_HOME", "");
        if (named.startsWith("/") && machine.isHere()) {
            candidates.add(Path.of(named));
        }
        var byStore = new LinkedHashMap<Path, List<Path>>();
        for (var home : candidates) {
            for (var relative : CACERTS) {
                try {
                    if (Files.isExecutable(home.resolve("bin/keytool")) && Files.exists(home.resolve(relative))) {
                        var homes =
                                byStore.computeIfAbsent(home.resolve(relative).toRealPath(), _ -> new ArrayList<>());
                        var real = home.toRealPath();
                        if (!homes.contains(real)) {
                            homes.add(real);
                        }
                    }
                } catch (IOException e) {
                    // Gone in this moment, or not ours to look at.
                }
            }
        }
        return byStore.entrySet().stream()
                .map(entry -> new JdkStore(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public String id() {
        return "jdk:" + cacerts;
    }

    @Override
    public String title() {
        return "Java: " + String.join(", ", homes.stream().map(Path::toString).toList());
    }

    @Override
    public @Nullable String obstacle() {
        return Files.isWritable(cacerts) && Files.isWritable(Objects.requireNonNull(cacerts.getParent()))
                ? null
                : "this user may not change " + cacerts + ": use sudo";
    }

    @Override
    public boolean needsRoot() {
        return obstacle() != null;
    }

    @Override
    public Look look(CaCertificate ca) throws IOException {
        return Look.of(alias(cacerts, ca) == null ? Presence.ABSENT : Presence.TRUSTED);
    }

    /** On a copy: keytool writes in place, and a cacerts cut short would end every TLS connection of that Java. */
    @Override
    public List<Replacement> prepare(CaCertificate ca, Path scratch) throws IOException {
        var copy = Files.copy(cacerts, scratch.resolve("cacerts"));
        var pem = Files.writeString(scratch.resolve("ca.pem"), ca.pem());
        keytool(
                "-importcert",
                "-noprompt",
                "-trustcacerts",
                "-alias",
                ca.tag(),
                "-file",
                pem.toString(),
                "-keystore",
                copy.toString());
        if (alias(copy, ca) == null) {
            throw new IOException("keytool did not add the certificate to " + cacerts);
        }
        return List.of(new Replacement(cacerts, Files.readAllBytes(copy), "rw-r--r--"));
    }

    @Override
    public void remove(CaCertificate ca) throws IOException {
        var alias = alias(cacerts, ca);
        // An alias that is not ours was given by somebody else: it stays.
        if (alias == null || !alias.equalsIgnoreCase(ca.tag())) {
            return;
        }
        var scratch = Files.createTempDirectory("weir-trust-");
        var copy = scratch.resolve("cacerts");
        try {
            Files.copy(cacerts, copy);
            keytool("-delete", "-alias", alias, "-keystore", copy.toString());
            FileImage.put(cacerts, Files.readAllBytes(copy), "rw-r--r--");
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(scratch);
        }
    }

    @Override
    public Verdict verify(CaCertificate ca, Canary canary) throws IOException {
        var scratch = Files.createTempDirectory("weir-trust-");
        var source = scratch.resolve("Get.java");
        try {
            Files.writeString(source, """
                    public class Get {
                        public static void main(String[] a) throws Exception {
                            var in = new java.net.URI(a[0]).toURL().openConnection(java.net.Proxy.NO_PROXY).getInputStream();
                            System.out.print(new String(in.readAllBytes()));
                        }
                    }
                    """);
            for (var home : homes) {
                var java = home.resolve("bin/java");
                var result = Programs.run(List.of(java.toString(), source.toString(), canary.url()), Map.of());
                if (result.output().contains("jdk.compiler")) {
                    return Verdict.untried(java + " cannot run source text, which is how it is tried");
                }
                if (!result.well() || !result.output().endsWith(canary.body())) {
                    return new Verdict(false, java + ": " + reason(result));
                }
            }
            return new Verdict(true, homes.size() == 1 ? "java connects" : homes.size() + " Javas connect");
        } finally {
            Files.deleteIfExists(source);
            Files.deleteIfExists(scratch);
        }
    }

    private static String reason(Programs.Result result) {
        return result.output()
                .lines()
                .filter(line -> line.contains("Exception"))
                .findFirst()
                .orElse(result.lastLine());
    }

    /** The first alias of this certificate, or null. */
    private static @Nullable String alias(Path file, CaCertificate ca) throws IOException {
        try {
            var store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
            for (var alias : Collections.list(store.aliases())) {
                var certificate = store.getCertificate(alias);
                if (certificate != null
                        && CaCertificate.sha256(certificate.getEncoded()).equals(ca.sha256())) {
                    return alias;
                }
            }
            return null;
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void keytool(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(homes.getFirst().resolve("bin/keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        Programs.must(command, Map.of("LANG", "C.UTF-8"));
    }

    private static List<Path> children(Path folder) {
        try (var found = Files.list(folder)) {
            return found.filter(Files::isDirectory)
                    // A link beside its target is the same JDK once more.
                    .sorted(Comparator.<Path, Boolean>comparing(Files::isSymbolicLink)
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
