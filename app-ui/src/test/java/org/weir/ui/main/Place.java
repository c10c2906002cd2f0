package org.weir.ui.main;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TabPane;

/**
 * Something of the window that is looked at on its own: a screen, or what of it is only there when something is chosen.
 *
 * @param enter leads there from any screen
 * @param part what of the window belongs to it
 */
record Place(String name, Consumer<UiLab> enter, Predicate<Node> part) {
    /** What {@link #all(String)} knows: the screens, and what lies beside and above them. */
    static final List<String> NAMES =
            List.of("home", "flows", "approvals", "apps", "rules", "http", "trust", "settings", "guide", "rail");

    private static final int GUIDE_STEPS = 4;

    static Place of(String screen) {
        return new Place(screen, lab -> lab.go(screen), Controls.RAIL.negate());
    }

    /** @param what for {@link org.weir.ui.screen.Screen#open} */
    private static Place of(String screen, String what) {
        return new Place(
                screen + " " + what,
                lab -> Fx.run(() -> lab.desk().navigator().go(screen, what)),
                Controls.RAIL.negate());
    }

    Place only(Predicate<Node> wanted) {
        return new Place(name, enter, wanted);
    }

    private Place and(String more, Consumer<UiLab> then) {
        return new Place(
                name + ", " + more,
                lab -> {
                    enter.accept(lab);
                    lab.awaitIdle();
                    then.accept(lab);
                },
                part);
    }

    private Place tab(String name, int index) {
        return and(
                name,
                lab -> Fx.run(() -> lab.find("#exchange-tabs", TabPane.class)
                        .getSelectionModel()
                        .select(index)));
    }

    private Place pressed(String selector) {
        return and(selector, lab -> Fx.run(lab.find(selector, ButtonBase.class)::fire));
    }

    /** Of one of {@link #NAMES}; on a window that {@link Scripts} filled. */
    static List<Place> all(String name) {
        return switch (name) {
            case "flows" ->
                List.of(
                        of("flows"),
                        of("flows").pressed("#older"),
                        of("flows", "id:" + Scripts.OPEN),
                        of("flows", "id:" + Scripts.REFUSED + ":tls"),
                        of("flows", "id:" + Scripts.REFUSED + ":tls").and("end", Place::tlsEnd),
                        of("flows", "id:" + Scripts.INSPECTED + ":tls"),
                        of("flows", "id:" + Scripts.INSPECTED + ":tls").and("end", Place::tlsEnd),
                        of("flows", "id:" + Scripts.OPEN + ":tls"),
                        of("flows", "id:" + Scripts.INSPECTED + ":exchanges"),
                        of("flows", "id:" + Scripts.INSPECTED + ":exchanges").tab("request", 1),
                        of("flows", "id:" + Scripts.INSPECTED + ":exchanges").tab("messages", 2),
                        of("flows", "id:" + Scripts.INSPECTED + ":timeline"));
            case "approvals" -> List.of(of("approvals"), of("approvals", "5d1f3c90ab"), of("approvals", "77aa0c12fe"));
            case "rules" -> List.of(of("rules"), of("rules", "r2"), of("rules", "h2"), of("rules", "x77aa0c12fe"));
            case "http" -> List.of(of("http"), of("http", "h1"), of("http", "new GET https://web.lab.test/x"));
            case "guide" -> guide();
            case "rail" -> rail();
            default -> List.of(of(name));
        };
    }

    /** Sheets and forms, which open from a screen; and the help. */
    static List<Place> sheets() {
        return List.of(
                of("rules").pressed("#rules-do-add"),
                of("rules").pressed("#rules-do-test"),
                of("rules").pressed("#rules-do-presets"),
                of("http").pressed("#http-do-add").pressed("#rule-save"),
                of("http", "h2").pressed("#http-do-edit"),
                of("http", "h2").pressed("#http-do-try").pressed("#try-ask"),
                of("settings").pressed("#report"),
                of("settings").pressed("#autostart"),
                of("settings").pressed("#self-test"),
                of("settings").pressed("#reset-network"),
                of("settings").pressed("#stop-everything"),
                of("trust").pressed("#rotation-make"),
                of("trust").pressed("#store-system .button"),
                of("approvals", "5d1f3c90ab").pressed("#decide-fix-trust"),
                of("flows").and("help", lab -> Fx.run(() -> lab.shell().help())));
    }

    /** The tab is longer than the window is high. */
    private static void tlsEnd(UiLab lab) {
        Fx.run(() -> lab.find("#tls-details", ScrollPane.class).setVvalue(1));
        lab.settle();
    }

    /** Each of its steps. */
    private static List<Place> guide() {
        var steps = new ArrayList<Place>();
        steps.add(new Place("guide", lab -> Fx.run(() -> lab.shell().guide()), Controls.RAIL.negate()));
        while (steps.size() < GUIDE_STEPS) {
            steps.add(steps.getLast().pressed("#guide-next"));
        }
        return steps;
    }

    /** Seen from two screens: the button of the screen in front leads nowhere. */
    private static List<Place> rail() {
        Predicate<Node> settings = node -> "rail-settings".equals(node.getId());
        return List.of(
                of("settings").only(Controls.RAIL.and(settings.negate())),
                of("flows").only(Controls.RAIL.and(settings)));
    }
}
