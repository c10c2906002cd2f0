package org.weir.testkit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A desktop namespace and a network with real servers (docs/lab.md), from {@code engine/testkit/lab/lab}. Needs root.
 * Ends with this object, and by its guardian when this JVM dies. Thread-safe; one object is one lab.
 */
public final class Lab implements AutoCloseable {
    /** The lab is up in under 1 s on an idle machine; this is what a busy one may take. */
    private static final Duration UP_LIMIT = Duration.ofSeconds(60);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final AtomicInteger LABS = new AtomicInteger();

    private final Path repository;
    private final String name;

    private Lab(Path repository, String name) {
        this.repository = repository;
        this.name = name;
    }

    /**
     * Makes a lab whose name begins with {@code purpose}.
     *
     * @throws IllegalStateException when it cannot be made; the message has the script's own words
     */
    public static Lab up(String purpose) {
        var pid = ProcessHandle.current().pid();
        var lab = new Lab(repository(), purpose + "-" + pid + "-" + LABS.incrementAndGet());
        lab.script(UP_LIMIT, "up", lab.name, "--owner-pid", Long.toString(pid)).orThrow();
        return lab;
    }

    /** The clone's root: system property {@code weir.root}, else the nearest folder above with {@code run} in it. */
    public static Path repository() {
        var given = System.getProperty("weir.root");
        if (given != null) {
            return Path.of(given).toAbsolutePath().normalize();
        }
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("run")) && Files.isDirectory(folder.resolve("engine"))) {
                return folder;
            }
        }
        throw new IllegalStateException("not inside the repository: set -Dweir.root");
    }

    public String name() {
        return name;
    }

    /** The lab's own folder, mode 0755, gone with the lab. */
    public Path folder() {
        return Path.of("/var/lib/weir-lab", name);
    }

    public String desktopNamespace() {
        return "weir-" + name + "-pc";
    }

    public String networkNamespace() {
        return "weir-" + name + "-net";
    }

    /**
     * A script or client of {@code engine/testkit/lab/clients}, as a copy in the lab's folder: other users may run it even
     * when the clone stands where they cannot read, for example in root's home.
     */
    public synchronized Path client(String file) {
        var copy = folder().resolve("clients").resolve(file);
        try {
            if (!Files.exists(copy)) {
                Files.createDirectories(copy.getParent());
                Files.copy(
                        repository.resolve("engine/testkit/lab/clients").resolve(file),
                        copy,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    /** The command line that runs {@code command} on the desktop, with the lab's names and certificates; keeps its pid. */
    public List<String> onDesktop(String... command) {
        return commandLine(List.of("exec", name, "--"), List.of(command));
    }

    /** As {@link #onDesktop}, as another user with no privileges. */
    public List<String> onDesktopAs(int uid, String... command) {
        return commandLine(List.of("exec", name, "--user", Integer.toString(uid), "--"), List.of(command));
    }

    public List<String> inNetwork(String... command) {
        return commandLine(List.of("net", name, "--"), List.of(command));
    }

    /** Runs a command on the desktop to its end. */
    public Program run(Duration limit, String... command) {
        return Program.run(limit, onDesktop(command));
    }

    /** Runs a command on the desktop to its end, as another user. */
    public Program runAs(int uid, Duration limit, String... command) {
        return Program.run(limit, onDesktopAs(uid, command));
    }

    /** The desktop namespace's kernel state, for before and after. */
    public KernelState kernelState() {
        return KernelState.of(desktopNamespace());
    }

    /** Connections that the Java origin has seen end: service, peer, bytes, hashes, first line (see docs/lab.md). */
    public List<JsonNode> originLog() {
        return lines(folder().resolve("origin.log"));
    }

    /** Requests that nginx has answered. */
    public List<JsonNode> accessLog() {
        return lines(folder().resolve("nginx/access.log"));
    }

    @Override
    public void close() {
        script(UP_LIMIT, "down", name).orThrow();
    }

    private Program script(Duration limit, String... arguments) {
        return Program.run(limit, commandLine(List.of(arguments), List.of()));
    }

    private List<String> commandLine(List<String> arguments, List<String> command) {
        var line = new ArrayList<String>();
        line.add(repository.resolve("engine/testkit/lab/lab").toString());
        line.addAll(arguments);
        line.addAll(command);
        return line;
    }

    private static List<JsonNode> lines(Path log) {
        try {
            if (!Files.exists(log)) {
                return List.of();
            }
            var text = Files.readString(log);
            // The last line may be half-written while a server is at it.
            var complete = text.substring(0, text.lastIndexOf('\n') + 1);
            return complete.lines().<JsonNode>map(JSON::readTree).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
