package org.weir.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The system's own store: a certificate in a folder, and a program that makes bundles of the folder. */
final class SystemStore implements TrustStore {
    static final String ID = "system";

    /** Debian and Fedora differ in folders and in the program. */
    private enum Layout {
        DEBIAN(
                "update-ca-certificates",
                "usr/local/share/ca-certificates",
                ".crt",
                "etc/ssl/certs/ca-certificates.crt"),
        FEDORA(
                "update-ca-trust",
                "etc/pki/ca-trust/source/anchors",
                ".pem",
                "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem");

        final String program;
        final String anchors;
        final String ending;
        final String bundle;

        Layout(String program, String anchors, String ending, String bundle) {
            this.program = program;
            this.anchors = anchors;
            this.ending = ending;
            this.bundle = bundle;
        }
    }

    private static final String JAVA_BUNDLE = "etc/ssl/certs/java/cacerts";

    private final Machine machine;
    private final Layout layout;

    private SystemStore(Machine machine, Layout layout) {
        this.machine = machine;
        this.layout = layout;
    }

    /** Empty on a system of a kind that we do not know. */
    static Optional<SystemStore> find(Machine machine) {
        for (var layout : Layout.values()) {
            // The folder of anchors may have been removed by a tidy administrator; the bundle is what clients read.
            if (Files.exists(machine.path(layout.bundle))) {
                return Optional.of(new SystemStore(machine, layout));
            }
        }
        return Optional.empty();
    }

    /** The bundle that clients without a store of their own read; null when there is none. */
    static @Nullable Path bundle(Machine machine) {
        return find(machine).map(found -> machine.path(found.layout.bundle)).orElse(null);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "the system's store (curl, wget, git, Python and most tools)";
    }

    @Override
    public @Nullable String obstacle() {
        if (machine.program(layout.program).isEmpty()) {
            return layout.program + " is missing: install the package ca-certificates";
        }
        return isWritable() ? null : "only root may change it: sudo weir trust install --store system";
    }

    @Override
    public boolean needsRoot() {
        return machine.program(layout.program).isPresent() && !isWritable();
    }

    private boolean isWritable() {
        return Files.isWritable(existing(machine.path(layout.anchors))) && Files.isWritable(bundleFolder());
    }

    @Override
    public Look look(CaCertificate ca) throws IOException {
        var bundle = FileImage.read(machine.path(layout.bundle));
        if (bundle != null && ca.isIn(new String(bundle, StandardCharsets.US_ASCII))) {
            return Look.of(Presence.TRUSTED);
        }
        return FileImage.read(anchor(ca)) == null
                ? Look.of(Presence.ABSENT)
                : new Look(Presence.PRESENT, "the bundle was not made anew: run " + layout.program);
    }

    @Override
    public List<Replacement> prepare(CaCertificate ca, Path scratch) {
        return List.of(new Replacement(anchor(ca), ca.pem().getBytes(StandardCharsets.US_ASCII), "rw-r--r--"));
    }

    @Override
    public void remove(CaCertificate ca) throws IOException {
        var anchor = anchor(ca);
        var content = FileImage.read(anchor);
        if (content != null && ca.isIn(new String(content, StandardCharsets.US_ASCII))) {
            FileImage.put(anchor, null, "");
        }
    }

    @Override
    public List<Path> derived() {
        var all = new ArrayList<Path>();
        all.add(machine.path(layout.bundle));
        var java = machine.path(JAVA_BUNDLE);
        if (Files.exists(java)) {
            all.add(java);
        }
        return all;
    }

    @Override
    public void settle() throws IOException {
        var program = machine.program(layout.program)
                .orElseThrow(() -> new IOException(layout.program + " is missing: install the package ca-certificates"))
                .toString();
        var command = new ArrayList<String>();
        command.add(program);
        if (layout == Layout.DEBIAN) {
            // Without it, links to a certificate that is gone would stay.
            command.add("--fresh");
            if (!machine.isHere()) {
                command.addAll(List.of(
                        "--certsconf", path("etc/ca-certificates.conf"),
                        "--certsdir", path("usr/share/ca-certificates"),
                        "--localcertsdir", path(layout.anchors),
                        "--etccertsdir", path("etc/ssl/certs"),
                        "--hooksdir", path("etc/ca-certificates/update.d")));
            }
        }
        Programs.must(command, programEnvironment());
    }

    @Override
    public Verdict verify(CaCertificate ca, Canary canary) throws IOException {
        var curl = machine.program("curl");
        if (curl.isEmpty()) {
            return Verdict.untried("curl is not installed");
        }
        var command = new ArrayList<>(List.of(curl.get().toString(), "-sS", "--noproxy", "*", "--max-time", "20"));
        if (!machine.isHere()) {
            command.addAll(List.of("--cacert", path(layout.bundle)));
        }
        command.add(canary.url());
        var result = Programs.run(command, programEnvironment());
        return new Verdict(
                result.well() && result.output().equals(canary.body()),
                result.well() ? "curl connects" : result.lastLine());
    }

    /** Nothing by which the user's shell names other stores. */
    private Map<String, String> programEnvironment() {
        var environment = new HashMap<String, String>();
        for (var name : List.of("PATH", "HOME", "LANG", "TMPDIR")) {
            var value = machine.environment().get(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.merge("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", (own, system) -> own + ":" + system);
        return environment;
    }

    private Path anchor(CaCertificate ca) {
        return machine.path(layout.anchors).resolve(ca.tag() + layout.ending);
    }

    private String path(String relative) {
        return machine.path(relative).toString();
    }

    private Path bundleFolder() {
        return Objects.requireNonNull(machine.path(layout.bundle).getParent());
    }

    /** The folder itself, or the nearest one above that exists. */
    private static Path existing(Path folder) {
        var found = folder;
        while (!Files.exists(found) && found.getParent() != null) {
            found = found.getParent();
        }
        return found;
    }
}
