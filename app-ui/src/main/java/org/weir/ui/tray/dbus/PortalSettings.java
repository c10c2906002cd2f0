package org.weir.ui.tray.dbus;

import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.Variant;

/** The desktop portal's settings (XDG Desktop Portal, org.freedesktop.portal.Settings version 2). */
@DBusInterfaceName("org.freedesktop.portal.Settings")
public interface PortalSettings extends DBusInterface {
    /** Its well-known name on the session bus. */
    String NAME = "org.freedesktop.portal.Desktop";

    String PATH = "/org/freedesktop/portal/desktop";

    /** The value. Since version 2. */
    Variant<?> ReadOne(String namespace, String key);

    /** The same in one wrapping more: all that version 1 has. */
    Variant<?> Read(String namespace, String key);

    /** The user changed something. */
    final class SettingChanged extends DBusSignal {
        public final String namespace;
        public final String key;
        public final Variant<?> value;

        public SettingChanged(String path, String namespace, String key, Variant<?> value) throws DBusException {
            super(path, namespace, key, value);
            this.namespace = namespace;
            this.key = key;
            this.value = value;
        }
    }
}
