package org.weir.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * For tools with a store of their own that is no file one could add to: a file of variables, which the user's shell sources.
 * Variables that are set already are left alone: whoever set them has a store of another kind.
 */
public final class EnvironmentStore implements TrustStore {
    static final String ID = "env";

    /** Tools that take one more root: Node. */
    private static final List<String> ONE_MORE = List.of("NODE_EXTRA_CA_CERTS");

    /** Tools that take a whole bundle instead of their own: Python, requests, pip, curl, git, npm, cargo. */
    private static final List<String> BUNDLE = List.of(
            "SSL_CERT_FILE",
            "REQUESTS_CA_BUNDLE",
            "PIP_CERT",
            "CURL_CA_BUNDLE",
            "GIT_SSL_CAINFO",
            "npm_config_cafile",
            "CARGO_HTTP_CAINFO");

    private final Machine machine;

    EnvironmentStore(Machine machine) {
        this.machine = machine;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "variables for Node, Python, pip, curl, git, npm and cargo (" + script() + ")";
    }

    @Override
    public @Nullable String obstacle() {
        if (!machine.ownsHome()) {
            return "the home folder belongs to somebody else: run weir as that user, without sudo";
        }
        return SystemStore.bundle(machine) == null ? "the system has no bundle of roots to add ours to" : null;
    }

    /** What the user's shell has to do, once; we do not write into files of the shell. */
    public String sourceLine() {
        return "[ ! -r " + quoted(script()) + " ] || . " + quoted(script());
    }

    /** What {@link #script} will be. */
    public String text() {
        var text = new StringBuilder("""
                # Has tools with a store of their own trust Weir's certificate authority. Made by 'weir trust install --store env';
                # 'weir trust remove --store env' takes it away. Variables that are set already stay as they are.
                if [ -r %s ] && [ -r %s ]; then
                """.formatted(quoted(certificate()), quoted(bundle())));
        ONE_MORE.forEach(name -> text.append(line(name, certificate())));
        BUNDLE.forEach(name -> text.append(line(name, bundle())));
        return text.append("fi\n").toString();
    }

    private static String line(String name, Path file) {
        return "  [ -n \"${" + name + "-}\" ] || export " + name + "=" + quoted(file) + "\n";
    }

    public Path script() {
        return machine.userFolder("XDG_CONFIG_HOME", ".config").resolve("trust.sh");
    }

    private Path certificate() {
        return machine.userFolder("XDG_DATA_HOME", ".local/share").resolve("weir-ca.pem");
    }

    private Path bundle() {
        return machine.userFolder("XDG_DATA_HOME", ".local/share").resolve("ca-bundle.pem");
    }

    @Override
    public Look look(CaCertificate ca) throws IOException {
        var content = FileImage.read(certificate());
        var ours = content != null && ca.isIn(new String(content, StandardCharsets.US_ASCII));
        if (!ours || !Files.exists(script()) || !Files.exists(bundle())) {
            return Look.of(Presence.ABSENT);
        }
        var read = machine.environment()
                .getOrDefault("NODE_EXTRA_CA_CERTS", "")
                .equals(certificate().toString());
        var system = SystemStore.bundle(machine);
        String note = null;
        if (system != null && Files.getLastModifiedTime(system).compareTo(Files.getLastModifiedTime(bundle())) > 0) {
            note = "the system's roots changed since: weir trust install --store env makes it anew";
        } else if (!read) {
            note = "this shell has not read it: " + sourceLine();
        }
        return new Look(read ? Presence.TRUSTED : Presence.PRESENT, note);
    }

    @Override
    public List<Replacement> prepare(CaCertificate ca, Path scratch) throws IOException {
        var system = Objects.requireNonNull(SystemStore.bundle(machine), "bundle");
        var roots = Files.readString(system, StandardCharsets.ISO_8859_1);
        // Both authorities of a rotation may be wanted: what is there already stays until it is removed.
        var earlier = FileImage.read(certificate());
        var kept = earlier == null ? "" : new String(earlier, StandardCharsets.US_ASCII);
        var ours = ca.isIn(kept) ? kept : kept + ca.pem();
        var all = new ArrayList<Replacement>();
        all.add(new Replacement(certificate(), ours.getBytes(StandardCharsets.US_ASCII), "rw-r--r--"));
        all.add(new Replacement(
                bundle(),
                (roots.endsWith("\n") ? roots + ours : roots + "\n" + ours).getBytes(StandardCharsets.ISO_8859_1),
                "rw-r--r--"));
        all.add(new Replacement(script(), text().getBytes(StandardCharsets.UTF_8), "rw-r--r--"));
        return all;
    }

    /** The files are ours altogether; they go when no other authority of ours is in them. */
    @Override
    public void remove(CaCertificate ca) throws IOException {
        var content = FileImage.read(certificate());
        if (content == null) {
            return;
        }
        var left = new String(content, StandardCharsets.US_ASCII).replace(ca.pem(), "");
        if (left.isBlank()) {
            FileImage.put(script(), null, "");
            FileImage.put(bundle(), null, "");
            FileImage.put(certificate(), null, "");
        } else {
            var bundled = Objects.requireNonNullElse(FileImage.read(bundle()), new byte[0]);
            FileImage.put(
                    bundle(),
                    new String(bundled, StandardCharsets.ISO_8859_1)
                            .replace(ca.pem(), "")
                            .getBytes(StandardCharsets.ISO_8859_1),
                    "rw-r--r--");
            FileImage.put(certificate(), left.getBytes(StandardCharsets.US_ASCII), "rw-r--r--");
        }
    }

    @Override
    public Verdict verify(CaCertificate ca, Canary canary) throws IOException {
        var tried = new ArrayList<String>();
        for (var client : EnvironmentClients.all()) {
            var program = machine.program(client.program());
            if (program.isEmpty()) {
                continue;
            }
            var result = Programs.run(
                    List.of("/bin/sh", "-c", ". " + quoted(script()) + "; " + client.command(program.get(), canary)),
                    cleanEnvironment());
            if (!result.well() || !result.output().contains(canary.body().strip())) {
                return new Verdict(false, client.program() + ": " + result.lastLine());
            }
            tried.add(client.program());
        }
        return tried.isEmpty()
                ? Verdict.untried("none of the tools is installed")
                : new Verdict(true, String.join(", ", tried) + " connect");
    }

    private Map<String, String> cleanEnvironment() {
        return Map.of(
                "PATH", machine.environment().getOrDefault("PATH", "/usr/bin:/bin"),
                "HOME", machine.home().toString(),
                "LANG", "C.UTF-8");
    }

    /** For a shell. */
    static String quoted(Path file) {
        return "'" + file.toString().replace("'", "'\\''") + "'";
    }
}
