package org.weir.ui.kit;

import java.util.List;
import javafx.beans.value.ChangeListener;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/**
 * A sheet above one screen: what will be done is shown there before it is done. Esc, a click beside it and its own button
 * close it without doing anything. While it is open, Tab stays in it.
 */
public final class Sheet {
    private static final double WIDTH = 640;

    /** Longer bodies scroll. */
    private static final double MOST_HEIGHT = 420;

    /** For bodies that one works in: as high as the window allows. */
    public static final double TALL = Double.MAX_VALUE;

    /** Its name above it, and what is wrong with it below. */
    private static final double AROUND_FOCUS = 40;

    private final StackPane scrim = new StackPane();
    private final StackPane view;
    private final ChangeListener<Node> keepFocus = (property, was, is) -> focusMoved(is);
    private final double mostHeight;
    private final ScrollPane scroll = new ScrollPane();
    private Node home = scrim;
    private Runnable closed = () -> {};

    /** @param below the screen */
    public Sheet(Node below) {
        this(below, MOST_HEIGHT);
    }

    /** @param mostHeight of a body, for example {@link #TALL} */
    public Sheet(Node below, double mostHeight) {
        this.mostHeight = mostHeight;
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setMaxHeight(mostHeight);
        scroll.getStyleClass().add("sheet-body");
        scroll.setFocusTraversable(false);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        view = new StackPane(below, scrim);
        scrim.getStyleClass().add("sheet-scrim");
        scrim.setOnMouseClicked(event -> {
            if (scrim.equals(event.getTarget())) {
                close();
            }
        });
        scrim.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                event.consume();
                close();
            }
        });
        Kit.show(scrim, false);
    }

    /** The screen with its sheet. */
    public StackPane view() {
        return view;
    }

    /**
     * Shows it, instead of what it showed before.
     *
     * @param cancel what the button is called that only closes it
     * @param actions at its lower edge, the most important one last
     */
    public void show(String title, Node body, String cancel, List<? extends Node> actions) {
        left();
        var close = Kit.button(null, cancel, this::close);
        close.setId("sheet-cancel");
        var foot = new HBox(Kit.GAP, close);
        foot.getChildren().addAll(actions);
        foot.setAlignment(Pos.CENTER_RIGHT);
        var sheet = new VBox(Kit.WIDE, Kit.paragraph(title, "title-4"), scrolling(body), foot);
        sheet.getStyleClass().addAll("overlay", "sheet");
        sheet.setPrefWidth(WIDTH);
        sheet.setMaxSize(WIDTH, Region.USE_PREF_SIZE);
        sheet.setAccessibleRole(AccessibleRole.DIALOG);
        sheet.setAccessibleText(title);
        scrim.getChildren().setAll(sheet);
        Kit.show(scrim, true);
        // What it scrolls is in the scene only when it is styled; before, nothing in it could have the keyboard.
        scrim.applyCss();
        home = actions.isEmpty() || actions.getLast().isDisabled() ? close : actions.getLast();
        home.requestFocus();
        if (view.getScene() != null) {
            view.getScene().focusOwnerProperty().removeListener(keepFocus);
            view.getScene().focusOwnerProperty().addListener(keepFocus);
        }
    }

    /** Runs {@code then} when what it shows now was closed, by whatever, or made way for something else. */
    public void onClosed(Runnable then) {
        closed = then;
    }

    /** Whether it is open with that body. */
    public boolean shows(Node body) {
        return isOpen() && body.equals(scroll.getContent());
    }

    private ScrollPane scrolling(Node body) {
        scroll.setContent(body);
        scroll.setVvalue(0);
        // As high as its body asks for: a scroll pane's own idea of its height is a fixed one.
        body.layoutBoundsProperty()
                .addListener((property, was, is) -> scroll.setPrefHeight(Math.min(is.getHeight() + 2, mostHeight)));
        return scroll;
    }

    /** Closes it; nothing when it is not open. */
    public void close() {
        if (isOpen()) {
            if (view.getScene() != null) {
                view.getScene().focusOwnerProperty().removeListener(keepFocus);
            }
            Kit.show(scrim, false);
            scrim.getChildren().clear();
            view.requestFocus();
            left();
        }
    }

    private void left() {
        var then = closed;
        closed = () -> {};
        then.run();
    }

    public boolean isOpen() {
        return scrim.isVisible();
    }

    private void focusMoved(Node to) {
        // Elsewhere in the window is fine (another screen was chosen); below the sheet is not.
        for (var above = to; above != null; above = above.getParent()) {
            if (above.equals(scroll.getContent())) {
                reveal(to);
                return;
            }
            if (above.equals(scrim)) {
                return;
            }
            if (above.equals(view)) {
                home.requestFocus();
                return;
            }
        }
    }

    /** What has the keyboard is seen, also when it was not Tab that brought it there. */
    private void reveal(Node node) {
        // It may have come just now.
        scrim.applyCss();
        scrim.layout();
        var body = scroll.getContent();
        var room =
                body.getLayoutBounds().getHeight() - scroll.getViewportBounds().getHeight();
        if (room <= 0) {
            return;
        }
        var at = body.sceneToLocal(node.localToScene(node.getLayoutBounds()));
        var top = scroll.getVvalue() * room;
        var bottom = top + scroll.getViewportBounds().getHeight();
        if (at.getMinY() < top || at.getMaxY() > bottom) {
            var wanted = at.getMinY() < top
                    ? at.getMinY() - AROUND_FOCUS
                    : at.getMaxY() + AROUND_FOCUS - scroll.getViewportBounds().getHeight();
            scroll.setVvalue(Math.clamp(wanted / room, 0, 1));
        }
    }
}
