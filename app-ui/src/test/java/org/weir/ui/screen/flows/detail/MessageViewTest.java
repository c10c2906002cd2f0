package org.weir.ui.screen.flows.detail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
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

/** A message's body as it comes from the engine. */
class MessageViewTest {
    private UiLab lab;
    private MessageView view;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
        view = Fx.get(() -> {
            var made = new MessageView(lab.desk(), Exchanges.RESPONSE);
            // Styled and laid out, as in the drawer.
            new Scene(new StackPane(made.view()), 600, 400)
                    .getStylesheets()
                    .setAll(lab.stage().getScene().getStylesheets());
            return made;
        });
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    /** The body of what is asked for, in pieces of at most {@code piece} bytes. */
    private void keeps(byte[] body, int piece, boolean decoded) {
        lab.engine().answer("exchanges.body", params -> {
            var from = Math.min(body.length, params.get("offset").asInt());
            var to = Math.min(body.length, from + piece);
            return RpcCodec.json()
                    .createObjectNode()
                    .put("data", Base64.getEncoder().encodeToString(Arrays.copyOfRange(body, from, to)))
                    .put("captured", body.length)
                    .put("decoded", decoded);
        });
    }

    private void show(String type, long bytes) {
        Fx.run(() -> view.show(
                5,
                "HTTP/1.1 200 OK",
                List.of(new ExchangeDetail.Header("Content-Type", type)),
                List.of(),
                new ExchangeDetail.Body(bytes, bytes, null)));
    }

    private List<String> lines() {
        return Fx.get(() -> ((ListView<?>) view.view().lookup(".list-view"))
                .getItems().stream().map(Object::toString).toList());
    }

    private String note() {
        return Fx.get(() -> ((Label) view.view().lookup("#body-note")).getText());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void jsonIsLaidOutAndColoured() {
        keeps(bytes("{\"a\":true}"), 4, false);
        show("application/json", 10);
        await().until(() -> lines().contains("  \"a\" : true"));
        assertThat(Fx.get(() -> {
                    view.view().getScene().getRoot().applyCss();
                    view.view().getScene().getRoot().layout();
                    return view.view().lookupAll(".syntax-key").size();
                }))
                .isEqualTo(1);
        assertThat(note()).isEmpty();
    }

    @Test
    void whatIsDecodedByTheEngineIsNotDecodedAgain() {
        keeps(bytes("plain"), 3, true);
        Fx.run(() -> view.show(
                5,
                "HTTP/1.1 200 OK",
                List.of(
                        new ExchangeDetail.Header("Content-Type", "text/plain"),
                        new ExchangeDetail.Header("Content-Encoding", "br")),
                List.of(),
                new ExchangeDetail.Body(5, 5, null)));
        await().until(() -> lines().contains("plain"));
    }

    @Test
    void aLargeTextIsShownToItsBoundAndSaysSo() {
        var line = "0123456789".repeat(20) + "\n";
        keeps(bytes(line.repeat(15_000)), Exchanges.MAX_CHUNK, false);
        show("text/plain", 3_015_000);
        await().until(() -> note().equals("Only the beginning is shown here."));
        assertThat(lines().size()).isLessThan(15_000);
    }

    @Test
    void aPictureThatCannotBeDrawnSaysSo() {
        keeps(bytes("RIFF1234WEBPVP8 "), 100, false);
        show("image/webp", 16);
        await().until(() -> note().equals("WebP pictures cannot be drawn here; these are its bytes."));
        assertThat(lines()).anyMatch(each -> each.startsWith("000000  52 49 46 46"));
    }

    @Test
    void bytesAreShownWhenTheyAreAskedFor() {
        keeps(bytes("{}"), 100, false);
        show("application/json", 2);
        await().until(() -> lines().contains("{ }"));
        Fx.run(() -> {
            var look = (ComboBox<?>) view.view().lookup(".combo-box");
            look.getSelectionModel().selectLast();
        });
        assertThat(lines()).anyMatch(each -> each.startsWith("000000  7b 7d"));
    }

    @Test
    void aBodyThatCannotBeReadSaysWhy() {
        lab.engine().refuse("exchanges.body", ErrorCode.INTERNAL_ERROR, "the body cannot be read: gone");
        show("text/plain", 10);
        await().until(() -> note().equals("Not done: the body cannot be read: gone"));
        assertThat(lines()).contains("HTTP/1.1 200 OK");
    }
}
