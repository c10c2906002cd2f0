package org.weir.ui.screen.flows.detail;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.FlowTls;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.EngineWords;
import org.weir.ui.text.Formats;

/** A chain of certificates, from the one that is for the server to the one that vouches for all, each a step further in. */
final class ChainSection {
    /** More steps would leave no room for what is said. */
    private static final int MOST_STEPS = 4;

    /** Names in one line of words; the certificate has them all. */
    private static final int MOST_NAMES = 12;

    private final Desk desk;
    private final String whose;
    private final VBox notes = new VBox(4);
    private final VBox tree = new VBox(Kit.WIDE);
    private final Button copy;
    private final VBox view;
    private String all = "";

    /** @param whose of its texts and ids: {@code server} or {@code presented} */
    ChainSection(Desk desk, String whose) {
        this.desk = desk;
        this.whose = whose;
        copy = Kit.button(Feather.COPY, desk.text("tls.copy-all"), this::copyAll, "flat", "small");
        copy.setId("tls-copy-" + whose);
        view = new VBox(
                Kit.GAP, Kit.row(Kit.label(desk.text("tls." + whose), "card-title"), Kit.spring(), copy), notes, tree);
        view.setId("tls-" + whose);
    }

    Node view() {
        return view;
    }

    void show(FlowTls.@Nullable Server server, @Nullable String missing) {
        show(server == null ? null : server.chain(), missing);
        if (server != null) {
            notes.getChildren()
                    .add(
                            server.doubt() == null
                                    ? note(Feather.CHECK_CIRCLE, "tone-good", desk.text("tls.verified"))
                                    : note(
                                            Feather.ALERT_TRIANGLE,
                                            "tone-bad",
                                            desk.text(
                                                    "tls.doubted", new EngineWords(desk.texts()).say(server.doubt()))));
            if (!server.nameMatches()) {
                notes.getChildren()
                        .add(note(
                                Feather.ALERT_TRIANGLE,
                                "tone-bad",
                                desk.text("tls.other-name", String.join(", ", server.names()))));
            }
        }
    }

    void show(FlowTls.@Nullable Chain chain, @Nullable String missing) {
        notes.getChildren().clear();
        tree.getChildren().clear();
        Kit.show(copy, chain != null);
        if (chain == null) {
            notes.getChildren().add(Kit.paragraph(TlsTexts.missing(desk, missing), "text-muted"));
            return;
        }
        all = chain.certificates().stream().map(FlowTls.Certificate::pem).collect(Collectors.joining());
        var now = System.currentTimeMillis();
        var step = 0;
        for (var certificate : chain.certificates()) {
            tree.getChildren().add(certificate(certificate, step, now));
            step++;
        }
        if (chain.more() > 0) {
            tree.getChildren().add(Kit.paragraph(desk.text("tls.more", chain.more()), "text-muted"));
        }
    }

    private Node certificate(FlowTls.Certificate certificate, int step, long now) {
        var name = Kit.paragraph(
                Formats.clean(certificate.problem() == null ? certificate.subject() : certificate.problem()),
                "text-bold");
        var pem = Kit.button(
                Feather.COPY,
                desk.text("tls.copy-pem"),
                () -> desk.copy(certificate.pem(), desk.text("shell.copied")),
                "flat",
                "small");
        pem.setId("tls-pem-" + whose + "-" + step);
        pem.setAccessibleText(desk.text("tls.copy-pem-of", certificate.subject()));
        javafx.scene.layout.HBox.setHgrow(name, javafx.scene.layout.Priority.ALWAYS);
        name.setMaxWidth(Double.MAX_VALUE);
        var box = new VBox(4, Kit.row(name, pem));
        if (certificate.problem() == null) {
            box.getChildren().add(validity(certificate, now));
        }
        var grid = new DetailGrid();
        grid.show(lines(certificate));
        box.getChildren().add(grid.view());
        box.setPadding(new Insets(0, 0, 0, (double) Kit.WIDE * Math.min(step, MOST_STEPS)));
        return box;
    }

    private Node validity(FlowTls.Certificate certificate, long now) {
        var words = TlsTexts.validity(desk, certificate, now);
        var good = now >= certificate.notBeforeMs() && now <= certificate.notAfterMs();
        return good ? note(Feather.CLOCK, "tone-quiet", words) : note(Feather.ALERT_TRIANGLE, "tone-bad", words);
    }

    private List<DetailGrid.Line> lines(FlowTls.Certificate certificate) {
        var lines = new ArrayList<DetailGrid.Line>();
        if (certificate.problem() == null) {
            lines.add(line("issuer", certificate.issuer()));
            lines.add(line("names", names(certificate)));
            lines.add(line("key", certificate.key() + (certificate.keyBits() > 0 ? " " + certificate.keyBits() : "")));
            lines.add(line("signature", certificate.signature()));
            lines.add(line("serial", certificate.serial()));
        }
        lines.add(line("sha256", certificate.sha256()));
        return lines;
    }

    private String names(FlowTls.Certificate certificate) {
        var shown = certificate.names().stream().limit(MOST_NAMES).toList();
        var more = certificate.names().size() - shown.size() + certificate.moreNames();
        var listed = String.join(", ", shown);
        return more == 0 ? listed : desk.text("tls.names-more", listed, more);
    }

    private DetailGrid.Line line(String key, String value) {
        return new DetailGrid.Line(desk.text("tls.certificate." + key), value);
    }

    private static Label note(Ikon icon, String tone, String words) {
        var note = Kit.paragraph(Formats.clean(words));
        note.setGraphic(Icons.of(icon, Icons.SMALL));
        note.getGraphic().getStyleClass().add(tone);
        note.setFocusTraversable(true);
        return note;
    }

    private void copyAll() {
        desk.copy(all, desk.text("shell.copied"));
    }
}
