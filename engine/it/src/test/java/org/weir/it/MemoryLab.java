package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Resident;

/** What the tests of the engine's memory share: an engine as users run it, with a heap of 512 MB, that is warm already. */
abstract class MemoryLab {
    static final long HUGE = 10L << 30;

    /** More than the engine may grow by, so that holding what nobody reads would show at once. */
    static final long LARGE = 1L << 30;

    /** What streaming may add: the heap grows a bit at a time to what -Xmx lets it, but not with what is streamed. */
    static final long STREAMING_KIB = 400 * 1024;

    static final Duration LIMIT = Duration.ofMinutes(2);

    private static final int DESCRIPTORS = 8_000;

    private final List<Process> started = new ArrayList<>();
    Inspecting inspecting;

    @BeforeEach
    void start() throws IOException {
        inspecting = Inspecting.prepare("memory");
        var site = inspecting.lab().folder().resolve("nginx/www");
        hole(site.resolve("huge").toString(), HUGE);
        hole(site.resolve("large").toString(), LARGE);
        inspecting.begin(EngineOptions.defaults().withoutLeakDetection().withDescriptors(DESCRIPTORS));
        // Classes, codecs and the event loops' own buffers are there before anything is measured.
        for (var version : List.of("--http1.1", "--http2")) {
            curl(version, "https://web.lab.test/1m");
        }
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        inspecting.close();
    }

    String memory(long before) throws IOException {
        return "resident memory %,d KiB, %,d KiB before, %,d KiB at most"
                .formatted(Resident.kib(engine()), before, Resident.peakKib(engine()));
    }

    Process engine() {
        return inspecting.weir().engine();
    }

    void curl(String version, String url) {
        var ran = inspecting
                .lab()
                .run(
                        LIMIT,
                        "curl",
                        "-sS",
                        version,
                        "--cacert",
                        inspecting.ours().toString(),
                        url);
        assertThat(ran.status()).as(ran.errors()).isZero();
    }

    Process hold(String host, int count, String path, String what) throws IOException {
        var builder = new ProcessBuilder(inspecting
                        .lab()
                        .onDesktop(
                                "/usr/bin/python3",
                                inspecting.lab().client("tls-holder.py").toString(),
                                host,
                                "443",
                                "" + count,
                                path,
                                what))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("TRUSTED", inspecting.ours().toString());
        return start(builder);
    }

    Process start(List<String> command) throws IOException {
        return start(new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT));
    }

    private Process start(ProcessBuilder builder) throws IOException {
        var process = builder.start();
        started.add(process);
        return process;
    }

    static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A file of zeroes that occupies no disk. */
    private static void hole(String file, long size) throws IOException {
        try (var made = new RandomAccessFile(file, "rw")) {
            made.setLength(size);
        }
    }
}
