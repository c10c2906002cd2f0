package org.weir.ui.screen.flows.detail;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.ExchangeDetail;
import org.weir.ui.engine.EngineFailure;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** One message: first line, fields, what rules changed, and the body readable, as text or in hexadecimal. */
final class MessageView {
    private static final double LINE = 20;

    private final Desk desk;
    private final String side;
    private final ListView<LineCell.Line> lines = new ListView<>();
    private final ImageView picture = new ImageView();
    private final Label about = Kit.paragraph("", "text-muted");
    private final Label note = Kit.paragraph("", "text-muted");
    private final ComboBox<Look> look;
    private final VBox view;
    private List<String> head = List.of();
    private @Nullable BodyText body;
    private String problem = "";
    private long shown = -1;

    MessageView(Desk desk, String side) {
        this.desk = desk;
        this.side = side;
        look = Look.choice(desk, this::draw);
        HBox.setHgrow(about, Priority.ALWAYS);
        note.setId("body-note");
        lines.setFixedCellSize(LINE);
        lines.setCellFactory(made -> new LineCell());
        lines.getStyleClass().addAll("lines", "dense");
        picture.setPreserveRatio(true);
        picture.setSmooth(true);
        var content = new StackPane(lines, picture);
        VBox.setVgrow(content, Priority.ALWAYS);
        view = new VBox(
                Kit.row(look, Kit.iconButton(Feather.COPY, desk.text("flows.copy-message"), this::copy), about),
                note,
                content);
    }

    Node view() {
        return view;
    }

    void nothing(String why) {
        shown = -1;
        body = null;
        problem = "";
        head = List.of(why);
        about.setText("");
        draw();
    }

    void show(
            long exchange,
            String first,
            List<ExchangeDetail.Header> headers,
            List<ExchangeDetail.Change> changes,
            ExchangeDetail.Body has) {
        shown = exchange;
        body = null;
        problem = "";
        var said = new ArrayList<String>();
        said.add(first);
        headers.forEach(header -> said.add(header.name() + ": " + header.value()));
        changes.forEach(change -> said.add(desk.text("flows.changed-by", change.rule(), change.what())));
        head = said.stream().map(Formats::clean).toList();
        about.setText(about(desk, has));
        draw();
        if (has.captured() > 0) {
            var type = ExchangeDetailView.header(headers, "content-type");
            var coding = ExchangeDetailView.header(headers, "content-encoding");
            desk.engine()
                    .ask(client -> BodyLoad.of(client, exchange, side, type, coding))
                    .whenComplete((text, thrown) -> {
                        if (shown == exchange) {
                            body = text;
                            problem = thrown == null ? "" : desk.say(EngineFailure.of(thrown));
                            draw();
                        }
                    });
        }
    }

    /** How long it was, and what of it was kept. */
    static String about(Desk desk, ExchangeDetail.Body has) {
        var formats = desk.texts().formats();
        if (has.bytes() == 0) {
            return desk.text("flows.body.none");
        }
        return has.cut() == null
                ? desk.text("flows.body.whole", formats.bytes(has.bytes()))
                : desk.text(
                        "flows.body.cut." + (desk.texts().has("flows.body.cut." + has.cut()) ? has.cut() : "other"),
                        formats.bytes(has.captured()),
                        formats.bytes(has.bytes()));
    }

    private void draw() {
        var all = new ArrayList<LineCell.Line>();
        add(all, head, Syntax.PLAIN);
        var now = body;
        Image image = null;
        if (now != null) {
            add(all, List.of(""), Syntax.PLAIN);
            switch (look.getValue()) {
                case READABLE -> {
                    image = now.image();
                    add(all, image == null ? now.readable() : List.of(), now.syntax());
                }
                case TEXT -> add(all, now.text(), Syntax.PLAIN);
                case HEX -> add(all, now.hex(), Syntax.PLAIN);
            }
        }
        lines.getItems().setAll(all);
        note.setText(now == null ? problem : note(now, look.getValue()));
        Kit.show(note, !note.getText().isEmpty());
        picture.setImage(image);
        Kit.show(picture, image != null);
        if (image != null) {
            picture.setFitHeight(Math.min(image.getHeight(), 220));
        }
    }

    private static void add(List<LineCell.Line> all, List<String> texts, Syntax syntax) {
        texts.forEach(text -> all.add(new LineCell.Line(text, syntax)));
    }

    /** What has to be known of what is shown: why a picture is none, that there is more. */
    private String note(BodyText now, Look as) {
        var shownPicture = as == Look.READABLE ? now.picture() : null;
        if (shownPicture != null && shownPicture.image() != null) {
            return "";
        }
        var asBytes = as == Look.HEX || shownPicture != null;
        var cut = asBytes ? now.hexCut() : now.cut();
        var more = cut ? desk.text("flows.body.beginning") : "";
        if (shownPicture == null) {
            return more;
        }
        var format = shownPicture.format().isEmpty() ? desk.text("flows.body.picture.unknown") : shownPicture.format();
        return (desk.text("flows.body.picture." + shownPicture.problem(), format) + " " + more).strip();
    }

    private void copy() {
        desk.copy(
                lines.getItems().stream().map(LineCell.Line::text).collect(Collectors.joining("\n")),
                desk.text("shell.copied"));
    }
}
