package org.weir.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An NSS database: one Firefox profile, or the one that Chromium and its kin share. Changed with certutil. */
final class NssStore implements TrustStore {
    private static final String DATABASE = "cert9.db";

    /** All that certutil touches in such a folder. */
    private static final List<String> FILES = List.of(DATABASE, "key4.db", "pkcs11.txt");

    /** Trusted to name servers, for nothing else: neither mail nor code. */
    private static final String TRUST = "C,,";

    /** Where Firefox and its kin keep profiles, one in each folder: plain, snap, flatpak. */
    private static final Map<String, String> PROFILES = profiles();

    /** Where Chromium and its kin look: their own package, snap, flatpak. */
    private static final Map<String, String> SHARED = Map.of(
            "chromium", ".pki/nssdb",
            "chromium-snap", "snap/chromium/current/.pki/nssdb",
            "chromium-flatpak", ".var/app/org.chromium.Chromium/.pki/nssdb",
            "chrome-flatpak", ".var/app/com.google.Chrome/.pki/nssdb");

    private final Machine machine;
    private final String id;
    private final String title;
    private final Path folder;

    private NssStore(Machine machine, String id, String title, Path folder) {
        this.machine = machine;
        this.id = id;
        this.title = title;
        this.folder = folder;
    }

    private static Map<String, String> profiles() {
        var all = new LinkedHashMap<String, String>();
        all.put("firefox", ".mozilla/firefox");
        all.put("firefox-xdg", ".config/mozilla/firefox");
        all.put("firefox-snap", "snap/firefox/common/.mozilla/firefox");
        all.put("firefox-flatpak", ".var/app/org.mozilla.firefox/.mozilla/firefox");
        all.put("librewolf", ".librewolf");
        all.put("thunderbird", ".thunderbird");
        return all;
    }

    static List<NssStore> find(Machine machine) {
        var all = new ArrayList<NssStore>();
        PROFILES.forEach((kind, relative) -> {
            for (var profile : profilesIn(machine.home().resolve(relative))) {
                var name = profile.getFileName().toString();
                all.add(new NssStore(machine, kind + ":" + name, kind + ", profile " + name, profile));
            }
        });
        SHARED.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            var folder = machine.home().resolve(entry.getValue());
            if (Files.exists(folder.resolve(DATABASE))) {
                all.add(new NssStore(
                        machine, entry.getKey(), "Chromium and its kin (~/" + entry.getValue() + ")", folder));
            }
        });
        return all;
    }

    private static List<Path> profilesIn(Path folder) {
        try (var found = Files.list(folder)) {
            return found.filter(profile -> Files.exists(profile.resolve(DATABASE)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public @Nullable String obstacle() {
        if (machine.program("certutil").isEmpty()) {
            return "certutil is missing: install the package libnss3-tools (Fedora: nss-tools)";
        }
        if (!machine.ownsHome()) {
            return "the home folder belongs to somebody else: run weir as that user, without sudo";
        }
        return Files.isWritable(folder) && Files.isWritable(folder.resolve(DATABASE))
                ? null
                : "this user may not change " + folder;
    }

    @Override
    public Look look(CaCertificate ca) throws IOException {
        if (machine.program("certutil").isEmpty()) {
            return new Look(Presence.ABSENT, "not known: " + obstacle());
        }
        var found = certutil(folder, "-L", "-n", ca.subject(), "-a");
        if (!found.well() || !ca.isIn(found.output())) {
            return Look.of(Presence.ABSENT);
        }
        var trusted = certutil(folder, "-L")
                .output()
                .lines()
                .anyMatch(line -> line.startsWith(ca.subject() + " ")
                        && line.strip().replaceAll(".*\\s", "").startsWith("C"));
        return trusted ? Look.of(Presence.TRUSTED) : new Look(Presence.PRESENT, "it is there without trust");
    }

    /** On copies, so that a crash leaves a whole database; not while a browser has it open, which would write to the old one. */
    @Override
    public @Nullable List<Replacement> prepare(CaCertificate ca, Path scratch) throws IOException {
        if (inUse()) {
            return null;
        }
        for (var name : FILES) {
            if (Files.exists(folder.resolve(name))) {
                Files.copy(folder.resolve(name), scratch.resolve(name));
            }
        }
        add(scratch, ca);
        var all = new ArrayList<Replacement>();
        // The keys' database first: a trusted entry is signed with what is in there.
        for (var name : FILES.reversed()) {
            var made = FileImage.read(scratch.resolve(name));
            if (made != null && !FileImage.hash(made).equals(FileImage.hash(folder.resolve(name)))) {
                all.add(new Replacement(folder.resolve(name), made, "rw-------"));
            }
        }
        return all;
    }

    @Override
    public List<Path> ownFiles() {
        return FILES.stream().map(folder::resolve).toList();
    }

    @Override
    public void add(CaCertificate ca) throws IOException {
        add(folder, ca);
    }

    private void add(Path database, CaCertificate ca) throws IOException {
        var pem = Files.createTempFile("weir-trust-", ".pem");
        try {
            Files.writeString(pem, ca.pem());
            var result = certutil(database, "-A", "-n", ca.subject(), "-t", TRUST, "-i", pem.toString());
            if (!result.well()) {
                throw new IOException(
                        result.output().contains("BAD_PASSWORD")
                                        || result.output().contains("assword")
                                ? "a primary password protects it: import the certificate in its settings"
                                : "certutil failed: " + result.lastLine());
            }
        } finally {
            Files.deleteIfExists(pem);
        }
    }

    @Override
    public void remove(CaCertificate ca) throws IOException {
        if (!Files.exists(folder.resolve(DATABASE)) || look(ca).presence() == Presence.ABSENT) {
            return;
        }
        var result = certutil(folder, "-D", "-n", ca.subject());
        if (!result.well()) {
            throw new IOException("certutil failed: " + result.lastLine());
        }
    }

    @Override
    public boolean inUse() {
        return OpenFiles.anyOf(ownFiles());
    }

    /** Whoever validates with NSS in this database accepts what the authority signs; no browser has to be started for it. */
    @Override
    public Verdict verify(CaCertificate ca, Canary canary) throws IOException {
        var result = certutil(folder, "-V", "-n", ca.subject(), "-u", "L");
        return new Verdict(result.well(), "certutil: " + result.lastLine());
    }

    private Programs.Result certutil(Path database, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(machine.program("certutil")
                .orElseThrow(() -> new IOException(Objects.requireNonNull(obstacle())))
                .toString());
        command.addAll(List.of(arguments));
        // The password from an empty file: without it certutil would ask the terminal.
        command.addAll(List.of("-d", "sql:" + database, "-f", "/dev/null"));
        return Programs.run(
                command, Map.of("LANG", "C.UTF-8", "HOME", machine.home().toString()));
    }
}
