package org.weir.ui.tray;

import java.util.List;
import java.util.function.Consumer;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.ui.tray.dbus.DbusMenu;
import org.weir.ui.tray.dbus.StatusNotifierItem;
import org.weir.ui.tray.dbus.StatusNotifierWatcher;

/**
 * The icon as a StatusNotifierItem on the session bus, with its menu as a dbusmenu. All D-Bus work is done on one thread of
 * its own: a bus that hangs holds up nothing else. Announced again whenever a tray appears.
 */
final class SniTray implements TrayController {
    private static final Logger LOG = LoggerFactory.getLogger(SniTray.class);

    /**
     * Answers leave in the order of the questions. Panels with libdbusmenu ask for a menu level by level, and leave a submenu
     * empty whose items they are told of before itself.
     */
    private static final int ANSWERING_THREADS = 1;

    private final BusThread bus = new BusThread("weir-ui-tray", "the tray");
    private Consumer<Integer> chosen = id -> {};
    private Consumer<Boolean> visible = is -> {};

    /** All that follows: only on {@link #bus}. */
    private @Nullable DBusConnection connection;

    private @Nullable SniItem item;
    private @Nullable SniMenu menu;
    private @Nullable TrayLook look;
    private @Nullable DesktopNotes notes;

    @Override
    public void start(Consumer<Integer> onChosen, Consumer<Boolean> onVisible) {
        chosen = onChosen;
        visible = onVisible;
        bus.run(this::connect);
    }

    @Override
    public void show(TrayLook next, TrayMenu nextMenu) {
        bus.run(() -> draw(next, nextMenu));
    }

    @Override
    public void tell(TrayMessage message) {
        bus.run(() -> {
            if (connection != null && connection.isConnected()) {
                if (notes == null) {
                    notes = new DesktopNotes(connection, () -> chosen.accept(TrayMenu.APPROVALS));
                }
                notes.tell(message);
            }
        });
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

    private void connect() throws DBusException {
        if (System.getenv("DBUS_SESSION_BUS_ADDRESS") == null) {
            visible.accept(false);
            return;
        }
        try {
            // Not shared: a library's shared connection could be closed by somebody else.
            connection = DBusConnectionBuilder.forSessionBus()
                    .withShared(false)
                    .withDisconnectCallback(new Gone(() -> visible.accept(false)))
                    .receivingThreadConfig()
                    .withMethodCallThreadCount(ANSWERING_THREADS)
                    .connectionConfig()
                    .build();
        } catch (DBusException e) {
            visible.accept(false);
            throw e;
        }
    }

    private void draw(TrayLook next, TrayMenu nextMenu) throws DBusException {
        var there = connection;
        if (there == null || !there.isConnected()) {
            return;
        }
        var before = look;
        look = next;
        if (item == null || menu == null || before == null) {
            announceFirst(there, next, nextMenu);
            return;
        }
        item.look(next);
        if (before.condition() != next.condition() || (before.badge() > 0) != (next.badge() > 0)) {
            there.sendMessage(new StatusNotifierItem.NewIcon(SniItem.PATH));
        }
        if (!before.text().equals(next.text()) || !before.detail().equals(next.detail())) {
            there.sendMessage(new StatusNotifierItem.NewTitle(SniItem.PATH));
            there.sendMessage(new StatusNotifierItem.NewToolTip(SniItem.PATH));
        }
        var changed = menu.change(nextMenu);
        if (!changed.isEmpty()) {
            there.sendMessage(new DbusMenu.ItemsPropertiesUpdated(SniMenu.PATH, changed, List.of()));
        }
    }

    private void announceFirst(DBusConnection there, TrayLook first, TrayMenu firstMenu) throws DBusException {
        var madeItem = new SniItem(chosen, first);
        var madeMenu = new SniMenu(chosen);
        madeMenu.change(firstMenu);
        there.exportObject(SniItem.PATH, madeItem);
        there.exportObject(SniMenu.PATH, madeMenu);
        item = madeItem;
        menu = madeMenu;
        there.addSigHandler(DBus.NameOwnerChanged.class, signal -> {
            if (signal.name.equals(StatusNotifierWatcher.NAME)) {
                var came = !signal.newOwner.isEmpty();
                bus.run(() -> {
                    if (came) {
                        announce(there);
                    } else {
                        visible.accept(false);
                    }
                });
            }
        });
        announce(there);
    }

    /** Tells the tray that we are there, if there is a tray. */
    private void announce(DBusConnection there) throws DBusException {
        try {
            there.getRemoteObject(StatusNotifierWatcher.NAME, StatusNotifierWatcher.PATH, StatusNotifierWatcher.class)
                    .RegisterStatusNotifierItem(there.getUniqueName());
            visible.accept(true);
        } catch (DBusExecutionException e) {
            LOG.info("no tray here: {}", e.getMessage());
            visible.accept(false);
        }
    }

    /** The bus went away. */
    private record Gone(Runnable then) implements org.freedesktop.dbus.connections.IDisconnectCallback {
        @Override
        public void disconnectOnError(java.io.IOException e) {
            then.run();
        }
    }
}
