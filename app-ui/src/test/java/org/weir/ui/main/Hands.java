package org.weir.ui.main;

import java.util.List;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.robot.Robot;

/**
 * Mouse and keyboard of a test: the same events as a user's, without the time that a user takes. What a step has changed is
 * laid out and drawn before the next one.
 */
public final class Hands {
    /** Between the ends of a drag: enough that it is no click, few enough that it takes no time. */
    private static final int STEPS = 4;

    /** Looks, one for each picture. */
    private static final int TRIES = 100;

    private final Robot robot = Fx.get(Robot::new);
    private final Runnable settle;

    Hands(Runnable settle) {
        this.settle = settle;
    }

    public void clickOn(Node node) {
        click(node, MouseButton.PRIMARY);
    }

    public void rightClickOn(Node node) {
        click(node, MouseButton.SECONDARY);
    }

    private void click(Node node, MouseButton button) {
        moveOnto(node);
        Fx.run(() -> robot.mousePress(button));
        Fx.run(() -> robot.mouseRelease(button));
        settle.run();
    }

    /** Until the pointer is over it: what appears may still be on its way to its place. */
    private void moveOnto(Node node) {
        for (var tries = 0; tries < TRIES; tries++) {
            move(Fx.get(() -> middle(node)));
            if (Fx.get(() -> isUnderPointer(node))) {
                return;
            }
        }
        throw new AssertionError("something lies over " + node);
    }

    private static boolean isUnderPointer(Node node) {
        var target = node;
        while (target.isMouseTransparent() && target.getParent() != null) {
            target = target.getParent();
        }
        return target.isHover() || target.isDisabled();
    }

    private void move(Point2D to) {
        Fx.run(() -> robot.mouseMove(to));
        settle.run();
    }

    public void drag(Node from, Node to) {
        var start = Fx.get(() -> middle(from));
        var end = Fx.get(() -> middle(to));
        move(start);
        Fx.run(() -> robot.mousePress(MouseButton.PRIMARY));
        for (var step = 1; step <= STEPS; step++) {
            move(start.interpolate(end, step / (double) STEPS));
        }
        Fx.run(() -> robot.mouseRelease(MouseButton.PRIMARY));
        settle.run();
    }

    /** All at once, as for a shortcut. */
    public void push(KeyCode... keys) {
        for (var key : keys) {
            Fx.run(() -> robot.keyPress(key));
        }
        for (var key : List.of(keys).reversed()) {
            Fx.run(() -> robot.keyRelease(key));
        }
        settle.run();
    }

    /** Types a text where the focus is. Events of our own: the headless robot has no keyboard layout. */
    public void write(Scene scene, String text) {
        for (var letter : text.split("")) {
            Fx.run(() -> type(scene, letter));
        }
        settle.run();
    }

    /** One letter. On the JavaFX thread. */
    static void type(Scene scene, String letter) {
        var code = code(letter);
        type(scene, KeyEvent.KEY_PRESSED, "", code);
        type(scene, KeyEvent.KEY_TYPED, letter, KeyCode.UNDEFINED);
        type(scene, KeyEvent.KEY_RELEASED, "", code);
    }

    private static KeyCode code(String letter) {
        return switch (letter) {
            case ":" -> KeyCode.COLON;
            case " " -> KeyCode.SPACE;
            case "." -> KeyCode.PERIOD;
            case "*" -> KeyCode.ASTERISK;
            default -> {
                var named = KeyCode.getKeyCode(letter.toUpperCase(java.util.Locale.ROOT));
                if (named == null) {
                    throw new IllegalArgumentException("no key is known for " + letter);
                }
                yield named;
            }
        };
    }

    private static void type(Scene scene, EventType<KeyEvent> type, String character, KeyCode code) {
        var focus = scene.getFocusOwner();
        Event.fireEvent(
                focus == null ? scene : focus, new KeyEvent(type, character, "", code, false, false, false, false));
    }

    /** Of what can be seen of it. */
    private static Point2D middle(Node node) {
        var scene = node.getScene();
        var root = scene.getRoot();
        // What was added since the last pulse has no size yet.
        root.applyCss();
        root.layout();
        var inScene = node.localToScene(node.getBoundsInLocal());
        var seen = cut(inScene, scene);
        var screen = root.localToScreen(root.sceneToLocal(seen.getCenterX(), seen.getCenterY()));
        if (screen == null) {
            throw new AssertionError(node + " is not on the screen");
        }
        return screen;
    }

    private static Bounds cut(Bounds bounds, Scene scene) {
        var left = Math.max(0, bounds.getMinX());
        var top = Math.max(0, bounds.getMinY());
        var right = Math.min(scene.getWidth(), bounds.getMaxX());
        var bottom = Math.min(scene.getHeight(), bounds.getMaxY());
        if (right <= left || bottom <= top) {
            throw new AssertionError("outside of its window: " + bounds);
        }
        return new BoundingBox(left, top, right - left, bottom - top);
    }
}
