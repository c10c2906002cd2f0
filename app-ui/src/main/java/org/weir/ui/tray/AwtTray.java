package org.weir.ui.tray;

import java.awt.AWTException;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.Menu;
import java.awt.MenuItem;
import java.awt.PopupMenu;
import java.awt.SystemTray;
import java.awt.TrayIcon;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Windows' and macOS's tray. Not run on those systems yet; on Linux it is tested with a panel that takes its icon too. */
final class AwtTray implements TrayController {
    private static final Logger LOG = LoggerFactory.getLogger(AwtTray.class);

    private Consumer<Integer> chosen = id -> {};
    private @Nullable TrayIcon icon;
    private @Nullable TrayMenu shown;

    @Override
    public void start(Consumer<Integer> onChosen, Consumer<Boolean> visible) {
        chosen = onChosen;
        if (GraphicsEnvironment.isHeadless() || !SystemTray.isSupported()) {
            visible.accept(false);
            return;
        }
        EventQueue.invokeLater(() -> {
            try {
                var made = new TrayIcon(new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB));
                made.setImageAutoSize(true);
                made.addActionListener(event -> chosen.accept(TrayMenu.OPEN));
                SystemTray.getSystemTray().add(made);
                icon = made;
                visible.accept(true);
            } catch (AWTException e) {
                LOG.warn("no tray: {}", e.toString());
                visible.accept(false);
            }
        });
    }

    @Override
    public void show(TrayLook look, TrayMenu menu) {
        EventQueue.invokeLater(() -> {
            var there = icon;
            if (there == null) {
                return;
            }
            var largest = look.pictures().getLast();
            var image = new BufferedImage(largest.size(), largest.size(), BufferedImage.TYPE_INT_ARGB);
            image.setRGB(0, 0, largest.size(), largest.size(), largest.argb(), 0, largest.size());
            there.setImage(image);
            there.setToolTip(look.text());
            // A menu that is open is left alone as long as nothing in it changed.
            if (!menu.equals(shown)) {
                shown = menu;
                var popup = new PopupMenu();
                fill(popup, menu.items());
                there.setPopupMenu(popup);
            }
        });
    }

    private void fill(Menu into, List<TrayMenu.Item> items) {
        for (var item : items) {
            if (!item.visible()) {
                continue;
            }
            if (item.isSeparator()) {
                into.addSeparator();
            } else if (item.children().isEmpty()) {
                var made = new MenuItem(item.label());
                made.setEnabled(item.enabled());
                made.addActionListener(event -> chosen.accept(item.id()));
                into.add(made);
            } else {
                var made = new Menu(item.label());
                made.setEnabled(item.enabled());
                fill(made, item.children());
                into.add(made);
            }
        }
    }

    @Override
    public void tell(TrayMessage message) {
        EventQueue.invokeLater(() -> {
            var there = icon;
            if (there != null) {
                there.displayMessage(message.title(), message.text(), TrayIcon.MessageType.NONE);
            }
        });
    }

    @Override
    public void close() {
        EventQueue.invokeLater(() -> {
            var there = icon;
            if (there != null) {
                SystemTray.getSystemTray().remove(there);
            }
        });
    }
}
