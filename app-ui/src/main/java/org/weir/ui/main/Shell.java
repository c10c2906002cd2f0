package org.weir.ui.main;

import atlantafx.base.controls.ModalPane;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.weir.ui.command.WeirCommand;
import org.weir.ui.engine.Engine;
import org.weir.ui.engine.Update;
import org.weir.ui.kit.Notices;
import org.weir.ui.prefs.PreferencesFile;
import org.weir.ui.screen.Appearance;
import org.weir.ui.screen.CaptureActions;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.Navigator;
import org.weir.ui.screen.Screen;
import org.weir.ui.screen.guide.Guide;
import org.weir.ui.state.Statement;
import org.weir.ui.text.Texts;

/** The rail, the screen beside it, notices and overlays above; tells the screen in front what changes. */
public final class Shell implements Navigator {
    private final Desk desk;
    private final List<Screen> screens;
    private final Rail rail;
    private final StackPane front = new StackPane();
    private final ModalPane overlay = new ModalPane();
    private final StackPane view;
    private final Keys keys;
    private final Runnable unlisten;
    private final Runnable quit;
    private Screen current;
    private boolean seen;

    Shell(
            Engine engine,
            Texts texts,
            PreferencesFile preferences,
            WeirCommand command,
            Appearance appearance,
            Runnable quit) {
        this.quit = quit;
        var notices = new Notices(texts.get("shell.close"));
        desk = new Desk(engine, texts, preferences, command, notices, this, appearance);
        screens = Screens.all(desk);
        current = screens.getFirst();
        rail = new Rail(desk, screens, this::go, this::help);
        var body = new BorderPane(front, null, null, null, rail.view());
        body.getStyleClass().add("shell");
        notices.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        StackPane.setAlignment(notices, Pos.BOTTOM_CENTER);
        // Out of the scene when it is closed: neither Tab nor a screen reader may find it behind the window.
        overlay.displayProperty().addListener((property, was, is) -> {
            if (!is) {
                overlay.setContent(null);
            }
        });
        view = new StackPane(body, notices, overlay);
        keys = new Keys(desk, this, new CaptureActions(desk));
        unlisten = engine.listen(this::update);
        front.getChildren().setAll(current.view());
        rail.select(current);
        rail.draw(Statement.of(engine.snapshot(), texts), engine.snapshot());
    }

    Desk desk() {
        return desk;
    }

    Parent view() {
        return view;
    }

    void listenToKeys(Scene scene) {
        keys.listen(scene);
    }

    List<Screen> screens() {
        return screens;
    }

    Screen current() {
        return current;
    }

    @Override
    public void go(String id) {
        screens.stream().filter(screen -> screen.id().equals(id)).findFirst().ifPresent(this::go);
    }

    @Override
    public void go(String id, String what) {
        go(id);
        if (current.id().equals(id)) {
            current.open(what);
        }
    }

    void go(Screen screen) {
        if (!screen.id().equals(current.id())) {
            current.hidden();
            current = screen;
            front.getChildren().setAll(screen.view());
            rail.select(screen);
            // Nothing has the focus that a single letter would be typed into.
            screen.view().requestFocus();
            if (seen) {
                screen.shown(desk.engine().snapshot());
            }
        }
    }

    @Override
    public void guide() {
        new Guide(desk, this::closeOverlay).show(this::overlay);
    }

    @Override
    public void quit() {
        quit.run();
    }

    /** Shows something above everything; Esc or a click beside it closes it. */
    void overlay(Node content) {
        content.getStyleClass().add("overlay");
        overlay.show(content);
    }

    void closeOverlay() {
        overlay.hide();
    }

    boolean overlaid() {
        return overlay.isDisplay();
    }

    /** Whether anybody can see the window. */
    void seen(boolean nowSeen) {
        if (nowSeen == seen) {
            return;
        }
        seen = nowSeen;
        if (seen) {
            current.shown(desk.engine().snapshot());
        } else {
            current.hidden();
        }
    }

    private void update(Update update) {
        if (seen) {
            rail.draw(Statement.of(update.snapshot(), desk.texts()), update.snapshot());
            current.update(update);
        }
    }

    /** Takes back what was done last, if a notice still offers it. */
    void undo() {
        desk.notices().pressLatest();
    }

    void help() {
        overlay(new HelpOverlay(desk.texts(), keys.all(), current.keys()).view());
    }

    void close() {
        unlisten.run();
        current.hidden();
    }
}
