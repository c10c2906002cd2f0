package org.weir.ui.screen.guide;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;

/** Leads through the steps. A new one for each time it is shown. */
public final class Guide {
    private static final double WIDTH = 600;
    private static final double HEIGHT = 440;
    private static final int PICTURE = 34;

    private final Desk desk;
    private final Runnable close;
    private final List<Step> steps;
    private final Label count = Kit.label("", "text-muted");
    private final VBox body = new VBox(Kit.WIDE);
    private final Button back;
    private final Button next;
    private final VBox view;
    private int at;

    /** @param close takes the guide off the screen */
    public Guide(Desk desk, Runnable close) {
        this.desk = desk;
        this.close = close;
        steps = List.of(new ObserveStep(desk), new TrustStep(desk), new AppsStep(desk), new ExitsStep(desk));
        back = Kit.button(null, desk.text("guide.back"), () -> go(at - 1));
        next = Kit.button(null, "", this::forward, "accent");
        next.setId("guide-next");
        var skip = Kit.button(null, desk.text("guide.skip"), this::end, "flat");
        skip.setId("guide-skip");
        view = new VBox(Kit.WIDE, count, body, Kit.spring(), Kit.row(skip, Kit.spring(), back, next));
        view.setPrefSize(WIDTH, HEIGHT);
        view.setMinHeight(HEIGHT);
        view.setMaxSize(WIDTH, Region.USE_PREF_SIZE);
        view.setId("guide");
        // However it is closed.
        view.sceneProperty().addListener((property, was, is) -> {
            if (is == null) {
                steps.get(at).left();
            }
        });
    }

    /** @param overlay puts a node above the window */
    public void show(Consumer<Node> overlay) {
        overlay.accept(view);
        go(0);
    }

    private void go(int step) {
        steps.get(at).left();
        at = Math.clamp(step, 0, steps.size() - 1);
        var now = steps.get(at);
        count.setText(desk.text("guide.count", at + 1, steps.size()));
        body.getChildren()
                .setAll(
                        Kit.row(
                                Icons.of(now.icon(), PICTURE),
                                Kit.label(desk.text("guide." + now.id() + ".title"), "title-2")),
                        Kit.paragraph(desk.text("guide." + now.id() + ".text")),
                        now.view());
        back.setVisible(at > 0);
        next.setText(desk.text(at == steps.size() - 1 ? "guide.done" : "guide.next"));
        next.requestFocus();
        now.entered();
    }

    private void forward() {
        if (at == steps.size() - 1) {
            end();
        } else {
            go(at + 1);
        }
    }

    /** Seen to the end or skipped: it does not come back by itself. */
    private void end() {
        steps.get(at).left();
        desk.preferences().change(was -> was.withGuideDone(true));
        close.run();
    }
}
