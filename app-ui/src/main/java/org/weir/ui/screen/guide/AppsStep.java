package org.weir.ui.screen.guide;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.FlowView;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.RuleActions;
import org.weir.ui.text.Formats;

/** Which of the apps seen so far are to be inspected: browsers are ticked, everything else passes through. */
final class AppsStep implements Step {
    private static final double HEIGHT = 170;

    /** More than anyone reads; the newest apps count. */
    private static final int MOST = 40;

    private static final Set<String> BROWSERS = Set.of(
            "firefox",
            "firefox-esr",
            "firefox-bin",
            "chromium",
            "chrome",
            "google-chrome",
            "brave",
            "vivaldi-bin",
            "msedge",
            "opera",
            "epiphany",
            "falkon");

    private final Desk desk;
    private final VBox list = Kit.column();
    private final Map<String, CheckBox> boxes = new LinkedHashMap<>();
    private final Button inspect;
    private final VBox view;

    AppsStep(Desk desk) {
        this.desk = desk;
        var scroll = new ScrollPane(list);
        scroll.setFitToWidth(true);
        scroll.setPrefHeight(HEIGHT);
        inspect = Kit.button(Feather.SEARCH, desk.text("guide.apps.inspect"), this::inspect);
        view = Kit.column(scroll, inspect);
    }

    @Override
    public String id() {
        return "apps";
    }

    @Override
    public Ikon icon() {
        return Feather.GRID;
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void entered() {
        boxes.clear();
        list.getChildren().clear();
        apps(desk.engine().flows()).forEach((path, name) -> {
            var box = new CheckBox(Formats.clean(name));
            box.setSelected(BROWSERS.contains(name));
            box.setAccessibleText(name);
            box.selectedProperty().addListener((property, was, is) -> enable());
            boxes.put(path, box);
            list.getChildren().add(box);
        });
        if (boxes.isEmpty()) {
            list.getChildren().add(Kit.paragraph(desk.text("guide.apps.none"), "text-muted"));
        }
        enable();
    }

    private void enable() {
        var none = boxes.values().stream().noneMatch(box -> box.isSelected() && !box.isDisabled());
        Kit.allow(inspect, none ? desk.text("guide.apps.tick") : "");
    }

    /** Path (or name) and name of each app, by name. */
    private static Map<String, String> apps(List<FlowView> flows) {
        var byName = new TreeMap<String, String>();
        for (var flow : flows.reversed()) {
            var app = flow.app();
            var path = app.script() != null ? app.script() : app.executable() != null ? app.executable() : app.name();
            if (byName.size() < MOST) {
                byName.putIfAbsent(app.name(), path);
            }
        }
        var byPath = new LinkedHashMap<String, String>();
        byName.forEach((name, path) -> byPath.put(path, name));
        return byPath;
    }

    private void inspect() {
        var rules = new RuleActions(desk);
        boxes.forEach((path, box) -> {
            if (box.isSelected() && !box.isDisabled()) {
                rules.decide(path, null, "inspect");
                Kit.allow(box, desk.text("guide.apps.done"));
            }
        });
        enable();
    }
}
