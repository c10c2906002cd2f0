package org.weir.ui.tray;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.weir.ui.tray.dbus.DbusMenu;

/** Our menu on the bus. Called by D-Bus' threads. */
final class SniMenu implements DbusMenu, org.freedesktop.dbus.interfaces.Properties {
    static final String PATH = "/MenuBar";

    private static final String CLICKED = "clicked";
    /** The layout never changes, only properties do. */
    private static final UInt32 REVISION = new UInt32(1);

    private static final String NODE = "(ia{sv}av)";

    private final Consumer<Integer> chosen;
    private volatile TrayMenu menu = new TrayMenu(List.of());

    SniMenu(Consumer<Integer> chosen) {
        this.chosen = chosen;
    }

    /** What of the menu is not as it was, for a signal; empty: nothing. */
    List<Properties> change(TrayMenu next) {
        var before = new LinkedHashMap<Integer, TrayMenu.Item>();
        menu.all().forEach(item -> before.put(item.id(), item));
        menu = next;
        var changed = new ArrayList<Properties>();
        for (var item : next.all()) {
            var was = before.get(item.id());
            if (was != null && !properties(was).equals(properties(item))) {
                changed.add(new Properties(item.id(), properties(item)));
            }
        }
        return changed;
    }

    @Override
    public Two<UInt32, Node> GetLayout(int parentId, int recursionDepth, List<String> propertyNames) {
        var now = menu;
        var depth = recursionDepth < 0 ? Integer.MAX_VALUE : recursionDepth;
        if (parentId == 0) {
            return new Two<>(
                    REVISION,
                    new Node(
                            0,
                            Map.of("children-display", new Variant<>("submenu")),
                            depth == 0 ? List.of() : nodes(now.items(), depth - 1)));
        }
        var item = now.all().stream().filter(each -> each.id() == parentId).findFirst();
        return new Two<>(
                REVISION,
                item.map(found -> node(found, depth)).orElseGet(() -> new Node(parentId, Map.of(), List.of())));
    }

    private static List<Variant<?>> nodes(List<TrayMenu.Item> items, int depth) {
        var nodes = new ArrayList<Variant<?>>();
        for (var item : items) {
            nodes.add(new Variant<>(node(item, depth), NODE));
        }
        return nodes;
    }

    private static Node node(TrayMenu.Item item, int depth) {
        return new Node(item.id(), properties(item), depth <= 0 ? List.of() : nodes(item.children(), depth - 1));
    }

    private static Map<String, Variant<?>> properties(TrayMenu.Item item) {
        var properties = new LinkedHashMap<String, Variant<?>>();
        if (item.isSeparator()) {
            properties.put("type", new Variant<>("separator"));
        } else {
            // An underscore marks the access key; ours are names and may have some of their own.
            properties.put("label", new Variant<>(item.label().replace("_", "__")));
        }
        properties.put("enabled", new Variant<>(item.enabled()));
        properties.put("visible", new Variant<>(item.visible()));
        if (!item.children().isEmpty()) {
            properties.put("children-display", new Variant<>("submenu"));
        }
        return properties;
    }

    @Override
    public List<Properties> GetGroupProperties(List<Integer> ids, List<String> propertyNames) {
        return menu.all().stream()
                .filter(item -> ids.isEmpty() || ids.contains(item.id()))
                .map(item -> new Properties(item.id(), properties(item)))
                .toList();
    }

    @Override
    public Variant<?> GetProperty(int id, String name) {
        for (var item : menu.all()) {
            if (item.id() == id) {
                return properties(item).getOrDefault(name, new Variant<>(""));
            }
        }
        return new Variant<>("");
    }

    @Override
    public void Event(int id, String eventId, Variant<?> data, UInt32 timestamp) {
        if (CLICKED.equals(eventId)) {
            chosen.accept(id);
        }
    }

    @Override
    public List<Integer> EventGroup(List<Occurrence> events) {
        events.forEach(event -> Event(event.id, event.eventId, event.data, event.timestamp));
        return List.of();
    }

    @Override
    public boolean AboutToShow(int id) {
        return false;
    }

    @Override
    public Two<List<Integer>, List<Integer>> AboutToShowGroup(List<Integer> ids) {
        return new Two<>(List.of(), List.of());
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
        return Map.of(
                "Version", new Variant<>(new UInt32(3)),
                "Status", new Variant<>("normal"),
                "TextDirection", new Variant<>("ltr"),
                "IconThemePath", new Variant<>(new String[0]));
    }

    @Override
    public String getObjectPath() {
        return PATH;
    }
}
