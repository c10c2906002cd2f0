package org.weir.ui.screen.guide;

import javafx.scene.Node;
import org.kordamp.ikonli.Ikon;

/** One page of the guide. Its texts are {@code guide.ID.title} and {@code guide.ID.text}. */
interface Step {
    String id();

    Ikon icon();

    /** What stands below the text; the same node each time. */
    Node view();

    /** It is in front now. */
    default void entered() {}

    /** Another one is, or the guide is over. */
    default void left() {}
}
