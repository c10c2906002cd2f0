package org.weir.ui.screen.flows.detail;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.weir.api.control.FlowTls;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;

/** The alert that ended a handshake: number, name, who sent it, and what that means. */
final class AlertSection {
    private final Desk desk;
    private final Label what = Kit.label("", "text-bold");
    private final Label meaning = Kit.paragraph("");
    private final VBox view;

    AlertSection(Desk desk) {
        this.desk = desk;
        what.setWrapText(true);
        what.setMinHeight(javafx.scene.layout.Region.USE_PREF_SIZE);
        meaning.setId("tls-alert");
        meaning.setFocusTraversable(true);
        view = new VBox(Kit.GAP, Kit.label(desk.text("tls.alert"), "card-title"), what, meaning);
    }

    Node view() {
        return view;
    }

    void show(FlowTls seen) {
        var alert = seen.alert();
        Kit.show(what, alert != null);
        if (alert == null) {
            meaning.setText(TlsTexts.missing(desk, seen.alertMissing()));
            return;
        }
        what.setText(desk.text(
                "tls.alert.from." + sender(alert.from()),
                Integer.toString(alert.code()),
                alert.name(),
                desk.text(alert.level() == 1 ? "tls.alert.warning" : "tls.alert.fatal")));
        var key = "tls.alert.means." + alert.name();
        meaning.setText(desk.texts().has(key) ? desk.text(key) : alert.meaning());
    }

    private static String sender(String word) {
        return switch (word) {
            case "app", "server", "weir" -> word;
            default -> "somebody";
        };
    }
}
