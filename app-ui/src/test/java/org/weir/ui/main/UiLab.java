package org.weir.ui.main;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.weir.testkit.control.ScriptedEngine;
import org.weir.ui.command.Elevation;
import org.weir.ui.command.WeirCommand;
import org.weir.ui.engine.EngineConnection;
import org.weir.ui.engine.Link;
import org.weir.ui.prefs.Preferences;
import org.weir.ui.prefs.PreferencesFile;
import org.weir.ui.text.Texts;

/** The real window on a scripted engine, without a display. */
public final class UiLab implements AutoCloseable {
    /** No test waits for a quarter of a second to see what changed. */
    private static final Duration PULSE = Duration.ofMillis(20);

    private final Hands hands;
    private final Path folder;
    private final EngineConnection connection;
    private final PreferencesFile preferences;
    private final Preferences first;
    private final Stage stage;
    private final MainWindow window;
    private ScriptedEngine engine;
    private final AtomicInteger quits = new AtomicInteger();

    public UiLab() throws IOException {
        this(Locale.ENGLISH, "light");
    }

    public UiLab(Locale locale, String theme) throws IOException {
        this(new ScriptedEngine(), locale, theme);
    }

    public UiLab(ScriptedEngine engine, Locale locale, String theme) throws IOException {
        this(engine, locale, theme, PULSE);
    }

    /** @param gap the least time between two updates */
    UiLab(ScriptedEngine engine, Locale locale, String theme, Duration gap) throws IOException {
        Fx.start();
        hands = new Hands(this::settle);
        this.engine = engine;
        folder = Files.createTempDirectory(Path.of("/tmp"), "weir-ui-test-");
        connection = new EngineConnection(engine.socket(), "test", Platform::runLater, gap).start();
        preferences = new PreferencesFile(folder.resolve("config/weir/ui.json"), Runnable::run);
        preferences.change(was -> was.withGuideDone(true));
        first = preferences.get();
        // Neither the machine's weir-interceptor nor its pkexec: a test that presses everything must not reach them.
        var command = new WeirCommand(
                fakeCommand("weir").toString(),
                fakeCommand("weir-interceptor").toString(),
                engine.socket(),
                new Elevation(false, fakeCommand("pkexec")),
                Platform::runLater);
        stage = Fx.get(Stage::new);
        window = Fx.get(() -> {
            var made = new MainWindow(stage, connection, new Texts(locale), preferences, command, theme);
            // The headless screen is small, and draws no menu that reaches beyond it.
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(1_000);
            stage.setHeight(640);
            made.whenClosed(() -> MainWindow.Closing.Then.QUIT, quits::incrementAndGet);
            made.show();
            return made;
        });
        await().until(() -> connection.snapshot().link().state() == Link.State.UP
                && !connection.flows().isEmpty());
        settle();
    }

    /** Writes what it is called with into a file, and says what the test told it to say, else yes. */
    private Path fakeCommand(String name) throws IOException {
        var script = folder.resolve(name);
        Files.writeString(script, """
                #!/bin/sh
                cd '%s' || exit 9
                echo "%s$*" >> called
                for begin in *.begin; do
                    [ -f "$begin" ] || continue
                    case "%s$*" in
                        "$(cat "$begin")"*) cat "${begin%%.begin}.out"; exit "$(cat "${begin%%.begin}.code")" ;;
                    esac
                done
                [ ! -f answer ] || cat answer
                exit 0
                """.formatted(folder, prefix(name), prefix(name)));
        Files.setPosixFilePermissions(script, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    private static String prefix(String name) {
        return name.equals("weir") ? "" : name + " ";
    }

    /** What {@code weir} prints from now on, unless something else was said of its arguments. */
    public void commandPrints(String text) throws IOException {
        Files.writeString(folder.resolve("answer"), text);
    }

    /**
     * What a command does whose arguments begin like that; what was said last counts first.
     *
     * @param begin of another program than weir with its name in front
     */
    public void commandDoes(String begin, int exit, String text) throws IOException {
        // Shells sort: the newest has the lowest number.
        var name = "%05d".formatted(99_999 - ++said);
        Files.writeString(folder.resolve(name + ".out"), text);
        Files.writeString(folder.resolve(name + ".code"), String.valueOf(exit));
        Files.writeString(folder.resolve(name + ".begin"), begin);
    }

    private int said;

    /** The command lines with which {@code weir} was called. */
    public List<String> commands() throws IOException {
        var called = folder.resolve("called");
        return Files.exists(called) ? Files.readAllLines(called) : List.of();
    }

    public ScriptedEngine engine() {
        return engine;
    }

    public EngineConnection connection() {
        return connection;
    }

    /** The user's own folder, as far as the window knows. */
    public Path folder() {
        return folder;
    }

    /** How often the program was told to end. */
    public int quits() {
        return quits.get();
    }

    public PreferencesFile preferences() {
        return preferences;
    }

    public Hands hands() {
        return hands;
    }

    /** Where the focus is. */
    public void write(String text) {
        hands.write(stage.getScene(), text);
    }

    public Shell shell() {
        return window.shell();
    }

    public org.weir.ui.screen.Desk desk() {
        return window.shell().desk();
    }

    MainWindow window() {
        return window;
    }

    public Stage stage() {
        return stage;
    }

    /** The engine dies. */
    public void kill() throws IOException {
        var at = engine.stop();
        await().until(() -> connection.snapshot().link().state() == Link.State.AWAY);
        dead = at;
        settle();
    }

    private Path dead;

    /** Another one comes up in its place. */
    public void revive() throws IOException {
        engine = new ScriptedEngine(dead);
        await().until(() -> connection.snapshot().link().state() == Link.State.UP);
        settle();
    }

    public void go(String screen) {
        Fx.run(() -> shell().go(screen));
        settle();
    }

    /** Until nothing is left to be done on the JavaFX thread, and what was done is laid out. */
    public void settle() {
        Fx.flush();
        if (Fx.get(stage::isShowing)) {
            Fx.pulse(stage.getScene());
        }
        Fx.flush();
    }

    /** Until nobody waits for the engine or for a command, and the window shows what they said. */
    public void awaitIdle() {
        settle();
        if (!isIdle()) {
            await().until(this::isIdle);
            settle();
        }
    }

    private boolean isIdle() {
        return engine.isIdle() && ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive);
    }

    /** As they were before anybody pressed anything. */
    Preferences firstPreferences() {
        return first;
    }

    public <T extends Node> T find(String selector, Class<T> type) {
        var found = Fx.get(() -> stage.getScene().lookup(selector));
        if (found == null) {
            throw new AssertionError("nothing is " + selector);
        }
        return type.cast(found);
    }

    /** All texts that can be seen. */
    public List<String> texts() {
        return Sight.texts();
    }

    public boolean shows(String text) {
        return texts().stream().anyMatch(each -> each != null && each.contains(text));
    }

    public void awaitText(String text) {
        if (!shows(text)) {
            await().alias("the text “" + text + "” among " + texts()).until(() -> shows(text));
        }
    }

    public void awaitNoText(String text) {
        await().alias("no “" + text + "”").until(() -> !shows(text));
    }

    /** Clicks on what says so; the last one, which is the one in front. */
    public void click(String text) {
        awaitText(text);
        settle();
        hands.clickOn(Sight.saying(text));
        settle();
    }

    public static void nodes(Node node, Predicate<Node> wanted, List<Node> into) {
        if (!node.isVisible()) {
            return;
        }
        if (wanted.test(node)) {
            into.add(node);
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> nodes(child, wanted, into));
        }
    }

    /** Takes back what was done last, as soon as that is offered. */
    public void undo() {
        await().until(() -> Fx.get(() -> desk().notices().lookup(".notice-action") != null));
        press(KeyCode.U);
    }

    public void press(KeyCode... keys) {
        hands.push(keys);
        settle();
    }

    @Override
    public void close() throws IOException {
        Fx.run(window::close);
        connection.close();
        try {
            engine.close();
        } finally {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
