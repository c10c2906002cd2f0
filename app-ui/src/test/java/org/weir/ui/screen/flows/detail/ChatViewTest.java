package org.weir.ui.screen.flows.detail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.SelectionModel;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.StackPane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.Exchanges;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.main.Fx;
import org.weir.ui.main.UiLab;

/** Messages of a WebSocket on a scripted engine. */
class ChatViewTest {
    private static final int PAGE = 100;

    /** What the engine has; its offsets are their numbers. */
    private final List<Exchanges.Message> kept = new CopyOnWriteArrayList<>();

    private UiLab lab;
    private ChatView view;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
        lab.engine().answer("exchanges.messages", params -> {
            var from = params.get("offset").asInt();
            var to = Math.min(kept.size(), from + PAGE);
            var page = new Exchanges.Messages(kept.subList(from, to), to < kept.size() ? Long.valueOf(to) : null);
            return RpcCodec.json().valueToTree(page);
        });
        view = Fx.get(() -> {
            var made = new ChatView(lab.desk());
            new Scene(new StackPane(made.view()), 600, 400);
            return made;
        });
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private static Exchanges.Message message(int number, int opcode, String text) {
        var data = text.getBytes(StandardCharsets.UTF_8);
        return new Exchanges.Message(1_790_000_000_000L + number, number % 2 == 0, opcode, true, data.length, data);
    }

    private void comes(int count) {
        var fresh = new ArrayList<Exchanges.Message>();
        for (var i = 0; i < count; i++) {
            fresh.add(message(kept.size() + i, 1, "m" + (kept.size() + i)));
        }
        kept.addAll(fresh);
    }

    private void show(long exchange) {
        var said = new ExchangeDetail.WebSocket(2, 3, new ExchangeDetail.Body(40, 40, null));
        Fx.run(() -> view.show(exchange, said));
    }

    private ListView<?> list(int index) {
        var split = (SplitPane)
                ((javafx.scene.layout.VBox) view.view()).getChildren().getLast();
        var item = split.getItems().get(index);
        return (ListView<?>)
                (index == 0
                        ? item
                        : ((javafx.scene.layout.VBox) item).getChildren().getLast());
    }

    private List<String> said() {
        return Fx.get(() -> list(0).getItems().stream()
                .map(each -> new String(((Exchanges.Message) each).data(), StandardCharsets.UTF_8))
                .toList());
    }

    private List<String> content() {
        return Fx.get(() -> list(1).getItems().stream().map(Object::toString).toList());
    }

    private void choose(int index) {
        Fx.run(() -> {
            SelectionModel<?> selection = list(0).getSelectionModel();
            selection.select(index);
        });
    }

    private String about() {
        return Fx.get(() ->
                ((Label) ((javafx.scene.layout.VBox) view.view()).getChildren().getFirst()).getText());
    }

    @Test
    void allPagesAreReadAndWhatComesLaterOnlyOnce() {
        comes(250);
        show(5);
        await().until(() -> said().size() == 250);
        assertThat(said()).startsWith("m0", "m1").endsWith("m249").doesNotHaveDuplicates();
        comes(120);
        show(5);
        await().until(() -> said().size() == 370);
        show(5);
        lab.awaitIdle();
        assertThat(said()).endsWith("m369").doesNotHaveDuplicates();
        assertThat(about()).isEqualTo("2 from the app (↑), 3 from the server (↓).   Body: 40 B");
    }

    @Test
    void onlyTheNewestStay() {
        comes(ChatLog.MOST + 300);
        show(5);
        await().until(() -> said().contains("m" + (ChatLog.MOST + 299)));
        assertThat(said()).hasSize(ChatLog.MOST).startsWith("m300");
        assertThat(about()).endsWith("Only the newest 2,000 are shown.");
    }

    @Test
    void largeOnesMakeRoom() {
        var large = "x".repeat(200_000);
        for (var i = 0; i < 100; i++) {
            kept.add(message(i, 1, i + large));
        }
        lab.engine().answer("exchanges.messages", params -> {
            var from = params.get("offset").asInt();
            var page = new Exchanges.Messages(kept.subList(from, from + 2), from + 2 < 100 ? from + 2L : null);
            return RpcCodec.json().valueToTree(page);
        });
        show(5);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !said().isEmpty() && said().getLast().startsWith("99x"));
        assertThat(said().stream().mapToLong(String::length).sum()).isLessThanOrEqualTo(ChatLog.MOST_BYTES);
    }

    @Test
    void theChosenOneIsReadable() {
        kept.add(message(0, 1, "{\"a\":1}"));
        kept.add(message(1, 2, "\u0000\u0001\u0002"));
        kept.add(new Exchanges.Message(2, false, 8, true, 6, new byte[] {3, (byte) 0xe8, 'd', 'o', 'n', 'e'}));
        show(5);
        await().until(() -> said().size() == 3);
        choose(0);
        await().until(() -> content().contains("  \"a\" : 1"));
        choose(1);
        await().until(() -> content().stream().anyMatch(line -> line.startsWith("000000  00 01 02")));
        Fx.run(() -> {
            view.view().applyCss();
            ((StackPane) view.view().getParent()).layout();
        });
        assertThat(Fx.get(() -> list(0).lookupAll(".list-cell").stream()
                        .map(cell -> String.valueOf(cell.getAccessibleText()))
                        .toList()))
                .anyMatch(text -> text.startsWith("From the app: ") && text.contains("text  7 B  {\"a\":1}"))
                .anyMatch(text -> text.startsWith("From the server: ") && text.endsWith("close  6 B  1000 done"));
    }

    @Test
    void ofAnotherExchangeNothingIsLeft() {
        comes(3);
        show(5);
        await().until(() -> said().size() == 3);
        kept.clear();
        comes(1);
        show(6);
        await().until(() -> said().equals(List.of("m0")));
    }

    @Test
    void whatCannotBeReadIsSaidUntilItCan() throws IOException {
        comes(1);
        lab.engine().refuse("exchanges.messages", ErrorCode.INTERNAL_ERROR, "the messages cannot be read");
        show(5);
        await().until(() -> about().endsWith("Not done: the messages cannot be read"));
        assertThat(said()).isEmpty();
        lab.engine()
                .answer(
                        "exchanges.messages",
                        params -> RpcCodec.json().valueToTree(new Exchanges.Messages(kept, null)));
        show(5);
        await().until(() -> said().equals(List.of("m0")));
        assertThat(about()).doesNotContain("Not done");
    }

    /** There and back before the engine has answered. */
    @Test
    void anAnswerForALookBeforeIsNotTaken() {
        comes(3);
        lab.engine().delay("exchanges.messages", Duration.ofMillis(100));
        show(5);
        show(6);
        show(5);
        await().until(() -> said().size() >= 3);
        lab.awaitIdle();
        assertThat(said()).containsExactly("m0", "m1", "m2");
    }

    @Test
    void anEngineThatGoesInCirclesIsNotFollowed() {
        lab.engine()
                .answer(
                        "exchanges.messages",
                        params -> RpcCodec.json()
                                .valueToTree(new Exchanges.Messages(List.of(message(0, 1, "again")), 0L)));
        show(5);
        await().until(() -> said().equals(List.of("again")));
        lab.awaitIdle();
        assertThat(lab.engine().times("exchanges.messages")).isEqualTo(1);
    }
}
