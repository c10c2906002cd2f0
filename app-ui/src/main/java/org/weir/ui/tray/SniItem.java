package org.weir.ui.tray;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.Variant;
import org.weir.ui.tray.dbus.StatusNotifierItem;

/** Our icon on the bus. Called by D-Bus' threads. */
final class SniItem implements StatusNotifierItem, Properties {
    static final String PATH = "/StatusNotifierItem";

    private static final String PIXMAPS = "a(iiay)";
    private static final String TOOLTIP = "(sa(iiay)ss)";

    private final Consumer<Integer> chosen;
    private volatile TrayLook look;

    SniItem(Consumer<Integer> chosen, TrayLook look) {
        this.chosen = chosen;
        this.look = look;
    }

    void look(TrayLook next) {
        look = next;
    }

    @Override
    public void Activate(int x, int y) {
        chosen.accept(TrayMenu.OPEN);
    }

    @Override
    public void SecondaryActivate(int x, int y) {
        chosen.accept(TrayMenu.OPEN);
    }

    @Override
    public void ContextMenu(int x, int y) {
        // The panel draws the menu itself, from dbusmenu.
    }

    @Override
    public void Scroll(int delta, String orientation) {
        // Means nothing here.
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the interface leaves the type to the caller
    public <A> A Get(String interfaceName, String propertyName) {
        return (A) GetAll(interfaceName).getOrDefault(propertyName, new Variant<>(""));
    }

    @Override
    public <A> void Set(String interfaceName, String propertyName, A value) {
        // Nothing of ours can be set.
    }

    @Override
    public Map<String, Variant<?>> GetAll(String interfaceName) {
        var now = look;
        var properties = new LinkedHashMap<String, Variant<?>>();
        properties.put("Category", new Variant<>("SystemServices"));
        properties.put("Id", new Variant<>("weir"));
        properties.put("Title", new Variant<>(now.text()));
        properties.put("Status", new Variant<>("Active"));
        properties.put("WindowId", new Variant<>(0));
        properties.put("IconName", new Variant<>(""));
        properties.put("IconThemePath", new Variant<>(""));
        properties.put("IconPixmap", new Variant<>(pixmaps(now), PIXMAPS));
        properties.put("OverlayIconName", new Variant<>(""));
        properties.put("AttentionIconName", new Variant<>(""));
        properties.put("ToolTip", new Variant<>(new ToolTip("", List.of(), now.text(), now.detail()), TOOLTIP));
        properties.put("ItemIsMenu", new Variant<>(false));
        properties.put("Menu", new Variant<>(new DBusPath(SniMenu.PATH)));
        return properties;
    }

    private static List<Pixmap> pixmaps(TrayLook look) {
        return look.pictures().stream()
                .map(picture -> {
                    var bytes = ByteBuffer.allocate(4 * picture.argb().length);
                    for (var pixel : picture.argb()) {
                        bytes.putInt(pixel);
                    }
                    return new Pixmap(picture.size(), picture.size(), bytes.array());
                })
                .toList();
    }

    @Override
    public String getObjectPath() {
        return PATH;
    }
}
