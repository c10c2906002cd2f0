package org.weir.ui.screen;

/** How the window looks, for the screen on which the user chooses. */
public interface Appearance {
    /**
     * From now on, and remembered.
     *
     * @param theme a word of {@link org.weir.ui.prefs.Preferences}
     */
    void theme(String theme);
}
