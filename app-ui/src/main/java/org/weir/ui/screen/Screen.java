package org.weir.ui.screen;

import java.util.List;
import javafx.scene.Node;
import org.kordamp.ikonli.Ikon;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.engine.Update;

/**
 * One entry of the rail. Made once, kept for the life of the window. Told of changes only while it is shown: {@link
 * #shown} is the time to catch up. All methods on the JavaFX thread; none may block.
 */
public interface Screen {
    /** Stable: names its texts ({@code ID.properties}, with {@code ID.title}), its pictures, and places to go to. */
    String id();

    Ikon icon();

    /** The same node each time. */
    Node view();

    /** It is in front now. {@code snapshot} is what is known; the flows are {@code Engine.flows()}. */
    void shown(Snapshot snapshot);

    /** Another one is in front. Timers stop. */
    default void hidden() {}

    /** Something changed; at most four times a second, only between {@link #shown} and {@link #hidden}. */
    void update(Update update);

    /** Shows one thing of it: what, is its own business (the flow table takes a query, the rules an id). */
    default void open(String what) {}

    /** What its entry in the rail carries as a number; 0: nothing. */
    default int badge(Snapshot snapshot) {
        return 0;
    }

    /** Ctrl+F and {@code /}. */
    default void search() {}

    /** F5. */
    default void refresh() {}

    /** Esc, when nothing else took it: one step back. */
    default void escape() {}

    /** Keys that mean something here, for the dispatcher and for the help overlay. */
    default List<KeyAction> keys() {
        return List.of();
    }
}
