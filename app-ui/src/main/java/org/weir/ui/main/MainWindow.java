package org.weir.ui.main;

import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.weir.ui.command.WeirCommand;
import org.weir.ui.engine.Engine;
import org.weir.ui.prefs.PreferencesFile;
import org.weir.ui.text.Texts;
import org.weir.ui.theme.Theme;

/** The one window: its stage, and whether somebody looks at it. JavaFX thread only. */
public final class MainWindow {
    private static final double WIDTH = 1240;
    private static final double HEIGHT = 800;
    private static final double MIN_WIDTH = 900;
    private static final double MIN_HEIGHT = 600;

    private final Stage stage;
    private final Engine engine;
    private final PreferencesFile preferences;
    private final Shell shell;
    private final Theme theme;
    private Closing closing = () -> Closing.Then.QUIT;
    private Runnable quit = Platform::exit;

    /** What closing the window means; depends on whether a tray icon is seen at that moment. */
    @FunctionalInterface
    interface Closing {
        enum Then {
            HIDE,
            QUIT
        }

        Then now();
    }

    /** @param wantedTheme instead of the preferences', or null */
    MainWindow(
            Stage stage,
            Engine engine,
            Texts texts,
            PreferencesFile preferences,
            WeirCommand command,
            @Nullable String wantedTheme) {
        this.stage = stage;
        this.engine = engine;
        this.preferences = preferences;
        shell = new Shell(engine, texts, preferences, command, this::wantTheme, () -> quit.run());
        var kept = preferences.get();
        theme = new Theme(
                shell.view(),
                texts.locale(),
                wantedTheme == null ? kept.theme() : wantedTheme,
                kept.width() > 0 ? kept.width() : WIDTH,
                kept.height() > 0 ? kept.height() : HEIGHT);
        shell.listenToKeys(theme.scene());
        stage.setTitle("Weir");
        stage.setMinWidth(MIN_WIDTH);
        stage.setMinHeight(MIN_HEIGHT);
        stage.setScene(theme.scene());
        stage.getIcons().addAll(AppIcon.images());
        stage.showingProperty().addListener((property, was, is) -> looked());
        stage.iconifiedProperty().addListener((property, was, is) -> looked());
        stage.setOnCloseRequest(event -> {
            event.consume();
            closeRequested();
        });
        looked();
    }

    /** Says what the close button does, and how the program is ended. */
    void whenClosed(Closing what, Runnable quitting) {
        closing = what;
        quit = quitting;
    }

    private void wantTheme(String wanted) {
        preferences.change(was -> was.withTheme(wanted));
        theme.want(wanted);
    }

    /** Shows it, in front of everything else. */
    void show() {
        stage.show();
        stage.setIconified(false);
        stage.toFront();
        stage.requestFocus();
        if (!preferences.get().guideDone()) {
            shell.guide();
        }
    }

    /** And a screen of it. */
    void show(String screen) {
        show();
        shell.go(screen);
    }

    /** Whether it has the keyboard, so that the user looks at it. */
    boolean isInFront() {
        return stage.isShowing() && stage.isFocused() && !stage.isIconified();
    }

    boolean isOpen() {
        return stage.isShowing();
    }

    Shell shell() {
        return shell;
    }

    Theme theme() {
        return theme;
    }

    Scene scene() {
        return stage.getScene();
    }

    /** An unseen window costs nothing: nothing is drawn, and the engine is asked less often. */
    private void looked() {
        var seen = stage.isShowing() && !stage.isIconified();
        engine.attentive(seen);
        shell.seen(seen);
    }

    private void closeRequested() {
        if (closing.now() == Closing.Then.HIDE) {
            stage.hide();
        } else {
            quit.run();
        }
    }

    /** For good. */
    void close() {
        var scene = stage.getScene();
        if (stage.isShowing() && !stage.isMaximized()) {
            preferences.change(was -> was.withSize((int) scene.getWidth(), (int) scene.getHeight()));
        }
        theme.close();
        shell.close();
        stage.close();
    }
}
