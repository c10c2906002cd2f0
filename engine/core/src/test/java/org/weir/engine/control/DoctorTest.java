package org.weir.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.control.Check;

/** Doctor over a made-up /proc. */
class DoctorTest {
    private static final String TCP_HEADER = "  sl  local_address rem_address   st\n";
    private static final String LISTENING =
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 555 1\n";
    private static final String GLOBAL_V6 = "20010db8000000000000000000000002 02 40 00 80 eth0\n";

    @TempDir
    Path folder;

    private Path proc;
    private Path state;
    private final FakeCapture capture = new FakeCapture();
    private final FakeRules rules = new FakeRules();
    private Instant now = Instant.parse("2026-11-21T00:00:00Z");

    @BeforeEach
    void make() throws IOException {
        proc = folder.resolve("proc");
        state = Files.createDirectories(folder.resolve("state"));
        Files.createDirectories(proc.resolve("self/fd"));
        Files.createDirectories(proc.resolve("self/net"));
        Files.createSymbolicLink(proc.resolve("self/fd/5"), Path.of("socket:[555]"));
        status("1000", "0000000000000000");
        write("self/limits", "Max open files            65536                65536                files\n");
        write("self/net/tcp", TCP_HEADER + LISTENING);
        write("self/net/tcp6", TCP_HEADER + LISTENING);
        write("self/net/if_inet6", GLOBAL_V6);
        process("100", "bash");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(proc.resolve(file), text);
    }

    private void status(String uid, String capabilities) throws IOException {
        var uids = String.join("\t", uid, uid, uid, uid);
        write("self/status", "Name:\tjava\nUid:\t" + uids + "\nCapEff:\t" + capabilities + "\n");
    }

    private void process(String pid, String comm) throws IOException {
        Files.createDirectories(proc.resolve(pid));
        write(pid + "/comm", comm + "\n");
    }

    private Check check(String id) {
        var machine = new MachineChecks(new ProcFiles(proc), state, Clock.fixed(now, ZoneOffset.UTC));
        return new Doctor(capture, rules, List::of, machine)
                .get().checks().stream()
                        .filter(check -> check.id().equals(id))
                        .findFirst()
                        .orElseThrow();
    }

    private void expect(String id, String severity) {
        assertThat(check(id).severity()).as(check(id).toString()).isEqualTo(severity);
    }

    @Test
    void allIsWell() {
        var machine = new MachineChecks(new ProcFiles(proc), state, Clock.fixed(now, ZoneOffset.UTC));
        assertThat(new Doctor(capture, rules, List::of, machine).get().checks())
                .hasSizeGreaterThan(8)
                .allMatch(check -> check.severity().equals(Check.OK));
    }

    @Test
    void aMissingInterceptorIsAnErrorOnlyWhenItIsWanted() {
        capture.status = FakeCapture.status(true, null, false, "unknown", "unknown");
        expect("interceptor", Check.ERROR);
        capture.status = FakeCapture.status(false, null, false, "unknown", "unknown");
        expect("interceptor", Check.WARNING);
    }

    @Test
    void liftedLimitedAndGuardingAreSaid() {
        capture.status = FakeCapture.status(true, null, true, "lifted", "limited");
        expect("interceptor", Check.WARNING);
        expect("attribution", Check.WARNING);
        capture.status = FakeCapture.status(true, null, true, "guarding", "full");
        expect("guard", Check.ERROR);
        assertThat(check("guard").fix()).contains("weir-interceptor reset");
    }

    @Test
    void privilegesAreAnError() throws IOException {
        status("0", "0000000000000000");
        expect("privileges", Check.ERROR);
        status("1000", "0000000000001000");
        expect("privileges", Check.ERROR);
    }

    @Test
    void fewDescriptorsAreAWarning() throws IOException {
        write("self/limits", "Max open files            256                  4096                 files\n");
        expect("descriptors", Check.WARNING);
        write("self/limits", "Max open files            unlimited            unlimited            files\n");
        expect("descriptors", Check.OK);
    }

    @Test
    void aStateFolderThatIsGoneIsAnError() throws IOException {
        Files.delete(state);
        expect("state-folder", Check.ERROR);
    }

    @Test
    void badRulesAreAWarningWithTheirPlace() {
        rules.problems = List.of("line 3, column 14: unknown action 'alow'");
        expect("rules-file", Check.WARNING);
        assertThat(check("rules-file").detail()).contains("line 3, column 14");
    }

    @Test
    void aMissingIpv6ListenerIsAWarningWhereThereIsIpv6() throws IOException {
        write("self/net/tcp6", TCP_HEADER);
        expect("ipv6", Check.WARNING);
        write("self/net/if_inet6", GLOBAL_V6.replace(" 00 80 eth0", " 20 80 eth0"));
        expect("ipv6", Check.OK);
    }

    @Test
    void anImpossibleClockIsAnError() {
        now = Instant.EPOCH;
        expect("clock", Check.ERROR);
    }

    @Test
    void anotherToolIsAWarningWithItsName() throws IOException {
        process("200", "opensnitchd");
        expect("other-tools", Check.WARNING);
        assertThat(check("other-tools").detail()).contains("OpenSnitch");
    }

    @Test
    void withoutProcNothingFails() {
        proc = folder.resolve("nowhere");
        assertThat(check("other-tools").severity()).isEqualTo(Check.OK);
        assertThat(check("descriptors").severity()).isEqualTo(Check.OK);
    }
}
