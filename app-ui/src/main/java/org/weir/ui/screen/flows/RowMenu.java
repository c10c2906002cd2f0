package org.weir.ui.screen.flows;

import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.FlowView;
import org.weir.ui.kit.Icons;
import org.weir.ui.text.Formats;
import org.weir.ui.text.Texts;

/** The menu of a row; made once, filled when it opens. */
final class RowMenu extends ContextMenu {
    private final Texts texts;
    private final FlowTexts words;
    private final FlowActions actions;

    RowMenu(Texts texts, FlowActions actions, Supplier<@Nullable FlowView> selected) {
        this.texts = texts;
        this.actions = actions;
        words = new FlowTexts(texts);
        // A menu without items never opens, nor does it ever again.
        var none = new MenuItem(texts.get("flows.menu.none"));
        none.setDisable(true);
        getItems().add(none);
        setOnShowing(event -> {
            var flow = selected.get();
            getItems().clear();
            if (flow == null) {
                getItems().add(none);
            } else {
                fill(flow);
            }
        });
    }

    private void fill(FlowView flow) {
        getItems()
                .addAll(
                        scopes(Feather.EYE, "flows.menu.inspect", flow, "inspect"),
                        scopes(Feather.ARROW_RIGHT, "flows.menu.pass", flow, "pass"),
                        scopes(Feather.SLASH, "flows.menu.block", flow, "block"),
                        new SeparatorMenuItem());
        var close = item(Feather.X, "flows.menu.close", flow, actions::close);
        close.setDisable(flow.endedMs() != null);
        getItems()
                .addAll(
                        close,
                        new SeparatorMenuItem(),
                        item(Feather.TERMINAL, "flows.menu.curl", flow, actions::copyCurl),
                        item(Feather.COPY, "flows.menu.json", flow, actions::copyJson),
                        item(
                                Feather.DOWNLOAD,
                                "flows.menu.har",
                                flow,
                                each -> actions.exportHar(each, getOwnerWindow())));
    }

    private Menu scopes(Ikon icon, String key, FlowView flow, String action) {
        var menu = new Menu(texts.get(key), Icons.of(icon, Icons.SMALL));
        var app = words.app(flow);
        var host = words.host(flow);
        for (var scope : FlowActions.Scope.values()) {
            var text = switch (scope) {
                case APP -> texts.get("flows.scope.app", app);
                case DOMAIN -> texts.get("flows.scope.domain", host);
                case PAIR -> texts.get("flows.scope.pair", app, host);
            };
            var item = new MenuItem(Formats.clean(text));
            item.setMnemonicParsing(false);
            item.setOnAction(event -> actions.decide(flow, scope, action));
            menu.getItems().add(item);
        }
        return menu;
    }

    private MenuItem item(Ikon icon, String key, FlowView flow, Consumer<FlowView> action) {
        var item = new MenuItem(texts.get(key), Icons.of(icon, Icons.SMALL));
        item.setOnAction(event -> action.accept(flow));
        return item;
    }
}
