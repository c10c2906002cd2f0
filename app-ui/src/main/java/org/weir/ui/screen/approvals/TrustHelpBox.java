package org.weir.ui.screen.approvals;

import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Approvals;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** What would make an app accept our certificate, and the ways to get there. */
final class TrustHelpBox {
    private final Desk desk;
    private final VBox view = Kit.column();

    TrustHelpBox(Desk desk) {
        this.desk = desk;
        view.getStyleClass().add("help-box");
        hide();
    }

    VBox view() {
        return view;
    }

    void hide() {
        Kit.show(view, false);
    }

    /** @param tryOnce inspects its next connection, to see whether it helped */
    void show(String app, Approvals.TrustHelp help, Runnable tryOnce) {
        view.getChildren()
                .setAll(
                        Kit.paragraph(desk.text("approvals.trust.title", Formats.clean(app)), "text-bold"),
                        Kit.paragraph(Formats.clean(help.text())));
        var actions = new FlowPane(Kit.GAP, Kit.GAP);
        actions.getChildren()
                .add(Kit.button(
                        Feather.KEY,
                        desk.text("approvals.trust.open"),
                        () -> desk.navigator().go("trust", help.store()),
                        "small",
                        "accent"));
        var command = help.command();
        if (command != null) {
            view.getChildren().add(Kit.paragraph(Formats.clean(command), "key"));
            actions.getChildren()
                    .add(Kit.button(
                            Feather.COPY,
                            desk.text("approvals.trust.copy"),
                            () -> desk.copy(command, desk.text("shell.copied")),
                            "small"));
        }
        actions.getChildren()
                .addAll(
                        Kit.button(Feather.REPEAT, desk.text("approvals.trust.then"), tryOnce, "small"),
                        Kit.button(Feather.X, desk.text("shell.close"), this::hide, "small", "flat"));
        view.getChildren().add(actions);
        Kit.show(view, true);
    }
}
