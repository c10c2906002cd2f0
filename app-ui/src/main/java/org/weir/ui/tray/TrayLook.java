package org.weir.ui.tray;

import java.util.List;
import org.weir.ui.state.Condition;

/**
 * The icon.
 *
 * @param badge approvals that wait, 0 for none
 * @param text one line: what the icon says
 * @param detail a sentence more, for the tooltip
 * @param pictures the same in several sizes, smallest first
 */
public record TrayLook(Condition condition, int badge, String text, String detail, List<Picture> pictures) {
    public TrayLook {
        pictures = List.copyOf(pictures);
    }

    /**
     * Square.
     *
     * @param argb row by row, not premultiplied; nobody changes it
     */
    @SuppressWarnings(
            "ArrayRecordComponent") // never compared: a look with the same condition and badge has the same ones
    public record Picture(int size, int[] argb) {}

    /** Whether this looks as {@code other} does. */
    boolean same(TrayLook other) {
        return condition == other.condition
                && badge == other.badge
                && text.equals(other.text)
                && detail.equals(other.detail);
    }
}
