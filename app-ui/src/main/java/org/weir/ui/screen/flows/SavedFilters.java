package org.weir.ui.screen.flows;

import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.prefs.Preferences;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** A menu of queries: a few that are always there, and the user's own. */
final class SavedFilters extends MenuButton {
    private static final String[] OURS = {"refused", "inspected", "blocked", "open", "recent"};

    private final Desk desk;
    private final Supplier<String> now;
    private final Consumer<String> use;

    SavedFilters(Desk desk, Supplier<String> now, Consumer<String> use) {
        this.desk = desk;
        this.now = now;
        this.use = use;
        setGraphic(Icons.of(Feather.BOOKMARK, Icons.SMALL));
        Kit.named(this, desk.text("flows.filters"));
        setId("filters");
        getItems().add(new MenuItem(""));
        setOnShowing(event -> fill());
    }

    private void fill() {
        getItems().clear();
        for (var name : OURS) {
            add(desk.text("flows.filter." + name), desk.text("flows.filter." + name + ".query"));
        }
        var own = desk.preferences().get().filters();
        if (!own.isEmpty()) {
            getItems().add(new SeparatorMenuItem());
            own.forEach(filter -> add(Formats.clean(filter.name()), filter.query()));
        }
        getItems().add(new SeparatorMenuItem());
        var text = now.get().strip();
        var known = own.stream().anyMatch(filter -> filter.query().equals(text));
        var item = new MenuItem(
                known ? desk.text("flows.filters.forget") : desk.text("flows.filters.save"),
                Icons.of(known ? Feather.TRASH_2 : Feather.PLUS, Icons.SMALL));
        item.setDisable(text.isEmpty());
        item.setOnAction(event -> change(text, known));
        getItems().add(item);
    }

    private void add(String name, String query) {
        var item = new MenuItem(name);
        item.setMnemonicParsing(false);
        item.setOnAction(event -> use.accept(query));
        getItems().add(item);
    }

    /** A filter is called what it says: no dialog for a name. */
    private void change(String query, boolean known) {
        desk.preferences().change(was -> {
            var filters = new ArrayList<>(was.filters());
            filters.removeIf(filter -> filter.query().equals(query));
            if (!known) {
                filters.add(new Preferences.SavedFilter(query, query));
            }
            return was.withFilters(filters);
        });
    }
}
