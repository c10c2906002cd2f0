package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.weir.testkit.lab.Program;

/** What must not be there after {@code ./run}. */
final class Remains {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** The guardian looks every 0.3 s, and processes are given 2 s to end by themselves. */
    private static final Duration GONE = Duration.ofSeconds(20);

    private Remains() {}

    /** Waits until nothing of that {@code ./run} is left: namespaces, folders, mounts, processes. */
    static void noneOf(Process run) {
        var name = "run-" + run.pid();
        await().atMost(GONE).untilAsserted(() -> {
            assertThat(Program.run(LIMIT, List.of("ip", "netns", "list")).text())
                    .doesNotContain(name);
            assertThat(folders("/var/lib/weir-lab", name)).isEmpty();
            assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(name);
            assertThat(ProcessHandle.allProcesses()
                            .map(process -> process.info().commandLine().orElse(""))
                            .filter(line -> line.contains("/" + name + "/")))
                    .isEmpty();
        });
    }

    /** The entries of a folder whose names begin so. */
    static List<String> folders(String parent, String prefix) {
        if (!Files.isDirectory(Path.of(parent))) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(Path.of(parent))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
