package org.weir.ui.tray;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.weir.ui.tray.dbus.Notifications;

/** Tells the desktop something, where it listens. Only on the thread of the bus, except for what the bus calls. */
final class DesktopNotes {
    /** The server's own time. */
    private static final int ITS_OWN_TIME = -1;

    /** A hint of the specification: nothing that has to be read now. */
    private static final byte LOW = 0;

    private static final UInt32 NONE = new UInt32(0);

    private final DBusConnection connection;
    private final Runnable chosen;
    private volatile UInt32 last = NONE;
    private boolean listening;

    /** @param chosen runs when the user clicks on one, on a thread of the bus */
    DesktopNotes(DBusConnection connection, Runnable chosen) {
        this.connection = connection;
        this.chosen = chosen;
    }

    /**
     * The next one takes the place of the one before, if that still stands.
     *
     * @throws DBusException when nothing listens
     */
    void tell(TrayMessage message) throws DBusException {
        var server = connection.getRemoteObject(Notifications.NAME, Notifications.PATH, Notifications.class);
        var capabilities = server.GetCapabilities();
        if (!listening) {
            connection.addSigHandler(Notifications.ActionInvoked.class, signal -> {
                if (signal.id.equals(last)) {
                    chosen.run();
                }
            });
            listening = true;
        }
        var text = capabilities.contains("body-markup") ? escaped(message.text()) : message.text();
        last = server.Notify(
                "Weir",
                last,
                "",
                message.title(),
                text,
                capabilities.contains("actions")
                        ? List.of("default", message.action(), "review", message.action())
                        : List.of(),
                Map.of("urgency", new Variant<>(LOW), "category", new Variant<>("network")),
                ITS_OWN_TIME);
    }

    /** Names of apps and hosts come from outside: they must not become markup. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
