package org.weir.ui.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javafx.application.Platform;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.weir.api.control.FlowView;
import org.weir.testkit.control.ScriptedEngine;
import org.weir.ui.TestFlows;
import org.weir.ui.engine.EngineConnection;
import tools.jackson.databind.JsonNode;

/**
 * The budget of the flow table: 100,000 flows told, 500 new ones a second, and a user who types and scrolls. A benchmark, for
 * a quiet machine:
 * {@code mvn test -pl app-ui -am -Dtest=FlowBudgetTest -Dweir.bench=60} (seconds).
 */
class FlowBudgetTest {
    private static final int TOLD_BEFORE = 100_000;
    private static final int A_SECOND = 500;
    private static final int BATCHES_A_SECOND = 4;
    private static final long LIMIT_MS = 100;

    /** Between two letters of somebody who types fast, and between two looks at how long the JavaFX thread lets one wait. */
    private static final long LETTER_MS = 150;

    private static final long PROBE_MS = 20;

    private static final String[] QUERIES = {"app:app1", "host:*.example.com", "decision:refused", "port:443", "h7"};

    private final AtomicLong ids = new AtomicLong(10_000);
    private final Random random = new Random(1);
    private final List<Long> typed = new ArrayList<>();
    private final List<Long> scrolled = new ArrayList<>();
    private final List<Long> waited = new CopyOnWriteArrayList<>();

    @Test
    @EnabledIfSystemProperty(named = "weir.bench", matches = "\\d+")
    void typingAndScrollingStayQuick() throws Exception {
        var seconds = Integer.getInteger("weir.bench");
        try (var lab = lab();
                var feeder = Executors.newSingleThreadScheduledExecutor();
                var probe = Executors.newSingleThreadScheduledExecutor()) {
            fill(lab);
            var script = CompletableFuture.supplyAsync(
                            () -> Thread.currentThread().threadId(), feeder)
                    .join();
            var drawing = Fx.get(() -> Thread.currentThread().threadId());
            feeder.scheduleAtFixedRate(
                    () -> lab.engine().tell(batch(A_SECOND / BATCHES_A_SECOND)),
                    0,
                    1_000 / BATCHES_A_SECOND,
                    TimeUnit.MILLISECONDS);
            probe.scheduleAtFixedRate(this::probe, 0, PROBE_MS, TimeUnit.MILLISECONDS);
            var cpu = new Cpu(script, drawing);
            var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (System.nanoTime() < end) {
                typeAndScroll(lab, QUERIES[random.nextInt(QUERIES.length)]);
            }
            var cores = cpu.cores();
            var used = cpu.toString();
            feeder.shutdownNow();
            probe.shutdownNow();
            var heap = heap();
            System.out.printf(
                    "%s; %s; %s; %s; heap %d MiB%n",
                    say("typing", typed), say("scrolling", scrolled), say("JavaFX thread", waited), used, heap);
            assertThat(percentile(typed, 95)).isLessThan(LIMIT_MS);
            assertThat(percentile(scrolled, 95)).isLessThan(LIMIT_MS);
            assertThat(percentile(waited, 99)).as("it is never busy for long").isLessThan(LIMIT_MS);
            assertThat(cores).isLessThan(0.5);
            assertThat(heap).isLessThan(300);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "weir.bench", matches = "\\d+")
    void nothingHappeningCostsNothing() throws Exception {
        var seconds = Integer.getInteger("weir.bench") / 2;
        try (var lab = lab()) {
            fill(lab);
            for (var screen : List.of("flows", "home")) {
                lab.go(screen);
                // What the table owes for the flows before, and what the compiler is still at.
                TimeUnit.SECONDS.sleep(5);
                var cpu = new Cpu();
                TimeUnit.SECONDS.sleep(seconds);
                System.out.printf("idle on %s: %.4f cores%n", screen, cpu.cores());
                assertThat(cpu.cores()).as(screen).isLessThan(0.01);
            }
        }
    }

    /** As a user has it: told at most four times a second. */
    private static UiLab lab() throws IOException {
        return new UiLab(
                new ScriptedEngine(),
                Locale.ENGLISH,
                "light",
                Duration.ofMillis(1_000 / EngineConnection.PULSES_A_SECOND));
    }

    private void fill(UiLab lab) {
        lab.go("flows");
        while (ids.get() < 10_000 + TOLD_BEFORE) {
            lab.engine().tell(batch(1_000));
        }
        await().atMost(Duration.ofMinutes(2))
                .until(() -> lab.connection().flows().size() == EngineConnection.FLOWS);
        lab.settle();
    }

    /** Letter by letter, scrolling through what is found meanwhile; the last letters go again. */
    private void typeAndScroll(UiLab lab, String query) throws InterruptedException {
        var field = lab.find("#query", TextField.class);
        Fx.run(field::requestFocus);
        for (var letter : query.split("")) {
            typed.add(time(() -> Hands.type(lab.stage().getScene(), letter)));
            TimeUnit.MILLISECONDS.sleep(LETTER_MS);
        }
        for (var i = 0; i < query.length(); i++) {
            scrolled.add(time(() -> {
                var table = lab.find("#flows", TableView.class);
                table.scrollTo(random.nextInt(Math.max(1, table.getItems().size())));
            }));
            TimeUnit.MILLISECONDS.sleep(LETTER_MS);
        }
        typed.add(time(() -> field.setText("")));
        TimeUnit.MILLISECONDS.sleep(LETTER_MS);
    }

    private void probe() {
        var begun = System.nanoTime();
        Platform.runLater(() -> waited.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)));
    }

    /** From the deed to the picture: until the pulse that draws it is over. */
    private static long time(Runnable deed) {
        var begun = System.nanoTime();
        var drawn = new CompletableFuture<Long>();
        Platform.runLater(() -> {
            deed.run();
            Platform.requestNextPulse();
            new javafx.animation.AnimationTimer() {
                private int pulses;

                @Override
                public void handle(long now) {
                    if (++pulses == 2) {
                        stop();
                        drawn.complete(System.nanoTime());
                    }
                }
            }.start();
        });
        return TimeUnit.NANOSECONDS.toMillis(drawn.join() - begun);
    }

    private static String say(String what, List<Long> values) {
        return "%s p50 %d ms, p95 %d ms, p99 %d ms, most %d ms (%d)"
                .formatted(
                        what,
                        percentile(values, 50),
                        percentile(values, 95),
                        percentile(values, 99),
                        percentile(values, 100),
                        values.size());
    }

    private static long percentile(List<Long> values, int percent) {
        var sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    /** Of this process since it was made, without the thread that plays the engine. */
    private static final class Cpu {
        private final OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private final long script;
        private final long drawing;
        private final long begun = System.nanoTime();
        private final long all;
        private final long ofScript;
        private final long ofDrawing;

        Cpu() {
            this(-1, Thread.currentThread().threadId());
        }

        Cpu(long script, long drawing) {
            this.script = script;
            this.drawing = drawing;
            all = system.getProcessCpuTime();
            ofScript = of(script);
            ofDrawing = of(drawing);
        }

        private static long of(long thread) {
            return thread < 0 ? 0 : ManagementFactory.getThreadMXBean().getThreadCpuTime(thread);
        }

        double cores() {
            return (system.getProcessCpuTime() - all - of(script) + ofScript) / (double) (System.nanoTime() - begun);
        }

        @Override
        public String toString() {
            return "%.2f cores, of which %.2f the JavaFX thread"
                    .formatted(cores(), (of(drawing) - ofDrawing) / (double) (System.nanoTime() - begun));
        }
    }

    private JsonNode batch(int count) {
        var flows = new ArrayList<FlowView>();
        for (var i = 0; i < count; i++) {
            var id = ids.incrementAndGet();
            var app = "app" + id % 37;
            var host = "h" + id % 101 + (id % 2 == 0 ? ".example.com" : ".example.org");
            flows.add(
                    switch ((int) (id % 5)) {
                        case 0 -> TestFlows.refused(id, app, host);
                        case 1 -> TestFlows.inspected(id, app, host);
                        case 2 ->
                            id % 50 == 2 ? TestFlows.open(id, app, host) : TestFlows.flow(id, app, host, "block", null);
                        default -> TestFlows.flow(id, app, host, "pass", null);
                    });
        }
        return TestFlows.batch(flows);
    }

    @Test
    void aBatchOfAThousandFlowsIsDrawnAtOnce() throws IOException {
        try (var lab = new UiLab()) {
            lab.go("flows");
            lab.engine().tell(batch(1_000));
            await().until(() -> lab.connection().flows().size() >= 1_000);
            lab.awaitText("1,002 of 1,002");
        }
    }
}
