package org.weir.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Program;
import org.weir.testkit.lab.Weir;

/**
 * The lab's desktop with stores of its own (lab/clients/own-stores) in which {@code weir trust} has put our authority, as a
 * user would: the system's, each JDK's, those of a Firefox profile and of Chromium, and the variables of trust.sh. Of the
 * machine nothing is changed, and the lab's own root is in none of them.
 */
final class TrustingDesktop implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Lab lab;
    private final Weir weir;
    private final Process stores;

    TrustingDesktop(Inspecting inspecting) {
        lab = inspecting.lab();
        weir = inspecting.weir();
        try {
            stores = new ProcessBuilder(lab.onDesktop(lab.client("own-stores").toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (stores.getInputStream().read() != 'r') {
                throw new IllegalStateException("own-stores did not get ready");
            }
            Files.createDirectories(home());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path home() {
        return lab.folder().resolve("home");
    }

    /** Makes browsers' databases, as their first start would, and has everything trust us. */
    Program install() {
        var databases = List.of(home() + "/.pki/nssdb", home() + "/.mozilla/firefox/lab.default");
        for (var database : databases) {
            run("mkdir -p " + database + " && certutil -N -d sql:" + database + " --empty-password")
                    .orThrow();
        }
        return run(weir.command() + " --socket " + weir.controlSocket() + " trust install --all --yes");
    }

    /** Runs a shell's command in a shell that has read trust.sh. */
    Program run(String command) {
        return Program.run(LIMIT, line(command));
    }

    /** Starts one program in such a shell; the process is the program's. */
    Process start(String command) {
        try {
            return new ProcessBuilder(line("exec " + command))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> line(String command) {
        var line = new ArrayList<String>();
        line.addAll(List.of("nsenter", "--net=/run/netns/" + lab.desktopNamespace()));
        line.addAll(List.of("--mount=/proc/" + stores.pid() + "/ns/mnt", "--"));
        line.addAll(List.of("env", "-i", "HOME=" + home(), "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"));
        line.add("JAVA_HOME=" + System.getProperty("java.home"));
        line.addAll(List.of("sh", "-c"));
        var script = home().resolve(".config/weir/trust.sh");
        line.add("[ ! -r " + script + " ] || . " + script + "\ncd " + home() + "\n" + command);
        return line;
    }

    @Override
    public void close() {
        stores.destroyForcibly();
    }
}
