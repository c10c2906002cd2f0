package org.weir.ui.screen.guide;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.command.WeirCommand;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Which stores of this machine are to trust our certificate authority. Nothing is ticked that the user does not tick. */
final class TrustStep implements Step {
    private static final double HEIGHT = 170;

    private final Desk desk;
    private final VBox list = Kit.column();
    private final Map<String, CheckBox> boxes = new LinkedHashMap<>();
    private final Button install;
    private final VBox view;

    TrustStep(Desk desk) {
        this.desk = desk;
        var scroll = new ScrollPane(list);
        scroll.setFitToWidth(true);
        scroll.setPrefHeight(HEIGHT);
        install = Kit.button(Feather.LOCK, desk.text("guide.trust.install"), this::install);
        enable();
        view = Kit.column(scroll, install);
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
        return view;
    }

    @Override
    public void entered() {
        say(desk.text("guide.trust.looking"));
        desk.command().run(List.of("trust", "list", "--json")).thenAccept(this::show);
    }

    private void say(String text) {
        boxes.clear();
        list.getChildren().setAll(Kit.paragraph(text, "text-muted"));
        enable();
    }

    private void show(WeirCommand.Result result) {
        if (!result.done()) {
            say(desk.text("guide.trust.failed", result.complaint()));
            return;
        }
        try {
            var stores = RpcCodec.json().readTree(result.out()).path("stores");
            boxes.clear();
            enable();
            list.getChildren().clear();
            stores.forEach(this::row);
            if (list.getChildren().isEmpty()) {
                say(desk.text("guide.trust.none"));
            }
        } catch (JacksonException e) {
            say(desk.text("guide.trust.failed", e.getOriginalMessage()));
        }
    }

    private void row(JsonNode store) {
        // The next authority has rows of its own during a rotation; the guide is about the present one.
        if (!store.path("authority").asString("current").equals("current")) {
            return;
        }
        var title = Formats.clean(store.path("title").asString(""));
        var state = store.path("state").asString("");
        var box = new CheckBox(title + "  (" + Formats.clean(state) + ")");
        var obstacle = store.path("obstacle").asString("");
        Kit.allow(box, Formats.clean(obstacle));
        box.selectedProperty().addListener((property, was, is) -> enable());
        boxes.put(store.path("store").asString(""), box);
        list.getChildren().add(box);
        if (!obstacle.isEmpty()) {
            list.getChildren().add(Kit.paragraph(Formats.clean(obstacle), "text-muted"));
        }
    }

    private void enable() {
        Kit.allow(install, chosen().isEmpty() ? desk.text("guide.trust.tick") : "");
    }

    private List<String> chosen() {
        return boxes.entrySet().stream()
                .filter(entry -> entry.getValue().isSelected())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void install() {
        var line = new ArrayList<>(List.of("trust", "install", "--yes", "--json"));
        for (var store : chosen()) {
            line.add("--store");
            line.add(store);
        }
        Kit.allow(install, desk.text("guide.trust.looking"));
        desk.command().run(line).thenAccept(result -> {
            if (!result.done()) {
                desk.notices().failed(desk.text("guide.trust.failed", result.complaint()));
            }
            entered();
        });
    }
}
