package org.weir.engine.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.Approvals;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.refusal.Refusals.Verdict;

/** Random lives of apps against a model that knows only the promises, and many threads at once. */
class RefusalMemoryPropertyTest {
    private static final List<String> HOSTS = List.of("www.one.test", "www.two.test", "www.three.test");

    @TempDir
    Path folder;

    /** What a pair may expect, said as simply as it can be: every host here is a domain of its own. */
    private static final class Model {
        private long until = Long.MIN_VALUE;
        private boolean refused;
        private int strikes;
        private long clearedAt;
        private long lastSuccess = Long.MIN_VALUE;
        private long canarySince = Long.MIN_VALUE;
        private boolean beside;
        private @Nullable String verdict;

        boolean trying(long now) {
            return canarySince != Long.MIN_VALUE && now - canarySince < Terms.CANARY;
        }

        String expected(long now) {
            if (verdict != null) {
                return verdict;
            }
            if (!refused) {
                return "inspect";
            }
            if (now < until) {
                return "pass";
            }
            if (trying(now)) {
                beside = true;
                return "pass";
            }
            beside = false;
            return "try";
        }

        void refusal(boolean certain, long sentAt, long now) {
            var spare = refused && canarySince != Long.MIN_VALUE && beside && sentAt >= canarySince;
            canarySince = Long.MIN_VALUE;
            if (!certain && lastSuccess != Long.MIN_VALUE && sentAt <= lastSuccess + Terms.PARALLEL) {
                return;
            }
            if (!certain && spare) {
                until = now + Terms.FIRST_LIKELY;
                return;
            }
            lastSuccess = Long.MIN_VALUE;
            strikes = !refused && now >= clearedAt + Terms.CLEARED ? 1 : strikes + 1;
            refused = true;
            until = now + (certain ? Terms.CERTAIN : Terms.likely(strikes));
        }

        void success(long now) {
            canarySince = Long.MIN_VALUE;
            lastSuccess = now;
            if (refused) {
                refused = false;
                clearedAt = now;
            }
        }
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Inspect(var canary) -> canary ? "try" : "inspect";
            case Verdict.Pass _ -> "pass";
            case Verdict.Block _ -> "block";
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20_261_121, 42})
    void behavesAsTheModelOverRestartsAndTime(long seed) throws Exception {
        var random = new Random(seed);
        var times = new FakeTimes();
        var apps = List.of(Apps.CURL, Apps.WGET);
        var models = new HashMap<String, Model>();
        var memory = RefusalMemory.open(folder, times, process -> true);
        var log = new ArrayList<String>();
        for (var step = 0; step < 600; step++) {
            times.pass(pause(random));
            var app = apps.get(random.nextInt(apps.size()));
            var host = HOSTS.get(random.nextInt(HOSTS.size()));
            var model = models.computeIfAbsent(app.name() + " " + host, _ -> new Model());
            if (random.nextInt(40) == 0) {
                log.add("restart");
                memory.close();
                memory = RefusalMemory.open(folder, times, process -> true);
                // Only this run's successes and tries are known.
                models.values().forEach(one -> {
                    one.lastSuccess = Long.MIN_VALUE;
                    one.canarySince = Long.MIN_VALUE;
                });
            }
            if (random.nextInt(30) == 0) {
                decide(memory, model, app, host, random, log);
            }
            var now = times.nanos();
            if (model.refused && now >= model.until + Terms.FORGOTTEN / 2) {
                // When it is forgotten is not promised to the second.
                continue;
            }
            if (!model.refused && now >= model.clearedAt + Terms.CLEARED / 2) {
                model.strikes = 0;
                memory.sweep();
                if (now < model.clearedAt + Terms.CLEARED) {
                    continue;
                }
            }
            var verdict = memory.verdict(app, host, "192.0.2.1", 443, false);
            log.add(app.name() + " " + host + " " + word(verdict));
            assertThat(word(verdict)).as("seed %d: %s", seed, tail(log)).isEqualTo(model.expected(now));
            if (verdict instanceof Verdict.Inspect(var canary)) {
                if (canary) {
                    model.canarySince = now;
                }
                outcome(memory, times, model, app, host, random, log);
            }
        }
        memory.close();
    }

    private static void outcome(
            RefusalMemory memory,
            FakeTimes times,
            Model model,
            AppIdentity app,
            String host,
            Random random,
            List<String> log) {
        times.pass(Duration.ofMillis(10));
        var now = times.nanos();
        var sentAt = now - Apps.FLIGHT.toNanos();
        switch (random.nextInt(5)) {
            case 0 -> {
                log.add("certain");
                model.refusal(true, sentAt, now);
                memory.handshake(app, host, "192.0.2.1", 443, Apps.certain());
            }
            case 1 -> {
                log.add("silent");
                model.refusal(false, sentAt, now);
                memory.handshake(app, host, "192.0.2.1", 443, Apps.silent());
            }
            case 2 -> {
                log.add("data");
                model.success(now);
                memory.handshake(app, host, "192.0.2.1", 443, Apps.data());
            }
            case 3 -> {
                log.add("upstream failed");
                model.canarySince = Long.MIN_VALUE;
                memory.handshake(app, host, "192.0.2.1", 443, Apps.upstreamFailed());
            }
            default -> log.add("lost");
        }
    }

    private static void decide(
            RefusalMemory memory, Model model, AppIdentity app, String host, Random random, List<String> log)
            throws Exception {
        var inbox = new ApprovalsInbox(memory);
        var domain = host.substring("www.".length());
        for (var item : inbox.list(true)) {
            if (item.app().name().equals(app.name()) && item.domain().equals(domain)) {
                var decision = List.of("keep", "block", "inspect", "forget").get(random.nextInt(4));
                inbox.decide(new Approvals.DecideParams(item.id(), decision, "domain", "ever"));
                log.add(decision);
                model.verdict = switch (decision) {
                    case "keep" -> "pass";
                    case "forget" -> null;
                    default -> decision;
                };
            }
        }
    }

    private static Duration pause(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Duration.ofMillis(random.nextInt(1, 3_000));
            case 1 -> Duration.ofSeconds(random.nextInt(1, 100));
            case 2 -> Duration.ofMinutes(random.nextInt(1, 60));
            case 3 -> Duration.ofHours(random.nextInt(1, 30));
            case 4 -> Duration.ofDays(random.nextInt(1, 12));
            default -> Duration.ofMillis(20);
        };
    }

    private static String tail(List<String> log) {
        return String.join(", ", log.subList(Math.max(0, log.size() - 30), log.size()));
    }

    @Test
    void whatIsUnderWayFailsOnceEachAndAllThatComeLaterPass() throws Exception {
        var memory = RefusalMemory.open(folder, Times.SYSTEM, process -> true);
        var underWay = 64;
        var failed = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(16)) {
            var decided = new CountDownLatch(underWay);
            for (var i = 0; i < underWay; i++) {
                threads.execute(() -> {
                    var verdict = Apps.verdict(memory, Apps.CURL, "www.one.test");
                    decided.countDown();
                    if (verdict instanceof Verdict.Inspect) {
                        failed.incrementAndGet();
                        Apps.ends(memory, Apps.CURL, "www.one.test", Apps.certain());
                    }
                });
            }
            assertThat(decided.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(failed.get()).isBetween(1, underWay);
        for (var i = 0; i < 100; i++) {
            assertThat(Apps.passes(Apps.verdict(memory, Apps.CURL, "www.one.test")))
                    .isTrue();
        }
        memory.close();
    }

    @Test
    void afterItsTermOneOfManyTries() throws Exception {
        var times = new FakeTimes();
        var memory = RefusalMemory.open(null, times, process -> true);
        Apps.ends(memory, Apps.CURL, "www.one.test", Apps.certain());
        times.pass(Duration.ofDays(30));
        var tries = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (var i = 0; i < 200; i++) {
                threads.execute(() -> {
                    if (Apps.verdict(memory, Apps.CURL, "www.one.test") instanceof Verdict.Inspect) {
                        tries.incrementAndGet();
                    }
                });
            }
        }
        assertThat(tries).hasValue(1);
    }

    @Test
    void manyThreadsDoEverythingAtOnce() throws Exception {
        var memory = RefusalMemory.open(folder, Times.SYSTEM, process -> true);
        var inbox = new ApprovalsInbox(memory);
        Map<Integer, Throwable> defects = new java.util.concurrent.ConcurrentHashMap<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var i = 0; i < 8; i++) {
                var seed = i;
                threads.execute(() -> {
                    try {
                        everything(memory, inbox, new Random(seed));
                    } catch (Exception | AssertionError e) {
                        defects.put(seed, e);
                    }
                });
            }
        }
        assertThat(defects).isEmpty();
        memory.close();
        try (var again = RefusalMemory.open(folder, Times.SYSTEM, process -> true)) {
            assertThat(again.problems()).isEmpty();
        }
    }

    private static void everything(RefusalMemory memory, ApprovalsInbox inbox, Random random) throws Exception {
        for (var step = 0; step < 2_000; step++) {
            var host = "www.d" + random.nextInt(50) + ".test";
            switch (random.nextInt(20)) {
                case 0 -> {
                    var items = inbox.list(true);
                    if (!items.isEmpty()) {
                        var id = items.get(random.nextInt(items.size())).id();
                        try {
                            inbox.decide(new Approvals.DecideParams(id, "keep", "domain", "1h"));
                        } catch (org.weir.api.rpc.RpcException e) {
                            // Cleared by another thread meanwhile.
                            assertThat(e.error().code()).isEqualTo(1008);
                        }
                    }
                }
                case 1 -> memory.sweep();
                case 2 -> memory.serverWantsCertificate(Apps.WGET, host, "192.0.2.1", 443);
                case 3 -> assertThat(memory.pending()).isNotNegative();
                case 4, 5 -> Apps.ends(memory, Apps.CURL, host, Apps.data());
                case 6, 7 -> Apps.ends(memory, Apps.CURL, host, Apps.silent());
                case 8 -> Apps.ends(memory, Apps.CURL, host, Apps.certain());
                default -> Apps.verdict(memory, Apps.CURL, host);
            }
        }
    }
}
