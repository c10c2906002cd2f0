package org.weir.ui.screen.flows.detail;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.Exchanges;
import org.weir.ui.kit.Background;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** The messages of a WebSocket: which way, when, what kind, how long; and the chosen one in full. */
final class ChatView {
    /** Of a message in the list; the rest is below. */
    private static final int PREVIEW = 200;

    private static final double LIST_SHARE = 0.55;

    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;

    /** Opcodes that have a word. */
    private static final List<Integer> KNOWN = List.of(0, TEXT, BINARY, CLOSE, 9, 10);

    private final Desk desk;
    private final ChatLog log;
    private final ListView<Exchanges.Message> list;
    private final ListView<LineCell.Line> content = new ListView<>();
    private final ComboBox<Look> look;
    private final Label about = Kit.paragraph("", "text-muted");
    private final VBox view;
    private ExchangeDetail.@Nullable WebSocket chat;
    private Exchanges.@Nullable Message shown;
    private @Nullable BodyText body;

    ChatView(Desk desk) {
        this.desk = desk;
        log = new ChatLog(desk, this::draw);
        list = new ListView<>(log.messages());
        list.setId("messages");
        list.setAccessibleText(desk.text("flows.messages"));
        list.setCellFactory(made -> new Line());
        list.getStyleClass().addAll("lines", "dense");
        list.getSelectionModel().selectedItemProperty().addListener((property, was, is) -> choose(is));
        list.setPlaceholder(Kit.paragraph(desk.text("flows.messages.none"), "text-muted"));
        content.setId("message");
        content.setAccessibleText(desk.text("flows.messages.content"));
        content.setCellFactory(made -> new LineCell());
        content.getStyleClass().addAll("lines", "dense");
        look = Look.choice(desk, this::drawContent);
        var copy = Kit.iconButton(Feather.COPY, desk.text("flows.copy-message"), this::copy);
        VBox.setVgrow(content, Priority.ALWAYS);
        var split = new SplitPane(list, new VBox(Kit.row(look, copy), content));
        split.setDividerPositions(LIST_SHARE);
        VBox.setVgrow(split, Priority.ALWAYS);
        view = new VBox(about, split);
    }

    Node view() {
        return view;
    }

    void show(long exchange, ExchangeDetail.WebSocket now) {
        chat = now;
        log.read(exchange, now);
        draw();
    }

    void nothing() {
        chat = null;
        log.forget();
    }

    private void draw() {
        var now = chat;
        if (now == null) {
            return;
        }
        var said = desk.text("flows.messages.count", now.fromClient(), now.fromServer());
        var kept = MessageView.about(desk, now.body());
        var bound = log.leftOut() == 0
                ? ""
                : desk.text("flows.messages.newest", log.messages().size());
        about.setText(Stream.of(said, kept, bound, log.problem())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("   ")));
        if (list.getSelectionModel().isEmpty() && !log.messages().isEmpty()) {
            list.scrollTo(log.messages().size() - 1);
        }
    }

    private void choose(Exchanges.@Nullable Message message) {
        shown = message;
        body = null;
        drawContent();
        if (message != null) {
            var type = message.opcode() == TEXT ? "text/plain" : "";
            Background.run(
                    () -> BodyText.of(message.data(), type, ""),
                    made -> {
                        if (message.equals(shown)) {
                            body = made;
                            drawContent();
                        }
                    },
                    failed -> {});
        }
    }

    private void drawContent() {
        var now = body;
        if (now == null) {
            content.getItems().clear();
            return;
        }
        var syntax = look.getValue() == Look.READABLE ? now.syntax() : Syntax.PLAIN;
        var lines = switch (look.getValue()) {
            case READABLE -> now.readable();
            case TEXT -> now.text();
            case HEX -> now.hex();
        };
        content.getItems()
                .setAll(lines.stream()
                        .map(line -> new LineCell.Line(line, syntax))
                        .toList());
    }

    private void copy() {
        desk.copy(
                content.getItems().stream().map(LineCell.Line::text).collect(Collectors.joining("\n")),
                desk.text("shell.copied"));
    }

    private String kind(Exchanges.Message message) {
        return KNOWN.contains(message.opcode())
                ? desk.text("flows.messages.kind." + message.opcode())
                : desk.text("flows.messages.kind.other", message.opcode());
    }

    private String size(Exchanges.Message message) {
        var formats = desk.texts().formats();
        var kept = message.data().length;
        return kept < message.bytes()
                ? desk.text("flows.messages.cut", formats.bytes(message.bytes()), formats.bytes(kept))
                : formats.bytes(kept);
    }

    private static String preview(Exchanges.Message message) {
        var data = message.data();
        var begin = Arrays.copyOf(data, Math.min(data.length, PREVIEW));
        if (message.opcode() == CLOSE && data.length >= Short.BYTES) {
            var code = ByteBuffer.wrap(data).getShort() & 0xffff;
            return code + " " + text(Arrays.copyOfRange(begin, Short.BYTES, begin.length));
        }
        return message.opcode() == BINARY ? "" : text(begin);
    }

    private static String text(byte[] bytes) {
        return Formats.clean(new String(bytes, StandardCharsets.UTF_8).replaceAll("\\s+", " "));
    }

    private final class Line extends ListCell<Exchanges.Message> {
        @Override
        protected void updateItem(Exchanges.@Nullable Message message, boolean empty) {
            super.updateItem(message, empty);
            if (empty || message == null) {
                setText(null);
                setGraphic(null);
                setAccessibleText(null);
                return;
            }
            var formats = desk.texts().formats();
            var words = String.join(
                    "  ", formats.timeWithSeconds(message.atMs()), kind(message), size(message), preview(message));
            var way = desk.text(message.fromClient() ? "flows.messages.from-app" : "flows.messages.from-server");
            setText(words);
            setGraphic(Icons.of(message.fromClient() ? Feather.ARROW_UP : Feather.ARROW_DOWN, Icons.SMALL));
            setAccessibleText(way + ": " + words);
        }
    }
}
