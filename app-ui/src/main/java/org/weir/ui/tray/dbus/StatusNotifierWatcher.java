package org.weir.ui.tray.dbus;

import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.interfaces.DBusInterface;

/** Where icons announce themselves. */
@DBusInterfaceName("org.kde.StatusNotifierWatcher")
public interface StatusNotifierWatcher extends DBusInterface {
    /** Its well-known name on the session bus. */
    String NAME = "org.kde.StatusNotifierWatcher";

    String PATH = "/StatusNotifierWatcher";

    void RegisterStatusNotifierItem(String service);
}
