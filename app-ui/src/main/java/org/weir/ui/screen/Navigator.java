package org.weir.ui.screen;

/** Goes from one screen to another. */
public interface Navigator {
    /** Shows the screen with that id; nothing when there is none. */
    void go(String screen);

    /** The same, and has it show one thing (see {@link Screen#open}). */
    void go(String screen, String what);

    /** The first-run guide, over whatever is shown. */
    void guide();

    /** Ends this program; the engine goes on. */
    void quit();
}
