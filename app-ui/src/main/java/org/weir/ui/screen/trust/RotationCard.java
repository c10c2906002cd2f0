package org.weir.ui.screen.trust;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Ca;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Sheet;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** Exchanging the authority for a new one: made, trusted, used. Each step is explained before it is done. */
final class RotationCard {
    private final Desk desk;
    private final Sheet sheet;
    private final Runnable changed;
    private final Runnable removeFormer;
    private final Label state = Kit.paragraph("", "text-muted");
    private final HBox buttons = Kit.row();
    private final VBox view;
    private List<String> without = List.of();

    /**
     * @param changed after a step
     * @param removeFormer takes authorities that are not in use any more out of the stores
     */
    RotationCard(Desk desk, Sheet sheet, Runnable changed, Runnable removeFormer) {
        this.desk = desk;
        this.sheet = sheet;
        this.changed = changed;
        this.removeFormer = removeFormer;
        view = Kit.card(desk.text("trust.rotation"), state, buttons);
    }

    VBox view() {
        return view;
    }

    void show(Listing listing) {
        var next = listing.authority().next();
        without = listing.stores().stream()
                .filter(store -> store.state().isTrusted()
                        && store.next() != null
                        && !store.next().isTrusted())
                .map(store -> StoreTexts.title(desk, store))
                .toList();
        if (next == null) {
            state.setText(desk.text("trust.rotation.none"));
            buttons.getChildren().setAll(make(), former());
            return;
        }
        var subject = next.subject() == null ? "" : Formats.clean(next.subject());
        var trusted = next.phase().equals("trusted");
        state.setText(desk.text(trusted ? "trust.rotation.trusted" : "trust.rotation.made", subject, without.size()));
        var commit = Kit.button(Feather.CHECK, desk.text("trust.rotation.commit"), this::commit);
        commit.setId("rotation-commit");
        Kit.allow(commit, trusted ? "" : desk.text("trust.rotation.made", subject, without.size()));
        buttons.getChildren().setAll(commit, abort());
    }

    private Node make() {
        var made = Kit.button(
                Feather.REFRESH_CW,
                desk.text("trust.rotation.make"),
                () -> ask("trust.rotation.make", desk.text("trust.rotation.make.text"), "make"));
        made.setId("rotation-make");
        return made;
    }

    private Node former() {
        var made = Kit.button(null, desk.text("trust.rotation.former"), removeFormer, "flat");
        made.setId("remove-former");
        return made;
    }

    private Node abort() {
        return Kit.button(
                null,
                desk.text("trust.rotation.abort"),
                () -> ask("trust.rotation.abort", desk.text("trust.rotation.abort.text"), "abort"),
                "flat");
    }

    private void commit() {
        var text = desk.text("trust.rotation.commit.text");
        ask(
                "trust.rotation.commit",
                without.isEmpty()
                        ? text
                        : text + "\n\n" + desk.text("trust.rotation.commit.without", String.join("\n", without)),
                "commit");
    }

    private void ask(String title, String text, String phase) {
        var go = Kit.button(null, desk.text(title), () -> step(phase), "accent");
        go.setId("sheet-go");
        sheet.show(desk.text(title), Kit.paragraph(text), desk.text("trust.cancel"), List.of(go));
    }

    private void step(String phase) {
        sheet.close();
        desk.ask(client -> client.rotateCa(new Ca.RotateParams(phase, null)), status -> {
            desk.notices().done(desk.text("trust.rotation.done." + phase));
            changed.run();
        });
    }
}
