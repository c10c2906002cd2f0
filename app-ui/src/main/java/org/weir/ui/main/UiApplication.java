package org.weir.ui.main;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.ui.command.WeirCommand;
import org.weir.ui.engine.EngineConnection;
import org.weir.ui.prefs.PreferencesFile;
import org.weir.ui.text.Texts;
import org.weir.ui.tray.DesktopScheme;
import org.weir.ui.tray.Tray;

/** Puts the program together and takes it apart again. */
public final class UiApplication extends Application {
    private static final Logger LOG = LoggerFactory.getLogger(UiApplication.class);

    /** What the last change of the preferences may take. */
    private static final int WRITE_SECONDS = 2;

    private final ExecutorService disk = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable EngineConnection engine;
    private @Nullable PreferencesFile preferences;
    private @Nullable SingleInstance single;
    private @Nullable Tray tray;
    private @Nullable DesktopScheme colours;
    private @Nullable MainWindow window;

    @Override
    public void start(Stage stage) {
        Platform.setImplicitExit(false);
        var options = Options.of(getParameters().getRaw(), System.getenv());
        // Pictures are of a window that knows nothing of its user.
        var kept = new PreferencesFile(options.screenshots() == null ? options.preferences() : null, disk);
        preferences = kept;
        if (options.screenshots() != null) {
            kept.change(was -> was.withGuideDone(true));
        }
        var texts = new Texts(locale(options, kept));
        var connection =
                new EngineConnection(options.socket(), "weir-ui " + Version.NUMBER, Platform::runLater).start();
        engine = connection;
        var command = new WeirCommand(options.command(), options.socket(), Platform::runLater);
        var made = new MainWindow(stage, connection, texts, kept, command, options.theme());
        window = made;
        if (options.screenshots() != null) {
            made.show();
            new Screenshots(made, connection, options.screenshots(), this::quit).start();
            return;
        }
        colours = DesktopScheme.start(
                scheme -> Platform.runLater(() -> made.theme().desktopSays(scheme)));
        raiseOnSecondStart(options, made);
        startTray(options, made, connection, texts);
        if (!options.hidden()) {
            made.show();
        }
    }

    private static Locale locale(Options options, PreferencesFile preferences) {
        if (options.locale() != null) {
            return options.locale();
        }
        var tag = preferences.get().language();
        return tag == null ? Locale.getDefault() : Locale.forLanguageTag(tag);
    }

    private void raiseOnSecondStart(Options options, MainWindow made) {
        if (!options.single()) {
            return;
        }
        try {
            single = SingleInstance.listen(options.raiseSocket(), () -> Platform.runLater(made::show));
        } catch (IOException e) {
            LOG.warn("a second start will not find this window: {}", e.toString());
        }
    }

    private void startTray(Options options, MainWindow made, EngineConnection connection, Texts texts) {
        if (!options.tray()) {
            return;
        }
        var icon =
                new Tray(connection, texts, new TrayDeeds(made, made.shell().desk(), this::quit), Platform::runLater);
        tray = icon;
        made.whenClosed(
                () -> icon.isVisible() ? MainWindow.Closing.Then.HIDE : MainWindow.Closing.Then.QUIT, this::quit);
        icon.start(visible -> {
            // A start without a window and without a tray would be a program that nobody can reach.
            if (!visible && options.hidden() && !made.isOpen()) {
                made.show();
            }
        });
    }

    private void quit() {
        Platform.exit();
    }

    @Override
    public void stop() throws Exception {
        if (window != null) {
            window.close();
        }
        if (colours != null) {
            colours.close();
        }
        if (tray != null) {
            tray.close();
        }
        if (single != null) {
            single.close();
        }
        if (engine != null) {
            engine.close();
        }
        if (preferences != null) {
            preferences.written().get(WRITE_SECONDS, TimeUnit.SECONDS);
        }
        disk.shutdown();
    }
}
