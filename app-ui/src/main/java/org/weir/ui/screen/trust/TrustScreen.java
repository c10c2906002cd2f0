package org.weir.ui.screen.trust;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.command.WeirCommand;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.engine.Update;
import org.weir.ui.kit.EmptyState;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Sheet;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.KeyAction;
import org.weir.ui.screen.Screen;

/** One row for each store of this machine; what is changed is shown before. */
public final class TrustScreen implements Screen, StoreRow.Deeds {
    private final Desk desk;
    private final TrustDeeds deeds;
    private final Sheet sheet;
    private final PlanSheet plans;
    private final AuthorityCard authority;
    private final RotationCard rotation;
    private final VBox rows = new VBox();
    private final Map<String, StoreRow> byId = new LinkedHashMap<>();
    private final Button verifyAll;
    private final VBox cards;
    private final StackPane content = new StackPane();
    private final EmptyState empty;
    private @Nullable Listing listing;
    private boolean loading;

    /** What is under way may have begun before what somebody wants to see. */
    private boolean lookAgain;

    private boolean usable;

    public TrustScreen(Desk desk) {
        this.desk = desk;
        deeds = new TrustDeeds(desk, this::redraw, this::refresh);
        verifyAll = Kit.button(Feather.CHECK_CIRCLE, desk.text("trust.verify-all"), deeds::verifyAll);
        var look = Kit.iconButton(Feather.REFRESH_CW, desk.text("trust.look-again"), this::refresh);
        look.setId("trust-refresh");
        var head = Kit.row(
                Kit.label(desk.text("trust.title"), "screen-title"), Kit.spring(), look, verifyAll, removeEverywhere());
        empty = new EmptyState(Feather.LOCK, "", "");
        var column = new VBox(Kit.WIDE, head, content);
        column.getStyleClass().add("screen");
        var scroll = new ScrollPane(column);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        sheet = new Sheet(scroll);
        plans = new PlanSheet(desk, sheet);
        authority = new AuthorityCard(desk);
        rotation = new RotationCard(desk, sheet, this::refresh, this::removeFormer);
        cards = new VBox(
                Kit.WIDE,
                authority.view(),
                Kit.card(desk.text("trust.stores"), Kit.paragraph(desk.text("trust.stores.text"), "text-muted"), rows),
                rotation.view());
    }

    private Button removeEverywhere() {
        var made = Kit.button(Feather.TRASH_2, desk.text("trust.remove-all"), this::removeAll);
        made.getStyleClass().add("remove-everywhere");
        return made;
    }

    @Override
    public String id() {
        return "trust";
    }

    @Override
    public Ikon icon() {
        return Feather.LOCK;
    }

    @Override
    public Node view() {
        return sheet.view();
    }

    @Override
    public void shown(Snapshot snapshot) {
        usable = snapshot.link().usable();
        refresh();
    }

    @Override
    public void update(Update update) {
        var now = update.snapshot().link().usable();
        if (now != usable) {
            usable = now;
            refresh();
        }
    }

    @Override
    public void refresh() {
        if (!usable) {
            listing = null;
            say(Feather.WIFI_OFF, "trust.away", desk.text("trust.away.text"));
            return;
        }
        if (loading) {
            lookAgain = true;
            return;
        }
        loading = true;
        lookAgain = false;
        if (listing == null) {
            content.getChildren().setAll(StoreRow.looking(desk));
            Kit.allow(verifyAll, desk.text("trust.looking"));
        }
        desk.command().run(TrustCalls.list()).thenAccept(this::listed);
    }

    private void listed(WeirCommand.Result result) {
        loading = false;
        if (!usable) {
            return;
        }
        try {
            if (!result.done()) {
                throw new IllegalArgumentException(result.complaint());
            }
            listing = Listing.of(result.out());
            redraw();
        } catch (IllegalArgumentException e) {
            listing = null;
            say(Feather.ALERT_TRIANGLE, "trust.unknown", desk.text("trust.failed", String.valueOf(e.getMessage())));
        }
        if (lookAgain) {
            refresh();
        }
    }

    private void say(Ikon icon, String title, String text) {
        empty.say(icon, desk.text(title), text, Kit.button(Feather.REFRESH_CW, desk.text("shell.retry"), this::retry));
        content.getChildren().setAll(empty);
        Kit.allow(verifyAll, desk.text(title));
    }

    private void retry() {
        if (usable) {
            refresh();
        } else {
            desk.engine().retry();
        }
    }

    private void redraw() {
        var now = listing;
        if (now == null) {
            return;
        }
        authority.show(now.authority());
        rotation.show(now);
        byId.keySet().retainAll(now.stores().stream().map(Listing.Store::id).toList());
        for (var store : now.stores()) {
            byId.computeIfAbsent(store.id(), id -> new StoreRow(desk, id, this))
                    .show(store, deeds.isBusy(store.id()), deeds.said(store.id()));
        }
        rows.getChildren()
                .setAll(now.stores().stream()
                        .map(store -> byId.get(store.id()).view())
                        .toList());
        if (now.stores().isEmpty()) {
            rows.getChildren().setAll(Kit.paragraph(desk.text("trust.none"), "text-muted"));
        }
        content.getChildren().setAll(cards);
        var there = now.stores().stream().anyMatch(Listing.Store::isThere);
        Kit.allow(verifyAll, deeds.isBusy() ? desk.text("trust.working") : there ? "" : desk.text("trust.nowhere"));
    }

    @Override
    public void install(String id) {
        store(id).ifPresent(store -> {
            var call = TrustCalls.install(id);
            var wish = wish("trust.install.title", store, call);
            plans.show(wish, (confirmed, asRoot) -> deeds.change(id, confirmed, asRoot, "trust.done.install"));
        });
    }

    @Override
    public void remove(String id) {
        store(id).ifPresent(store -> {
            var wish = wish("trust.remove.title", store, TrustCalls.remove(id));
            plans.show(wish, (confirmed, asRoot) -> deeds.change(id, confirmed, asRoot, "trust.done.remove"));
        });
    }

    @Override
    public void verify(String id) {
        deeds.verify(id);
    }

    private PlanSheet.Wish wish(String title, Listing.Store store, List<String> call) {
        var text = desk.text(title, StoreTexts.title(desk, store));
        return store.needsRoot()
                ? new PlanSheet.Wish(text, List.of(), call)
                : new PlanSheet.Wish(text, call, List.of());
    }

    private java.util.Optional<Listing.Store> store(String id) {
        var now = listing;
        return now == null
                ? java.util.Optional.empty()
                : now.stores().stream().filter(store -> store.id().equals(id)).findFirst();
    }

    /** Also without the engine: then nobody knows which stores of root's have it, so root's part is always offered. */
    private void removeAll() {
        var now = listing;
        var root = now == null || now.stores().stream().anyMatch(store -> store.needsRoot() && store.isThere());
        var all = TrustCalls.removeAll();
        var wish = new PlanSheet.Wish(desk.text("trust.remove-all"), all, root ? all : List.of());
        plans.show(
                wish, (confirmed, asRoot) -> deeds.change(TrustDeeds.ALL, confirmed, asRoot, "trust.done.remove-all"));
    }

    private void removeFormer() {
        var wish = new PlanSheet.Wish(desk.text("trust.rotation.former"), TrustCalls.removeFormer(), List.of());
        plans.show(wish, (confirmed, asRoot) -> deeds.change(TrustDeeds.ALL, confirmed, asRoot, "trust.done.remove"));
    }

    @Override
    public void escape() {
        sheet.close();
    }

    @Override
    public List<KeyAction> keys() {
        return List.of(KeyAction.key(KeyCode.V, desk.text("trust.verify-all"), () -> {
            if (!verifyAll.isDisabled()) {
                deeds.verifyAll();
            }
        }));
    }
}
