package org.weir.ui.screen;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import javafx.application.Platform;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.weir.api.control.ControlClient;
import org.weir.api.control.HttpRule;
import org.weir.api.control.Rule;
import org.weir.api.rpc.RpcException;
import org.weir.ui.text.Formats;

/** Writes rules into a file, and adds those of a file behind the others. The disk is never waited for on the JavaFX thread. */
public final class RuleExchange {
    private final Desk desk;

    /** What was added, and why it did not go on. */
    private record Imported(List<String> rules, List<String> http, String problem) {}

    public RuleExchange(Desk desk) {
        this.desk = desk;
    }

    public void export(List<Rule> rules, List<HttpRule> http, Window window) {
        var chooser = chooser("rules.export.title");
        chooser.setInitialFileName("weir-rules.json");
        var file = chooser.showSaveDialog(window);
        if (file != null) {
            write(rules, http, file);
        }
    }

    public void write(List<Rule> rules, List<HttpRule> http, File file) {
        var text = RuleFile.write(rules, http);
        Thread.ofVirtual().start(() -> {
            try {
                Files.writeString(file.toPath(), text);
                Platform.runLater(() -> desk.notices()
                        .done(desk.text("rules.export.done", rules.size() + http.size(), file.getPath())));
            } catch (IOException e) {
                Platform.runLater(
                        () -> desk.notices().failed(desk.text("rules.export.failed", Formats.clean(e.toString()))));
            }
        });
    }

    public void choose(Window window) {
        var file = chooser("rules.import.title").showOpenDialog(window);
        if (file != null) {
            read(file);
        }
    }

    private FileChooser chooser(String title) {
        var chooser = new FileChooser();
        chooser.setTitle(desk.text(title));
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter("JSON", "*.json"));
        return chooser;
    }

    public void read(File file) {
        Thread.ofVirtual().start(() -> {
            try {
                if (Files.size(file.toPath()) > RuleFile.MAX_BYTES) {
                    throw new IllegalArgumentException("larger than " + RuleFile.MAX_BYTES + " bytes");
                }
                var read = RuleFile.read(Files.readString(file.toPath()));
                Platform.runLater(() -> add(read));
            } catch (IOException | IllegalArgumentException e) {
                Platform.runLater(() -> desk.notices()
                        .failed(desk.text("rules.import.failed", Formats.clean(String.valueOf(e.getMessage())))));
            }
        });
    }

    private void add(RuleFile file) {
        desk.ask(client -> add(client, file), done -> {
            var count = done.rules().size() + done.http().size();
            if (!done.problem().isEmpty()) {
                desk.notices().failed(desk.text("rules.import.stopped", count + 1, Formats.clean(done.problem())));
            }
            if (count > 0) {
                desk.notices().done(desk.text("rules.import.done", count), desk.text("shell.undo"), () -> remove(done));
            } else if (done.problem().isEmpty()) {
                desk.notices().done(desk.text("rules.import.none"));
            }
        });
    }

    /** Up to the first that the engine does not take. */
    private static Imported add(ControlClient client, RuleFile file) throws IOException {
        var rules = new ArrayList<String>();
        var http = new ArrayList<String>();
        try {
            for (var draft : file.rules()) {
                rules.add(client.addRule(draft, null).rule().id());
            }
            for (var draft : file.http()) {
                http.add(client.addHttpRule(draft, null).rule().id());
            }
        } catch (RpcException e) {
            return new Imported(rules, http, String.valueOf(e.getMessage()));
        }
        return new Imported(rules, http, "");
    }

    private void remove(Imported done) {
        desk.ask(
                client -> {
                    for (var id : done.rules()) {
                        client.removeRule(id);
                    }
                    for (var id : done.http()) {
                        client.removeHttpRule(id);
                    }
                    return true;
                },
                removed -> desk.notices().done(desk.text("rules.undone")));
    }
}
