package org.weir.ui.kit;

import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import javafx.css.PseudoClass;
import javafx.scene.control.Control;
import javafx.scene.control.IndexedCell;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import org.jspecify.annotations.Nullable;

/**
 * Lines of one table or list that are dragged to the place of another. Within it only: the desktop's drag and drop has no
 * business with them. As filters, because cells keep these events for themselves.
 */
public final class LineDrag<T> {
    /** Pixels; what moves less was a click. */
    private static final double DRAG = 6;

    private static final PseudoClass TARGET = PseudoClass.getPseudoClass("drop-target");

    private final Control view;
    private final String lines;
    private final Class<T> type;
    private final BiPredicate<T, T> canDrop;
    private final BiConsumer<T, T> drop;
    private @Nullable T pressed;
    private double pressedAt;
    private boolean dragging;

    private LineDrag(Control view, String lines, Class<T> type, BiPredicate<T, T> canDrop, BiConsumer<T, T> drop) {
        this.view = view;
        this.lines = lines;
        this.type = type;
        this.canDrop = canDrop;
        this.drop = drop;
    }

    /**
     * From now on.
     *
     * @param lines style class of a line
     * @param canDrop whether the first can take the place of the second; asked while the pointer moves
     */
    public static <T> void listen(
            Control view, String lines, Class<T> type, BiPredicate<T, T> canDrop, BiConsumer<T, T> drop) {
        var made = new LineDrag<>(view, lines, type, canDrop, drop);
        view.addEventFilter(MouseEvent.MOUSE_PRESSED, made::pressed);
        view.addEventFilter(MouseEvent.MOUSE_DRAGGED, made::dragged);
        view.addEventFilter(MouseEvent.MOUSE_RELEASED, made::released);
    }

    private void pressed(MouseEvent event) {
        pressed = event.getButton() == MouseButton.PRIMARY ? itemOf(at(event)) : null;
        pressedAt = event.getSceneY();
        dragging = false;
    }

    private void dragged(MouseEvent event) {
        dragging |= pressed != null && Math.abs(event.getSceneY() - pressedAt) > DRAG;
        mark(dragging ? at(event) : null);
    }

    private void released(MouseEvent event) {
        var line = dragging ? pressed : null;
        pressed = null;
        dragging = false;
        mark(null);
        var target = itemOf(at(event));
        if (line != null && target != null && canDrop.test(line, target)) {
            drop.accept(line, target);
        }
    }

    private @Nullable T itemOf(@Nullable IndexedCell<?> cell) {
        return cell != null && type.isInstance(cell.getItem()) ? type.cast(cell.getItem()) : null;
    }

    /** The line under the pointer, if there is something in it. */
    private @Nullable IndexedCell<?> at(MouseEvent event) {
        for (var node : view.lookupAll("." + lines)) {
            if (node instanceof IndexedCell<?> cell
                    && cell.isVisible()
                    && cell.getItem() != null
                    && cell.getLayoutBounds().contains(cell.sceneToLocal(event.getSceneX(), event.getSceneY()))) {
                return cell;
            }
        }
        return null;
    }

    /** Shows where a line would come to stand. */
    private void mark(@Nullable IndexedCell<?> target) {
        for (var node : view.lookupAll("." + lines)) {
            if (node instanceof IndexedCell<?> cell) {
                var item = cell.equals(target) ? itemOf(cell) : null;
                cell.pseudoClassStateChanged(TARGET, item != null && pressed != null && canDrop.test(pressed, item));
            }
        }
    }
}
