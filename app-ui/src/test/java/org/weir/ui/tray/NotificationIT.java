package org.weir.ui.tray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.ui.tray.dbus.Notifications;

/** What the desktop is told, over a bus of our own with a notification server that only listens. */
class NotificationIT {
    private Process bus;
    private DBusConnection desktop;
    private DBusConnection ours;
    private final Server server = new Server();

    /** As a desktop's, but nobody sees it. */
    private static final class Server implements Notifications {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final List<UInt32> replaced = new CopyOnWriteArrayList<>();
        private volatile List<String> capabilities = List.of("body", "actions", "body-markup");
        private volatile List<String> actions = List.of();

        @Override
        public UInt32 Notify(
                String appName,
                UInt32 replacesId,
                String icon,
                String summary,
                String body,
                List<String> offered,
                Map<String, Variant<?>> hints,
                int expireTimeout) {
            told.add(appName + "|" + summary + "|" + body);
            replaced.add(replacesId);
            actions = offered;
            return new UInt32(7);
        }

        @Override
        public List<String> GetCapabilities() {
            return capabilities;
        }

        @Override
        public String getObjectPath() {
            return PATH;
        }
    }

    @BeforeEach
    void start() throws Exception {
        bus = new ProcessBuilder("dbus-daemon", "--session", "--nofork", "--print-address")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var address = Objects.requireNonNull(
                new BufferedReader(new InputStreamReader(bus.getInputStream(), StandardCharsets.UTF_8)).readLine());
        desktop = DBusConnectionBuilder.forAddress(address).withShared(false).build();
        ours = DBusConnectionBuilder.forAddress(address).withShared(false).build();
    }

    @AfterEach
    void stop() {
        ours.disconnect();
        desktop.disconnect();
        bus.destroy();
    }

    private void serve() throws DBusException {
        desktop.requestBusName(Notifications.NAME);
        desktop.exportObject(Notifications.PATH, server);
    }

    @Test
    void aClickOnItShowsTheInboxAndTheNextTakesItsPlace() throws DBusException {
        serve();
        var chosen = new AtomicInteger();
        var notes = new DesktopNotes(ours, chosen::incrementAndGet);
        notes.tell(new TrayMessage("2 apps refuse inspection", "<node> & git", "Review"));
        assertThat(server.told).containsExactly("Weir|2 apps refuse inspection|&lt;node&gt; &amp; git");
        assertThat(server.actions).containsExactly("default", "Review", "review", "Review");
        desktop.sendMessage(new Notifications.ActionInvoked(Notifications.PATH, new UInt32(99), "default"));
        desktop.sendMessage(new Notifications.ActionInvoked(Notifications.PATH, new UInt32(7), "review"));
        await().until(() -> chosen.get() > 0);
        assertThat(chosen.get())
                .as("another program's notification is not ours")
                .isEqualTo(1);
        notes.tell(new TrayMessage("next", "text", "Review"));
        assertThat(server.replaced).containsExactly(new UInt32(0), new UInt32(7));
    }

    @Test
    void aServerWithoutButtonsAndMarkupGetsNone() throws DBusException {
        server.capabilities = List.of("body");
        serve();
        new DesktopNotes(ours, () -> {}).tell(new TrayMessage("title", "a < b", "Review"));
        assertThat(server.told).containsExactly("Weir|title|a < b");
        assertThat(server.actions).isEmpty();
    }
}
