package org.weir.ui.tray;

import java.util.function.Consumer;

/** A place where an icon with a menu can be. Any thread; nothing blocks. */
public interface TrayController extends AutoCloseable {
    /**
     * Tries to get the icon there, and goes on trying when a tray appears later.
     *
     * @param chosen is given the id of a menu item that was chosen, or {@link TrayMenu#OPEN} for a click on the icon
     * @param visible is told when the icon is seen and when it is not any more
     */
    void start(Consumer<Integer> chosen, Consumer<Boolean> visible);

    /** From now on. */
    void show(TrayLook look, TrayMenu menu);

    /** Tells the desktop something in passing, if it listens; chosen is given {@link TrayMenu#APPROVALS} for a click. */
    void tell(TrayMessage message);

    @Override
    void close();
}
