package org.weir.ui.screen.trust;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;

/** One store: how the authority stands in it, why, and what can be done. Updated in place, so that the focus stays. */
final class StoreRow {
    private static final int PROGRESS = 17;

    private final Desk desk;
    private final StackPane mark = new StackPane();
    private final Label title = Kit.paragraph("", "text-bold");
    private final Label state = Kit.paragraph("", "text-muted");
    private final Label more = Kit.paragraph("", "text-muted", "text-small");
    private final ProgressIndicator progress = new ProgressIndicator();
    private final Button verify;
    private final Button install;
    private final Button remove;
    private final HBox view;

    /** What its buttons do. */
    interface Deeds {
        void install(String store);

        void remove(String store);

        void verify(String store);
    }

    StoreRow(Desk desk, String id, Deeds deeds) {
        this.desk = desk;
        verify = Kit.button(null, desk.text("trust.verify"), () -> deeds.verify(id), "small");
        install = Kit.button(null, desk.text("trust.install"), () -> deeds.install(id), "small", "accent");
        remove = Kit.button(null, desk.text("trust.remove"), () -> deeds.remove(id), "small");
        progress.setMaxSize(PROGRESS, PROGRESS);
        progress.setMinSize(PROGRESS, PROGRESS);
        progress.setAccessibleText(desk.text("trust.working"));
        mark.setMinWidth(PROGRESS + Kit.GAP);
        var words = new VBox(2, title, state, more);
        HBox.setHgrow(words, Priority.ALWAYS);
        view = Kit.row(mark, words, progress, verify, install, remove);
        view.getStyleClass().addAll("list-row", "store-row");
        view.setId("store-" + id);
    }

    Node view() {
        return view;
    }

    /**
     * @param busy whether something is being done to it
     * @param said what the last command said of it, or ""
     */
    void show(Listing.Store store, boolean busy, String said) {
        var icon = Icons.of(store.state().icon(), Icons.MEDIUM);
        icon.getStyleClass().add(store.state().tone());
        mark.getChildren().setAll(icon);
        var name = StoreTexts.title(desk, store);
        title.setText(name);
        state.setText(state(store));
        var details = details(store, said);
        more.setText(details);
        Kit.show(more, !details.isEmpty());
        Kit.show(progress, busy);
        Kit.show(verify, store.isThere());
        Kit.show(install, store.isMissing());
        Kit.show(remove, store.isThere());
        var working = busy ? desk.text("trust.working") : "";
        Kit.allow(verify, working);
        Kit.allow(install, busy ? working : store.needsRoot() ? "" : store.obstacle());
        Kit.allow(remove, busy ? working : store.ours() || store.needsRoot() ? "" : desk.text("trust.not-ours"));
        for (var button : List.of(verify, install, remove)) {
            button.setAccessibleText(desk.text("trust.about", button.getText(), name));
        }
    }

    private String state(Listing.Store store) {
        var now = StoreTexts.state(desk, store.state());
        return store.next() == null ? now : desk.text("trust.state.both", now, StoreTexts.state(desk, store.next()));
    }

    private String details(Listing.Store store, String said) {
        var all = new ArrayList<String>();
        if (store.needsRoot()) {
            all.add(desk.text("trust.needs-root"));
        } else if (!store.obstacle().isEmpty()) {
            all.add(store.obstacle());
        }
        if (!store.note().isEmpty()) {
            all.add(store.note());
        }
        if (!store.ours() && !store.needsRoot() && store.state().isTrusted()) {
            all.add(desk.text("trust.not-ours"));
        }
        if (!said.isEmpty()) {
            all.add(said);
        }
        return String.join("\n", all);
    }

    /** While nothing is known yet. */
    static Node looking(Desk desk) {
        var progress = new ProgressIndicator();
        progress.setMaxSize(PROGRESS, PROGRESS);
        return Kit.row(progress, Kit.paragraph(desk.text("trust.looking"), "text-muted"));
    }
}
