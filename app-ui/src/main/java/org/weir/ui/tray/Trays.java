package org.weir.ui.tray;

import java.util.Locale;
import java.util.function.Consumer;

/** Which kind of tray this system has. */
final class Trays {
    /** {@code awt}: that one, also on Linux. For the tests of what Windows and macOS use. */
    static final String CHOICE = "weir.ui.tray";

    private Trays() {}

    static TrayController ofThisSystem() {
        if ("awt".equals(System.getProperty(CHOICE))) {
            return new AwtTray();
        }
        var system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        // On Linux AWT's tray says that it is there where it is not (GNOME, Wayland): D-Bus or nothing.
        return system.contains("linux") ? new SniTray() : new AwtTray();
    }

    /** No tray at all. */
    static final class None implements TrayController {
        @Override
        public void start(Consumer<Integer> chosen, Consumer<Boolean> visible) {
            visible.accept(false);
        }

        @Override
        public void show(TrayLook look, TrayMenu menu) {
            // Nobody sees it.
        }

        @Override
        public void tell(TrayMessage message) {
            // Nobody hears it.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
