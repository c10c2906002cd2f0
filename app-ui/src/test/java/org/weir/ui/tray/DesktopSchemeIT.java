package org.weir.ui.tray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.ui.theme.Scheme;
import org.weir.ui.tray.dbus.PortalSettings;

/** The desktop's portal, scripted, on a session bus of its own. */
class DesktopSchemeIT {
    private final List<Scheme> told = new CopyOnWriteArrayList<>();
    private final Portal portal = new Portal();
    private Process bus;
    private String address;
    private DBusConnection desktop;
    private DesktopScheme scheme;

    private static final class Portal implements PortalSettings {
        private final AtomicInteger asked = new AtomicInteger();
        private final CountDownLatch answers = new CountDownLatch(1);
        private volatile Object value = new UInt32(1);
        private volatile boolean late;

        @Override
        public Variant<?> ReadOne(String namespace, String key) {
            assertThat(namespace + " " + key).isEqualTo("org.freedesktop.appearance color-scheme");
            var answer = new Variant<>(value);
            asked.incrementAndGet();
            if (late) {
                try {
                    answers.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return answer;
        }

        @Override
        public Variant<?> Read(String namespace, String key) {
            throw new AssertionError("ReadOne is there");
        }

        @Override
        public String getObjectPath() {
            return PATH;
        }
    }

    /** Version 1. */
    @DBusInterfaceName("org.freedesktop.portal.Settings")
    public interface OldSettings extends DBusInterface {
        Variant<?> Read(String namespace, String key);
    }

    private static final class OldPortal implements OldSettings {
        @Override
        public Variant<?> Read(String namespace, String key) {
            return new Variant<>(new Variant<>(new UInt32(2)));
        }

        @Override
        public String getObjectPath() {
            return PortalSettings.PATH;
        }
    }

    @BeforeEach
    void start() throws Exception {
        bus = new ProcessBuilder("dbus-daemon", "--session", "--nofork", "--print-address")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        address = Objects.requireNonNull(
                new BufferedReader(new InputStreamReader(bus.getInputStream(), StandardCharsets.UTF_8)).readLine());
        desktop = DBusConnectionBuilder.forAddress(address).withShared(false).build();
    }

    @AfterEach
    void stop() {
        portal.answers.countDown();
        if (scheme != null) {
            scheme.close();
        }
        desktop.disconnect();
        bus.destroy();
    }

    private void listen() {
        scheme = DesktopScheme.start(address, told::add);
    }

    private void serve(DBusInterface settings) throws DBusException {
        desktop.exportObject(PortalSettings.PATH, settings);
        desktop.requestBusName(PortalSettings.NAME);
    }

    private void says(String namespace, Object value) throws DBusException {
        desktop.sendMessage(new PortalSettings.SettingChanged(
                PortalSettings.PATH, namespace, DesktopScheme.KEY, new Variant<>(value)));
    }

    private void awaitTold(Scheme... wanted) {
        await().untilAsserted(() -> assertThat(told).containsExactly(wanted));
    }

    @Test
    void whatTheUserWantsIsToldAndWhenItChanges() throws DBusException {
        serve(portal);
        listen();
        awaitTold(Scheme.DARK);
        says("org.gnome.desktop.interface", new UInt32(0));
        says(DesktopScheme.NAMESPACE, new UInt32(2));
        awaitTold(Scheme.DARK, Scheme.LIGHT);
        says(DesktopScheme.NAMESPACE, new UInt32(0));
        says(DesktopScheme.NAMESPACE, "nonsense");
        says(DesktopScheme.NAMESPACE, new UInt32(1));
        awaitTold(Scheme.DARK, Scheme.LIGHT, Scheme.UNTOLD, Scheme.UNTOLD, Scheme.DARK);
    }

    @Test
    void anOldPortalIsUnderstood() throws DBusException {
        serve(new OldPortal());
        listen();
        awaitTold(Scheme.LIGHT);
    }

    @Test
    void withoutPortalNothingIsToldUntilThereIsOne() throws DBusException {
        listen();
        await().until(() -> onTheBus() == 2);
        serve(portal);
        awaitTold(Scheme.DARK);
    }

    @Test
    void withoutPortalNothingIsTold() throws DBusException {
        listen();
        endListening();
        assertThat(told).isEmpty();
    }

    /** It has asked by then: one after the other. */
    private void endListening() {
        await().until(() -> onTheBus() == 2);
        scheme.close();
        await().until(() -> onTheBus() == 1);
    }

    /** How many are connected, the desktop among them. */
    private long onTheBus() throws DBusException {
        var itself = desktop.getRemoteObject("org.freedesktop.DBus", "/org/freedesktop/DBus", DBus.class);
        return Arrays.stream(itself.ListNames())
                .filter(name -> name.startsWith(":"))
                .count();
    }

    @Test
    void withoutBusNothingIsTold() {
        scheme = DesktopScheme.start((String) null, told::add);
        scheme.close();
        assertThat(told).isEmpty();
        scheme = DesktopScheme.start("unix:path=/nowhere", told::add);
        scheme.close();
        assertThat(told).isEmpty();
    }

    @Test
    void aLateAnswerDoesNotUndoWhatWasSaidMeanwhile() throws DBusException {
        portal.late = true;
        serve(portal);
        listen();
        await().until(() -> portal.asked.get() == 1);
        says(DesktopScheme.NAMESPACE, new UInt32(2));
        awaitTold(Scheme.LIGHT);
        portal.answers.countDown();
        endListening();
        assertThat(told).containsExactly(Scheme.LIGHT);
    }

    @Test
    void aPortalThatComesBackIsAskedAgain() throws DBusException {
        serve(portal);
        listen();
        awaitTold(Scheme.DARK);
        desktop.releaseBusName(PortalSettings.NAME);
        portal.value = new UInt32(2);
        desktop.requestBusName(PortalSettings.NAME);
        awaitTold(Scheme.DARK, Scheme.LIGHT);
    }
}
