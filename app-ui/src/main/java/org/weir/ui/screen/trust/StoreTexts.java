package org.weir.ui.screen.trust;

import org.weir.ui.screen.Desk;

/** What stores are called, in the user's language where we know them. */
final class StoreTexts {
    private StoreTexts() {}

    static String title(Desk desk, Listing.Store store) {
        return title(desk, store.id(), store.title());
    }

    /** @param otherwise for stores of a kind that this window does not know */
    static String title(Desk desk, String id, String otherwise) {
        var colon = id.indexOf(':');
        var kind = colon < 0 ? id : id.substring(0, colon);
        var rest = colon < 0 ? "" : id.substring(colon + 1);
        return switch (kind) {
            case "system" -> desk.text("trust.store.system");
            case "env" -> desk.text("trust.store.env");
            case "jdk" -> otherwise.isEmpty() ? desk.text("trust.store.java", rest) : otherwise;
            case "firefox", "firefox-xdg" -> desk.text("trust.store.profile", "Firefox", rest);
            case "firefox-snap" -> desk.text("trust.store.profile", "Firefox (Snap)", rest);
            case "firefox-flatpak" -> desk.text("trust.store.profile", "Firefox (Flatpak)", rest);
            case "librewolf" -> desk.text("trust.store.profile", "LibreWolf", rest);
            case "thunderbird" -> desk.text("trust.store.profile", "Thunderbird", rest);
            case "chromium" -> desk.text("trust.store.chromium");
            case "chromium-snap" -> "Chromium (Snap)";
            case "chromium-flatpak" -> "Chromium (Flatpak)";
            case "chrome-flatpak" -> "Chrome (Flatpak)";
            default -> otherwise.isEmpty() ? id : otherwise;
        };
    }

    static String state(Desk desk, StoreState state) {
        return desk.text("trust.state." + state.word());
    }
}
