package org.weir.ui.prefs;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The file {@code ui.json}. What is missing or makes no sense is the default.
 *
 * @param theme {@link #SYSTEM}, {@link #LIGHT} or {@link #DARK}
 * @param language a language tag, or null for the system's
 * @param guideDone whether the first-run guide was seen to its end or skipped
 * @param filters saved queries of the flow table
 * @param width of the window, in pixels; 0: the default
 * @param notifications whether the desktop is told of new approvals
 * @param closingExplained whether the user was told that closing the window keeps the tray icon
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Preferences(
        @Nullable String theme,
        @Nullable String language,
        @Nullable Boolean guideDone,
        @Nullable List<SavedFilter> filters,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Boolean notifications,
        @Nullable Boolean closingExplained) {
    public static final String SYSTEM = "system";
    public static final String LIGHT = "light";
    public static final String DARK = "dark";

    /** As before the first start. */
    public static final Preferences DEFAULT = new Preferences(null, null, null, null, null, null, null, null);

    /** More would not fit into a menu. */
    public static final int MAX_FILTERS = 20;

    /** A named query. */
    public record SavedFilter(String name, String query) {
        public SavedFilter {
            name = name == null ? "" : name;
            query = query == null ? "" : query;
        }
    }

    public Preferences {
        theme = LIGHT.equals(theme) || DARK.equals(theme) ? theme : SYSTEM;
        guideDone = guideDone != null && guideDone;
        filters = filters == null
                ? List.of()
                : filters.stream().limit(MAX_FILTERS).toList();
        width = width == null || width < 0 || width > 20_000 ? 0 : width;
        height = height == null || height < 0 || height > 20_000 ? 0 : height;
        notifications = notifications == null || notifications;
        closingExplained = closingExplained != null && closingExplained;
    }

    public Preferences withTheme(String newTheme) {
        return new Preferences(newTheme, language, guideDone, filters, width, height, notifications, closingExplained);
    }

    public Preferences withLanguage(@Nullable String newLanguage) {
        return new Preferences(theme, newLanguage, guideDone, filters, width, height, notifications, closingExplained);
    }

    public Preferences withGuideDone(boolean done) {
        return new Preferences(theme, language, done, filters, width, height, notifications, closingExplained);
    }

    public Preferences withFilters(List<SavedFilter> newFilters) {
        return new Preferences(theme, language, guideDone, newFilters, width, height, notifications, closingExplained);
    }

    public Preferences withSize(int newWidth, int newHeight) {
        return new Preferences(
                theme, language, guideDone, filters, newWidth, newHeight, notifications, closingExplained);
    }

    public Preferences withNotifications(boolean wanted) {
        return new Preferences(theme, language, guideDone, filters, width, height, wanted, closingExplained);
    }

    public Preferences withClosingExplained() {
        return new Preferences(theme, language, guideDone, filters, width, height, notifications, true);
    }
}
