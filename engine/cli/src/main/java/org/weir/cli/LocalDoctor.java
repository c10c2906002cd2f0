package org.weir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.weir.api.control.Check;

/** What can be said when no engine answers. Reads only. */
final class LocalDoctor {
    /** "weir-interceptor", as the kernel cuts it to 15 bytes. */
    private static final String INTERCEPTOR_COMM = "weir-intercepto";

    private LocalDoctor() {}

    /** @param proc /proc, or a test's copy of it */
    static Check.Report withoutEngine(Path socket, IOException failure, Path proc) {
        return new Check.Report(List.of(
                Check.error(
                        "engine",
                        "The engine is not reachable",
                        Unreachable.why(socket, failure),
                        "start weir-engine (docs/cli.md has the plain commands)"),
                Check.ok("network", "Your network works without Weir: connections go direct", ""),
                interceptor(proc)));
    }

    private static Check interceptor(Path proc) {
        if (runs(proc)) {
            return Check.ok(
                    "interceptor",
                    "The interceptor runs; it captures nothing until an engine is there",
                    "if connections are refused all the same (mode closed): sudo weir-interceptor reset");
        }
        return Check.warning(
                "interceptor",
                "The interceptor does not run, or you may not see it",
                "what it may have left behind is harmless; sudo weir-interceptor reset removes it",
                "start weir-interceptor as root, then weir-engine as its own user");
    }

    private static boolean runs(Path proc) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (var process : processes) {
                if (comm(process).equals(INTERCEPTOR_COMM)) {
                    return true;
                }
            }
        } catch (IOException | RuntimeException e) {
            return false;
        }
        return false;
    }

    private static String comm(Path process) {
        try {
            return Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1)
                    .strip();
        } catch (IOException e) {
            // It ended meanwhile.
            return "";
        }
    }
}
