package org.weir.ui.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javafx.application.Platform;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.weir.api.control.FlowView;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.TestFlows;
import org.weir.ui.engine.EngineConnection;
import tools.jackson.databind.JsonNode;

/**
 * The budget of the flow table: 100,000 flows told, 500 new ones a second, and a user who types and scrolls. A benchmark, for
 * a quiet machine: {@code mvnw test -pl app-ui -am -Dtest=FlowBudgetTest -Dweir.bench=60} (seconds).
 */
class FlowBudgetTest {
    private static final int TOLD_BEFORE = 100_000;
    private static final int A_SECOND = 500;
    private static final int BATCHES_A_SECOND = 4;
    private static final String[] QUERIES = {"app:app1", "host:*.example.com", "decision:refused", "port:443", "h7", ""
    };

    private final AtomicLong ids = new AtomicLong(10_000);
    private final Random random = new Random(1);

    @Test
    @EnabledIfSystemProperty(named = "weir.bench", matches = "\\d+")
    void typingAndScrollingStayQuick() throws Exception {
        var seconds = Integer.getInteger("weir.bench");
        try (var lab = new UiLab()) {
            lab.go("flows");
            while (ids.get() < 10_000 + TOLD_BEFORE) {
                lab.engine().tell(batch(1_000));
            }
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> lab.connection().flows().size() == EngineConnection.FLOWS);
            var feeder = Executors.newSingleThreadScheduledExecutor();
            feeder.scheduleAtFixedRate(
                    () -> lab.engine().tell(batch(A_SECOND / BATCHES_A_SECOND)),
                    0,
                    1_000 / BATCHES_A_SECOND,
                    TimeUnit.MILLISECONDS);
            var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            var cpuBefore = system.getProcessCpuTime();
            var drawing = Fx.get(() -> Thread.currentThread().threadId());
            var threads = ManagementFactory.getThreadMXBean();
            var drawingBefore = threads.getThreadCpuTime(drawing);
            var begun = System.nanoTime();
            var typed = new ArrayList<Long>();
            var scrolled = new ArrayList<Long>();
            try {
                while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(seconds)) {
                    typed.add(time(() ->
                            lab.find("#query", TextField.class).setText(QUERIES[random.nextInt(QUERIES.length)])));
                    TimeUnit.MILLISECONDS.sleep(150);
                    scrolled.add(time(() -> {
                        var table = lab.find("#flows", TableView.class);
                        table.scrollTo(
                                random.nextInt(Math.max(1, table.getItems().size())));
                    }));
                    TimeUnit.MILLISECONDS.sleep(150);
                }
            } finally {
                feeder.shutdownNow();
            }
            var cores = (system.getProcessCpuTime() - cpuBefore) / (double) (System.nanoTime() - begun);
            var drawingCores =
                    (threads.getThreadCpuTime(drawing) - drawingBefore) / (double) (System.nanoTime() - begun);
            System.gc();
            var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
            System.out.printf(
                    "typing p50 %d ms, p95 %d ms; scrolling p50 %d ms, p95 %d ms; %.2f cores, of which the script takes a part, %.2f on the JavaFX thread; heap %d MiB%n",
                    percentile(typed, 50),
                    percentile(typed, 95),
                    percentile(scrolled, 50),
                    percentile(scrolled, 95),
                    cores,
                    drawingCores,
                    heap);
            assertThat(percentile(typed, 95)).isLessThan(100);
            assertThat(percentile(scrolled, 95)).isLessThan(100);
            assertThat(heap).isLessThan(300);
        }
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

    private static long percentile(List<Long> values, int percent) {
        Collections.sort(values);
        return values.get(Math.min(values.size() - 1, values.size() * percent / 100));
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
        var json = RpcCodec.json();
        var message = json.createObjectNode().put("jsonrpc", "2.0").put("method", "flows.batch");
        var params = message.putObject("params").put("watch", 1);
        params.set("flows", json.valueToTree(flows));
        params.put("dropped", 0);
        return message;
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
