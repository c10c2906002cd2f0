package org.weir.ui.tray;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;
import org.weir.ui.theme.Scheme;
import org.weir.ui.tray.dbus.PortalSettings;

/**
 * Asks the desktop's portal whether its user wants light or dark, and hears of it when that changes: GNOME and KDE say it
 * there, and not where JavaFX looks. All waiting is done on a thread of its own. A portal that goes away has said what it
 * said; it is asked again when it comes back.
 */
public final class DesktopScheme implements AutoCloseable {
    static final String NAMESPACE = "org.freedesktop.appearance";
    static final String KEY = "color-scheme";

    private static final int DARK = 1;
    private static final int LIGHT = 2;

    private final Consumer<Scheme> told;
    private final BusThread bus = new BusThread("weir-ui-portal", "the desktop's colours");
    /** Counts what the portal said by itself: an answer that was asked for before that is old. */
    private final AtomicLong changes = new AtomicLong();

    /** Only on {@link #bus}. */
    private @Nullable DBusConnection connection;

    private DesktopScheme(Consumer<Scheme> told) {
        this.told = told;
    }

    /**
     * Begins, if this system has a session bus. {@code told} is called on threads of the bus, at first when the portal
     * answers.
     */
    public static DesktopScheme start(Consumer<Scheme> told) {
        var system = System.getProperty("os.name", "");
        var address = System.getenv("DBUS_SESSION_BUS_ADDRESS");
        return start(system.startsWith("Linux") ? address : null, told);
    }

    /** @param address of the bus, or null */
    static DesktopScheme start(@Nullable String address, Consumer<Scheme> told) {
        var made = new DesktopScheme(told);
        if (address != null) {
            made.bus.run(() -> made.connect(address));
        }
        return made;
    }

    @Override
    public void close() {
        bus.run(() -> {
            if (connection != null) {
                connection.disconnect();
            }
        });
        bus.end();
    }

    private void connect(String address) throws DBusException {
        var made = DBusConnectionBuilder.forAddress(address).withShared(false).build();
        connection = made;
        made.addSigHandler(PortalSettings.SettingChanged.class, this::changed);
        made.addSigHandler(DBus.NameOwnerChanged.class, signal -> {
            if (signal.name.equals(PortalSettings.NAME) && !signal.newOwner.isEmpty()) {
                bus.run(() -> ask(made));
            }
        });
        ask(made);
    }

    private void changed(PortalSettings.SettingChanged signal) {
        if (signal.namespace.equals(NAMESPACE) && signal.key.equals(KEY)) {
            changes.incrementAndGet();
            told.accept(scheme(signal.value));
        }
    }

    private void ask(DBusConnection there) throws DBusException {
        var before = changes.get();
        var portal = there.getRemoteObject(PortalSettings.NAME, PortalSettings.PATH, PortalSettings.class);
        Variant<?> answer;
        try {
            answer = portal.ReadOne(NAMESPACE, KEY);
        } catch (DBusExecutionException e) {
            answer = portal.Read(NAMESPACE, KEY);
        }
        if (changes.get() == before) {
            told.accept(scheme(answer));
        }
    }

    private static Scheme scheme(@Nullable Variant<?> said) {
        Object value = said;
        while (value instanceof Variant<?> wrapped) {
            value = wrapped.getValue();
        }
        if (!(value instanceof UInt32 number)) {
            return Scheme.UNTOLD;
        }
        return switch (number.intValue()) {
            case DARK -> Scheme.DARK;
            case LIGHT -> Scheme.LIGHT;
            default -> Scheme.UNTOLD;
        };
    }
}
