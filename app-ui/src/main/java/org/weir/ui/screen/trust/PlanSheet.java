package org.weir.ui.screen.trust;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.command.WeirCommand;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Sheet;
import org.weir.ui.screen.Desk;

/** Shows which files a command would change, and does it only when the user says so there. */
final class PlanSheet {
    private static final int CONTENT_ROWS = 8;

    private final Desk desk;
    private final Sheet sheet;
    private int asked;

    PlanSheet(Desk desk, Sheet sheet) {
        this.desk = desk;
        this.sheet = sheet;
    }

    /**
     * What is wanted.
     *
     * @param title also of the button that does it
     * @param call for this user; empty: nothing of this is the user's to do
     * @param rootCall for root; empty: root is not needed
     */
    record Wish(String title, List<String> call, List<String> rootCall) {}

    /** What the user confirmed. */
    interface Confirmed {
        /** @param asRoot whether the wish's root part is wanted too */
        void run(Wish wish, boolean asRoot);
    }

    void show(Wish wish, Confirmed confirmed) {
        var number = ++asked;
        var planned = wish.call().isEmpty() ? wish.rootCall() : wish.call();
        // What root's own ledger says can only be told by root; of an installation everybody can tell.
        if (wish.call().isEmpty() && wish.rootCall().contains("remove")) {
            present(wish, new Plans(List.of()), confirmed);
            return;
        }
        sheet.show(wish.title(), StoreRow.looking(desk), desk.text("trust.cancel"), List.of());
        desk.command().run(TrustCalls.plan(planned)).thenAccept(result -> {
            // The user may have closed it meanwhile, or asked for something else.
            if (number == asked && sheet.isOpen()) {
                answered(wish, result, confirmed);
            }
        });
    }

    private void answered(Wish wish, WeirCommand.Result result, Confirmed confirmed) {
        if (!result.done()) {
            say(wish, desk.text("trust.failed", result.complaint()));
            return;
        }
        try {
            present(wish, Plans.of(result.out()), confirmed);
        } catch (IllegalArgumentException e) {
            say(wish, desk.text("trust.not-understood", String.valueOf(e.getMessage())));
        }
    }

    private void say(Wish wish, String text) {
        sheet.show(wish.title(), Kit.paragraph(text), desk.text("shell.close"), List.of());
    }

    private void present(Wish wish, Plans plans, Confirmed confirmed) {
        var body = new VBox(Kit.WIDE);
        plans.all().forEach(plan -> body.getChildren().add(part(plan)));
        var actions = new ArrayList<Node>();
        if (!wish.rootCall().isEmpty()) {
            body.getChildren().add(root(wish, plans));
        }
        var userCan = !wish.call().isEmpty() && plans.changesSomething();
        var rootCan = !wish.rootCall().isEmpty() && desk.command().elevation().possible();
        if (userCan || rootCan) {
            var text = rootCan && !userCan ? desk.text("trust.as-root") : wish.title();
            var go = Kit.button(
                    rootCan ? Feather.SHIELD : null,
                    text,
                    () -> {
                        sheet.close();
                        confirmed.run(userCan ? wish : new Wish(wish.title(), List.of(), wish.rootCall()), rootCan);
                    },
                    "accent");
            go.setId("sheet-go");
            actions.add(go);
        } else if (plans.all().isEmpty() && wish.rootCall().isEmpty()) {
            body.getChildren().add(Kit.paragraph(desk.text("trust.plan.nothing"), "text-muted"));
        }
        sheet.show(wish.title(), body, desk.text(actions.isEmpty() ? "shell.close" : "trust.cancel"), actions);
    }

    private Node part(Plans.Plan plan) {
        var part = Kit.column(Kit.paragraph(StoreTexts.title(desk, plan.store(), ""), "text-bold"));
        // A store of root's says only that it is root's; the part below says what to do about it.
        if (!plan.words().isEmpty() && (plan.possible() || plan.steps().isEmpty())) {
            part.getChildren().add(Kit.paragraph(plan.words(), "text-muted"));
        }
        for (var step : plan.steps()) {
            var path = Kit.paragraph(step.path(), "key");
            HBox.setHgrow(path, Priority.ALWAYS);
            var verb = Kit.label(verb(step.action()));
            verb.setMinWidth(javafx.scene.layout.Region.USE_PREF_SIZE);
            part.getChildren().add(Kit.row(verb, path));
            if (!step.content().isEmpty()) {
                var content = new TextArea(step.content());
                content.setEditable(false);
                content.setPrefRowCount(CONTENT_ROWS);
                content.getStyleClass().add("lines");
                content.setAccessibleText(desk.text("trust.plan.content", step.path()));
                part.getChildren().add(content);
            }
        }
        return part;
    }

    private String verb(String action) {
        var key = "trust.plan." + action;
        return desk.texts().has(key) ? desk.text(key) : action;
    }

    private Node root(Wish wish, Plans plans) {
        var words = desk.command().asRootInWords(TrustCalls.forPerson(wish.rootCall()));
        var command = Kit.paragraph(words, "key");
        command.setId("root-command");
        HBox.setHgrow(command, Priority.ALWAYS);
        var copy = Kit.iconButton(
                Feather.COPY, desk.text("trust.copy-command"), () -> desk.copy(words, desk.text("shell.copied")));
        var part = Kit.column(Kit.paragraph(desk.text("trust.root"), "text-bold"));
        if (wish.rootCall().contains("remove")) {
            part.getChildren().add(Kit.paragraph(desk.text("trust.root.remove"), "text-muted"));
        } else if (plans.all().stream().allMatch(plan -> plan.steps().isEmpty())) {
            part.getChildren().add(Kit.paragraph(desk.text("trust.root.unknown"), "text-muted"));
        }
        var how = desk.command().elevation().possible() ? "trust.root.asks" : "trust.root.type";
        part.getChildren().addAll(Kit.paragraph(desk.text(how), "text-muted"), Kit.row(command, copy));
        return part;
    }
}
