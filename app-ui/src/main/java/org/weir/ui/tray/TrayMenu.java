package org.weir.ui.tray;

import java.util.ArrayList;
import java.util.List;

/**
 * The menu: always the same items with the same ids in the same order. What does not apply is hidden, not removed, so that
 * an open menu can follow the state without jumping.
 */
public record TrayMenu(List<Item> items) {
    /** Fixed ids; 0 is the menu itself. */
    public static final int STATUS = 1;

    public static final int OPEN = 2;
    public static final int APPROVALS = 3;
    public static final int PAUSE = 10;
    /** And the following ones, one for each of the pauses. */
    public static final int PAUSE_FOR = 11;

    public static final int PAUSE_UNTIL_RESTART = 19;
    public static final int RESUME = 20;
    public static final int RECENT = 30;
    public static final int RECENT_NONE = 31;
    /** And the following ones: three ids for each app, the app itself, inspect, pass. */
    public static final int RECENT_APPS = 40;

    public static final int TURN_OFF = 60;
    public static final int TURN_ON = 61;
    public static final int DIAGNOSTICS = 62;
    public static final int QUIT = 70;
    public static final int STOP = 71;

    /** Apps in the submenu. */
    public static final int RECENT_MOST = 5;

    public TrayMenu {
        items = List.copyOf(items);
    }

    /**
     * One line.
     *
     * @param label "" for a separator
     */
    public record Item(int id, String label, boolean enabled, boolean visible, List<Item> children) {
        public Item {
            children = List.copyOf(children);
        }

        static Item of(int id, String label) {
            return new Item(id, label, true, true, List.of());
        }

        static Item separator(int id) {
            return new Item(id, "", true, true, List.of());
        }

        Item enabled(boolean is) {
            return new Item(id, label, is, visible, children);
        }

        Item visible(boolean is) {
            return new Item(id, label, enabled, is, children);
        }

        Item with(List<Item> newChildren) {
            return new Item(id, label, enabled, visible, newChildren);
        }

        public boolean isSeparator() {
            return label.isEmpty();
        }
    }

    /** All items, those of submenus too. */
    public List<Item> all() {
        var all = new ArrayList<Item>();
        items.forEach(item -> collect(item, all));
        return all;
    }

    private static void collect(Item item, List<Item> into) {
        into.add(item);
        item.children().forEach(child -> collect(child, into));
    }
}
