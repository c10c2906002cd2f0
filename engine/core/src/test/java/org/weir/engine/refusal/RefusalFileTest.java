package org.weir.engine.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weir.engine.refusal.Apps.CURL;
import static org.weir.engine.refusal.Apps.certain;
import static org.weir.engine.refusal.Apps.ends;
import static org.weir.engine.refusal.Apps.inspects;
import static org.weir.engine.refusal.Apps.passes;
import static org.weir.engine.refusal.Apps.silent;
import static org.weir.engine.refusal.Apps.tries;
import static org.weir.engine.refusal.Apps.verdict;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.Approvals;
import org.weir.engine.refusal.Refusals.Verdict;

/** refusals.json over restarts, clock jumps, crashes and rubbish. */
class RefusalFileTest {
    private static final String HOST = "www.example.com";

    @TempDir
    Path folder;

    private final FakeTimes times = new FakeTimes();

    private RefusalMemory open() {
        return RefusalMemory.open(folder, times, process -> true);
    }

    private Path file() {
        return folder.resolve("refusals.json");
    }

    private void decide(RefusalMemory memory, String decision, String duration) throws Exception {
        var inbox = new ApprovalsInbox(memory);
        inbox.decide(new Approvals.DecideParams(inbox.list(true).getFirst().id(), decision, "domain", duration));
    }

    @Test
    void whatWasRefusedSurvivesARestart() {
        try (var memory = open()) {
            ends(memory, CURL, HOST, certain());
        }
        times.pass(Duration.ofDays(29));
        try (var memory = open()) {
            assertThat(passes(verdict(memory, CURL, HOST))).isTrue();
            assertThat(new ApprovalsInbox(memory).list(false))
                    .extracting(Approvals.Item::domain)
                    .containsExactly("example.com");
            times.pass(Duration.ofDays(1));
            assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
        }
    }

    @Test
    void decisionsSurviveButThoseUntilARestart() throws Exception {
        try (var memory = open()) {
            ends(memory, CURL, HOST, certain());
            decide(memory, "block", "30d");
        }
        times.pass(Duration.ofDays(10));
        try (var memory = open()) {
            times.pass(Duration.ofDays(19));
            assertThat(verdict(memory, CURL, HOST)).isInstanceOf(Verdict.Block.class);
            decide(memory, "block", "restart");
        }
        try (var memory = open()) {
            assertThat(verdict(memory, CURL, HOST)).isNotInstanceOf(Verdict.Block.class);
            decide(memory, "block", "app");
        }
        try (var memory = open()) {
            memory.sweep();
            assertThat(verdict(memory, CURL, HOST)).isInstanceOf(Verdict.Block.class);
        }
        try (var memory = RefusalMemory.open(folder, times, process -> false)) {
            memory.sweep();
            assertThat(verdict(memory, CURL, HOST)).isNotInstanceOf(Verdict.Block.class);
        }
    }

    @Test
    void everyFieldComesBack() throws Exception {
        List<Approvals.Item> before;
        try (var memory = open()) {
            ends(memory, Apps.app("/usr/bin/python3", "/home/u/x.py", null, "x", 9), HOST, silent());
            times.pass(Duration.ofHours(1));
            ends(memory, Apps.app(null, null, "org.example", "y", 9), HOST, certain());
            decide(memory, "keep", "ever");
            before = new ApprovalsInbox(memory).list(true);
        }
        try (var memory = open()) {
            assertThat(new ApprovalsInbox(memory).list(true)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1_000L, 1_790_000_000_000L - 20L * 365 * 86_400_000, 1_790_000_000_000L * 2, Long.MAX_VALUE / 2
            })
    void aClockThatIsSetWhileTheEngineRunsChangesNothing(long wall) {
        try (var memory = open()) {
            ends(memory, CURL, HOST, certain());
            times.set(wall);
            times.pass(Duration.ofDays(29));
            assertThat(passes(verdict(memory, CURL, HOST))).isTrue();
            times.pass(Duration.ofDays(1));
            assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
        }
    }

    @Test
    void aClockThatWentBackYearsBetweenRunsMakesNothingLastLonger() {
        try (var memory = open()) {
            ends(memory, CURL, HOST, certain());
        }
        times.set(86_400_000);
        try (var memory = open()) {
            assertThat(passes(verdict(memory, CURL, HOST))).isTrue();
            times.pass(Duration.ofDays(30));
            assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
        }
    }

    @Test
    void aClockThatWentForwardYearsLetsOneCanaryTry() {
        try (var memory = open()) {
            ends(memory, CURL, HOST, certain());
        }
        // Far enough to be past the term, not so far that it would be forgotten as not met for long.
        times.set(times.wallMillis() + Duration.ofDays(45).toMillis());
        try (var memory = open()) {
            assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
            assertThat(passes(verdict(memory, CURL, HOST))).isTrue();
        }
        times.set(times.wallMillis() + Duration.ofDays(36_500).toMillis());
        try (var memory = open()) {
            assertThat(inspects(verdict(memory, CURL, HOST))).as("forgotten").isTrue();
        }
    }

    @Test
    void timesOfTheFutureAreCutToTheirTerm() throws IOException {
        Files.writeString(file(), """
                {"version":1,"saved_at_ms":1000,"refusals":[{"app":"/usr/bin/curl","name":"curl","executable":\
                "/usr/bin/curl","host":"www.example.com","port":443,"evidence":"likely","cause":"left","strikes":1,\
                "count":1,"first_seen_ms":9223372036854775807,"last_seen_ms":9223372036854775807,\
                "until_ms":9223372036854775807}],"verdicts":[]}""");
        times.set(1_000);
        try (var memory = open()) {
            var item = new ApprovalsInbox(memory).list(true).getFirst();
            assertThat(item.lastSeenMs()).isLessThanOrEqualTo(1_000);
            assertThat(passes(verdict(memory, CURL, HOST))).isTrue();
            times.pass(Duration.ofMinutes(10));
            assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
        }
    }

    @Test
    void aKillWhileWritingLeavesTheOldFile() throws IOException {
        try (var memory = open()) {
            ends(memory, CURL, HOST, certain());
        }
        var whole = Files.readAllBytes(file());
        for (var length = 0; length < whole.length; length += 7) {
            Files.write(folder.resolve(".refusals.json.new"), Arrays.copyOf(whole, length));
            try (var memory = open()) {
                assertThat(passes(verdict(memory, CURL, HOST))).isTrue();
                assertThat(memory.problems()).isEmpty();
            }
        }
    }

    @Test
    void aFileCutAnywhereIsKeptAsideReportedAndReplaced() throws IOException {
        try (var memory = open()) {
            ends(memory, CURL, HOST, certain());
        }
        var whole = Files.readAllBytes(file());
        for (var length = 0; length < whole.length; length += 5) {
            Files.write(file(), Arrays.copyOf(whole, length));
            try (var memory = open()) {
                assertThat(memory.problems()).extracting(check -> check.id()).containsExactly("refusals-file");
                assertThat(memory.problems().getFirst().detail()).contains("kept as refusals.json.bad-");
                assertThat(inspects(verdict(memory, CURL, HOST))).isTrue();
                ends(memory, CURL, HOST, certain());
            }
            try (var memory = open()) {
                assertThat(memory.problems()).isEmpty();
                assertThat(passes(verdict(memory, CURL, HOST))).isTrue();
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().contains(".bad-"))).hasSizeBetween(1, 3);
        }
    }

    @Test
    void rubbishNeitherCrashesNorBlocks() throws IOException {
        var random = new Random(20_261_121);
        try (var memory = open()) {
            ends(memory, CURL, HOST, certain());
        }
        var whole = Files.readAllBytes(file());
        for (var round = 0; round < 400; round++) {
            var bytes = whole.clone();
            for (var i = 0; i <= round % 8; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file(), bytes);
            try (var memory = open()) {
                assertThat(verdict(memory, CURL, HOST)).as("round %d", round).isNotInstanceOf(Verdict.Block.class);
                new ApprovalsInbox(memory).list(true);
            }
        }
    }

    @Test
    void whatIsNotUnderstoodIsLeftOutAndTheRestCounts() throws IOException {
        try (var memory = open()) {
            ends(memory, CURL, HOST, certain());
            ends(memory, CURL, "www.example.org", certain());
        }
        var text = Files.readString(file());
        Files.writeString(file(), text.replaceFirst("certain", "sure"));
        try (var memory = open()) {
            assertThat(memory.problems().getFirst().detail())
                    .contains("1 entries")
                    .contains("kept as");
            assertThat(inspects(verdict(memory, CURL, HOST))).isTrue();
            assertThat(passes(verdict(memory, CURL, "www.example.org"))).isTrue();
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsReportedAndNothingElse() throws Exception {
        var blocked = folder.resolve("file");
        Files.writeString(blocked, "in the way");
        try (var memory = RefusalMemory.open(blocked, times, process -> true)) {
            ends(memory, CURL, HOST, certain());
            assertThat(passes(verdict(memory, CURL, HOST))).isTrue();
            org.awaitility.Awaitility.await().until(() -> !memory.problems().isEmpty());
            assertThat(memory.problems().getFirst().detail()).contains("refusals.json");
        }
    }

    @Test
    void aChangeIsOnTheDiskSoonWithoutClosing() {
        var memory = open();
        ends(memory, CURL, HOST, certain());
        org.awaitility.Awaitility.await().until(() -> Files.exists(file()));
        assertThat(file()).content(StandardCharsets.UTF_8).contains("www.example.com");
        memory.close();
    }

    @Test
    void tenThousandAreKeptTheLeastRecentlySeenGoDecisionsStay() throws Exception {
        try (var memory = open()) {
            ends(memory, CURL, "first.example", certain());
            decide(memory, "block", "ever");
            ends(memory, CURL, "second.example", certain());
            ends(memory, CURL, "third.example", certain());
            for (var i = 0; i < RefusalMemory.LIMIT; i++) {
                if (i % 1_000 == 0) {
                    assertThat(passes(verdict(memory, CURL, "second.example"))).isTrue();
                }
                ends(memory, CURL, "host" + i + ".d" + i + ".example", certain());
            }
            assertThat(memory.memory.size()).isEqualTo(RefusalMemory.LIMIT - 1);
            assertThat(verdict(memory, CURL, "first.example")).isInstanceOf(Verdict.Block.class);
            assertThat(passes(verdict(memory, CURL, "second.example"))).isTrue();
            assertThat(inspects(verdict(memory, CURL, "third.example"))).isTrue();
        }
        assertThat(Files.size(file())).isLessThan(16L * 1024 * 1024);
        try (var memory = open()) {
            assertThat(memory.memory.size()).isEqualTo(RefusalMemory.LIMIT - 1);
            assertThat(memory.problems()).isEmpty();
            assertThat(verdict(memory, CURL, "first.example")).isInstanceOf(Verdict.Block.class);
            assertThat(passes(verdict(memory, CURL, "host9999.d9999.example"))).isTrue();
        }
    }

    @Test
    void manyHostsOfOneDomainDoNotPushOutTheOthers() {
        try (var memory = open()) {
            ends(memory, CURL, HOST, certain());
            for (var i = 0; i < 1_000; i++) {
                ends(memory, CURL, "host" + i + ".hostile.example", certain());
            }
            assertThat(memory.memory.size()).isEqualTo(1 + Memory.MAX_SIBLINGS);
        }
    }

    @Test
    void domainsAreThoseThatPeopleRegister() {
        assertThat(List.of(
                        "www.example.co.uk",
                        "example.com",
                        "a.b.lab.test",
                        "localhost",
                        "192.0.2.1",
                        "2001:db8::1",
                        "me.github.io",
                        "co.uk",
                        "weird_name.example.com",
                        "..",
                        ""))
                .extracting(Domains::registrable)
                .containsExactly(
                        "example.co.uk",
                        "example.com",
                        "lab.test",
                        "localhost",
                        "192.0.2.1",
                        "2001:db8::1",
                        "me.github.io",
                        "co.uk",
                        "example.com",
                        "..",
                        "");
    }
}
