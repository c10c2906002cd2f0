package org.weir.ui.screen.flows.detail;

import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.FlowTls;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;

/** What the app offered in its hello. */
final class HelloSection {
    private final Desk desk;
    private final Label note = Kit.paragraph("", "text-muted");
    private final DetailGrid grid = new DetailGrid();
    private final Button copy;
    private final VBox view;
    private List<DetailGrid.Line> lines = List.of();

    HelloSection(Desk desk) {
        this.desk = desk;
        copy = Kit.button(Feather.COPY, desk.text("tls.copy-offer"), this::copy, "flat", "small");
        copy.setId("tls-copy-offer");
        view = new VBox(
                Kit.GAP,
                Kit.row(Kit.label(desk.text("tls.offered"), "card-title"), Kit.spring(), copy),
                note,
                grid.view());
    }

    Node view() {
        return view;
    }

    void show(FlowTls seen) {
        var hello = seen.hello();
        Kit.show(copy, hello != null);
        Kit.show(grid.view(), hello != null);
        Kit.show(note, hello == null || hello.cut());
        if (hello == null) {
            note.setText(TlsTexts.missing(desk, seen.helloMissing()));
            return;
        }
        note.setText(hello.cut() ? desk.text("tls.cut") : "");
        var none = desk.text("tls.none");
        var versions = hello.versions().isEmpty() ? List.of(hello.legacyVersion()) : hello.versions();
        lines = List.of(
                line("name", hello.serverName() == null ? none : hello.serverName()),
                line("versions", codes(versions)),
                line("protocols", hello.alpn().isEmpty() ? none : String.join(", ", hello.alpn())),
                line("suites", codes(hello.suites())),
                line("groups", codes(hello.groups())),
                line("key-shares", codes(hello.keyShares())),
                line("signatures", codes(hello.signatures())),
                line(
                        "extensions",
                        hello.extensions().stream()
                                .map(one -> one.name() + " (" + one.bytes() + ")")
                                .collect(Collectors.joining(", "))),
                line("ech", desk.text(hello.ech() ? "tls.ech.yes" : "tls.ech.no")),
                line("size", desk.text("tls.size", desk.texts().formats().bytes(hello.bytes()), hello.records())),
                line("ja4", hello.ja4()));
        grid.show(lines);
    }

    private static String codes(List<FlowTls.Code> codes) {
        return codes.stream().map(FlowTls.Code::name).collect(Collectors.joining(", "));
    }

    private DetailGrid.Line line(String key, String value) {
        return new DetailGrid.Line(desk.text("tls.hello." + key), value);
    }

    private void copy() {
        desk.copy(DetailGrid.Line.text(lines), desk.text("shell.copied"));
    }
}
