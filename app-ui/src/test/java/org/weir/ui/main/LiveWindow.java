package org.weir.ui.main;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.stage.Stage;
import org.weir.ui.command.Elevation;
import org.weir.ui.command.WeirCommand;
import org.weir.ui.engine.EngineConnection;
import org.weir.ui.engine.Link;
import org.weir.ui.prefs.PreferencesFile;
import org.weir.ui.text.Texts;

/** The real window on a real engine, without a display; everything in it can be clicked. */
public final class LiveWindow implements AutoCloseable {
    private final EngineConnection connection;
    private final MainWindow window;
    private final Stage stage;
    private final Hands hands;
    private final Duration patience;

    /**
     * @param command stands for {@code weir}; whoever makes it sees to it that nothing of the machine is changed
     * @param folder of the user; nothing else is written to
     * @param patience for what is to appear
     */
    public LiveWindow(Path socket, Path command, Path folder, Duration patience) {
        Fx.start();
        this.patience = patience;
        connection = new EngineConnection(socket, "test", Platform::runLater).start();
        var preferences = new PreferencesFile(folder.resolve("ui.json"), Runnable::run);
        preferences.change(was -> was.withGuideDone(true));
        var nothing = folder.resolve("no-such-program");
        var weir = new WeirCommand(
                command.toString(), nothing.toString(), socket, new Elevation(false, nothing), Platform::runLater);
        stage = Fx.get(Stage::new);
        window = Fx.get(() -> {
            var made = new MainWindow(stage, connection, new Texts(Locale.ENGLISH), preferences, weir, "light");
            // As in UiLab: the headless screen is small.
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(1_000);
            stage.setHeight(640);
            made.whenClosed(() -> MainWindow.Closing.Then.QUIT, () -> {});
            made.show();
            return made;
        });
        hands = new Hands(this::settle);
        await().atMost(patience).until(() -> connection.snapshot().link().state() == Link.State.UP);
        settle();
    }

    /** As in UiLab: what was done is laid out. */
    void settle() {
        Fx.flush();
        if (Fx.get(stage::isShowing)) {
            Fx.pulse(stage.getScene());
        }
        Fx.flush();
    }

    public void awaitText(String text) {
        await().alias("the text “" + text + "” among " + Sight.texts())
                .atMost(patience)
                .until(() -> Sight.texts().stream().anyMatch(each -> each != null && each.contains(text)));
    }

    /** Clicks on what says so, as soon as it is there. */
    public void click(String text) {
        awaitText(text);
        settle();
        hands.clickOn(Sight.saying(text));
    }

    public <T extends Node> T find(String selector, Class<T> type) {
        return type.cast(Objects.requireNonNull(Fx.get(() -> stage.getScene().lookup(selector)), selector));
    }

    public void go(String screen) {
        Fx.run(() -> window.shell().go(screen));
        settle();
    }

    /** The screen in front. */
    public Node screen() {
        return Fx.get(() -> window.shell().current().view());
    }

    @Override
    public void close() {
        Fx.run(window::close);
        connection.close();
    }
}
