package org.weir.ui.screen.home;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Approvals;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.EngineWords;
import org.weir.ui.text.Formats;

/** The first few entries of the inbox. */
final class ApprovalsCard {
    /** More are one click away. */
    private static final int MOST = 4;

    private final Desk desk;
    private final VBox list = Kit.column();
    private final VBox view;
    private List<Approvals.Item> shown = List.of();

    ApprovalsCard(Desk desk) {
        this.desk = desk;
        view = Kit.card(desk.text("home.approvals.title"), list);
        view.setPrefWidth(420);
        fill(0);
    }

    VBox view() {
        return view;
    }

    void draw(Snapshot snapshot) {
        var waiting = snapshot.approvals().items().stream()
                .filter(item -> item.state().equals("open"))
                .toList();
        if (!waiting.equals(shown)) {
            shown = waiting;
            fill(snapshot.pending());
        }
    }

    private void fill(int pending) {
        list.getChildren().clear();
        if (shown.isEmpty()) {
            list.getChildren()
                    .add(Kit.row(
                            Icons.of(Feather.CHECK, Icons.SMALL),
                            Kit.paragraph(desk.text("home.approvals.none"), "text-muted")));
            return;
        }
        shown.stream().limit(MOST).map(this::row).forEach(list.getChildren()::add);
        list.getChildren()
                .add(Kit.button(
                        Feather.INBOX,
                        desk.text("home.approvals.all", pending),
                        () -> desk.navigator().go("approvals"),
                        "flat"));
    }

    private Node row(Approvals.Item item) {
        var title = Kit.label(
                desk.text("home.approvals.entry", Formats.clean(item.app().name()), Formats.clean(item.domain())),
                "text-bold");
        var words = new VBox(2, title, Kit.paragraph(new EngineWords(desk.texts()).say(item.cause()), "text-muted"));
        HBox.setHgrow(words, Priority.ALWAYS);
        var decide = Kit.button(
                null, desk.text("home.approvals.decide"), () -> desk.navigator().go("approvals", item.id()), "small");
        decide.setAccessibleText(
                desk.text("home.approvals.decide.about", item.app().name(), item.domain()));
        var row = Kit.row(words, decide);
        row.getStyleClass().add("list-row");
        return row;
    }
}
