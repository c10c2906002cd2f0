package org.weir.ui.screen.guide;

import javafx.scene.Node;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;

/** How to get out, whatever is wrong. */
final class ExitsStep implements Step {
    private static final String RESET = "sudo weir-interceptor reset";

    private final VBox view;

    ExitsStep(Desk desk) {
        view = Kit.column(
                line(Feather.PAUSE, desk.text("guide.exits.pause")),
                line(Feather.POWER, desk.text("guide.exits.off")),
                line(Feather.LIFE_BUOY, desk.text("guide.exits.reset", RESET)),
                Kit.button(
                        Feather.COPY, desk.text("guide.exits.copy"), () -> desk.copy(RESET, desk.text("shell.copied"))),
                line(Feather.TRASH_2, desk.text("guide.exits.uninstall")));
    }

    private static Node line(Feather icon, String text) {
        return Kit.row(Icons.of(icon, Icons.MEDIUM), Kit.paragraph(text));
    }

    @Override
    public String id() {
        return "exits";
    }

    @Override
    public Ikon icon() {
        return Feather.LIFE_BUOY;
    }

    @Override
    public Node view() {
        return view;
    }
}
