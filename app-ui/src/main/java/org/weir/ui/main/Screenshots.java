package org.weir.ui.main;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import javafx.animation.PauseTransition;
import javafx.scene.image.Image;
import javafx.util.Duration;
import javax.imageio.ImageIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.FlowView;
import org.weir.ui.engine.Engine;
import org.weir.ui.prefs.Preferences;
import org.weir.ui.screen.Screen;
import org.weir.ui.state.Outcome;

/**
 * Goes through all screens on a live engine and leaves a picture of each, light and dark; then ends the program. Waits
 * first until there is something to see.
 */
final class Screenshots {
    private static final Logger LOG = LoggerFactory.getLogger(Screenshots.class);

    /** For answers of the engine and for the layout. */
    private static final Duration SETTLE = Duration.millis(1_500);

    /** While there is nothing to see. */
    private static final Duration LOOK_AGAIN = Duration.millis(500);

    /** A minute; then pictures are made of what there is. */
    private static final int LOOKS = 120;

    private final MainWindow window;
    private final Engine engine;
    private final Path folder;
    private final Runnable done;
    private final Deque<Shot> shots = new ArrayDeque<>();

    /** @param what for {@link Screen#open}, or "" */
    private record Shot(String name, String screen, String what, String theme) {}

    Screenshots(MainWindow window, Engine engine, Path folder, Runnable done) {
        this.window = window;
        this.engine = engine;
        this.folder = folder;
        this.done = done;
    }

    void start() {
        waitForFlows(LOOKS);
    }

    private void waitForFlows(int looks) {
        var ready = engine.flows().stream().anyMatch(is(Outcome.REFUSED))
                && engine.flows().stream().anyMatch(is(Outcome.INSPECTED));
        if (ready || looks == 0) {
            plan();
            next();
        } else {
            after(LOOK_AGAIN, () -> waitForFlows(looks - 1));
        }
    }

    private static Predicate<FlowView> is(Outcome outcome) {
        return flow -> Outcome.of(flow) == outcome;
    }

    private void plan() {
        for (var theme : List.of(Preferences.LIGHT, Preferences.DARK)) {
            for (var screen : window.shell().screens()) {
                shots.add(new Shot(screen.id() + "-" + theme, screen.id(), "", theme));
            }
            shoot("flow-refused", Outcome.REFUSED, "summary", theme);
            shoot("flow-tls", Outcome.REFUSED, "tls", theme);
            shoot("flow-inspected", Outcome.INSPECTED, "exchanges", theme);
        }
    }

    /** A tab of the latest flow that came to that. */
    private void shoot(String name, Outcome outcome, String part, String theme) {
        engine.flows().reversed().stream()
                .filter(is(outcome))
                .findFirst()
                .ifPresent(flow ->
                        shots.add(new Shot(name + "-" + theme, "flows", "id:" + flow.id() + ":" + part, theme)));
    }

    private void next() {
        var shot = shots.poll();
        if (shot == null) {
            window.theme().want(Preferences.LIGHT);
            window.shell().guide();
            after(SETTLE, () -> {
                write("guide-light", window.scene().snapshot(null));
                done.run();
            });
            return;
        }
        window.theme().want(shot.theme());
        window.shell().go("home");
        if (shot.what().isEmpty()) {
            window.shell().go(shot.screen());
        } else {
            window.shell().go(shot.screen(), shot.what());
        }
        after(SETTLE, () -> {
            write(shot.name(), window.scene().snapshot(null));
            window.shell().current().escape();
            next();
        });
    }

    private void write(String name, Image image) {
        var file = folder.resolve(name + ".png");
        try {
            Files.createDirectories(folder);
            ImageIO.write(picture(image), "png", file.toFile());
            LOG.info("{}", file);
        } catch (IOException e) {
            LOG.error("{} was not written", file, e);
        }
    }

    /** Without javafx-swing, which does nothing else. */
    static BufferedImage picture(Image image) {
        var width = (int) image.getWidth();
        var height = (int) image.getHeight();
        var made = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var reader = image.getPixelReader();
        for (var y = 0; y < height; y++) {
            for (var x = 0; x < width; x++) {
                made.setRGB(x, y, reader.getArgb(x, y));
            }
        }
        return made;
    }

    private static void after(Duration time, Runnable work) {
        var pause = new PauseTransition(time);
        pause.setOnFinished(event -> work.run());
        pause.play();
    }
}
