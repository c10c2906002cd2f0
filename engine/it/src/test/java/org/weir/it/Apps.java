package org.weir.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Program;

/** The eight programs of the desktop that the ownership test uses, each with what Weir must say of it. */
final class Apps {
    static final String V4 = "198.51.100.20";
    static final String V6 = "2001:db8:2::20";
    static final int DATA = 8003;
    static final int HALF_CLOSE = 8004;

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Lab lab;

    Apps(Lab lab) {
        this.lab = lab;
        Program.run(
                        LIMIT,
                        List.of(
                                "cc",
                                "-O2",
                                "-o",
                                flash().toString(),
                                lab.client("flash.c").toString()))
                .orThrow();
    }

    /**
     * One kind of app.
     *
     * @param executable what the flow must name, all symbolic links resolved
     * @param script what the flow must name beside it; empty for programs that are no interpreters
     * @param wholeAnswer whether standard output is every octet that came back
     */
    record App(String name, Path executable, String script, boolean wholeAnswer, List<String> command) {}

    Path flash() {
        return lab.folder().resolve("flash");
    }

    /** The command line of one of the eight, fetching {@code path} from the origin's data service. */
    App app(int which, boolean ipv6, String path) {
        var address = ipv6 ? V6 : V4;
        var port = Integer.toString(DATA);
        var url = "http://" + (ipv6 ? "[" + V6 + "]" : V4) + ":" + port + path;
        return switch (which) {
            case 0 -> program("curl", "/usr/bin/curl", true, "-sS", "-i", "-g", url);
            case 1 -> program("wget", "/usr/bin/wget", false, "-q", "-O", "-", url);
            case 2 -> script("python3", "/usr/bin/python3", "raw.py", address, port, path);
            case 3 -> script("node", "/usr/bin/node", "raw.js", address, port, path);
            case 4 -> script("perl", "/usr/bin/perl", "raw.pl", address, port, path);
            case 5 -> script("bash", "/usr/bin/bash", "raw.sh", address, port, path);
            case 6 -> openssl(ipv6, path);
            case 7 -> program("flash", flash().toString(), false, address, Integer.toString(HALF_CLOSE), path);
            default -> throw new IllegalArgumentException("there are eight");
        };
    }

    /** TLS to nginx: the payload is opaque, so the access log has the request only. */
    private App openssl(boolean ipv6, String path) {
        var connect = (ipv6 ? "[2001:db8:2::10]" : "192.0.2.10") + ":443";
        // The path goes into the server name, where the origin logs nothing but Weir must show it.
        return program(
                "openssl",
                "/usr/bin/openssl",
                false,
                "s_client",
                "-brief",
                "-connect",
                connect,
                "-servername",
                label(path) + ".lab.test");
    }

    static String label(String path) {
        return path.substring(path.lastIndexOf('=') + 1);
    }

    private App program(String name, String file, boolean wholeAnswer, String... arguments) {
        var command = new java.util.ArrayList<String>(List.of(file));
        command.addAll(List.of(arguments));
        return new App(name, real(file), "", wholeAnswer, command);
    }

    private App script(String name, String interpreter, String script, String... arguments) {
        var file = lab.client(script).toString();
        var command = new java.util.ArrayList<String>(List.of(interpreter, file));
        command.addAll(List.of(arguments));
        return new App(name, real(interpreter), file, true, command);
    }

    private static Path real(String file) {
        try {
            return Path.of(file).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
