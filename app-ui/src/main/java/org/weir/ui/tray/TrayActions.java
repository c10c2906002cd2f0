package org.weir.ui.tray;

import java.time.Duration;

/** What the menu can do. JavaFX thread. */
public interface TrayActions {
    void open();

    /** Whether the window is in front of the user now. */
    boolean inFront();

    /** Whether the user wants the desktop to be told of new entries of the inbox. */
    boolean notifies();

    void approvals();

    void pause(Duration time);

    /** Until the engine is started anew. */
    void pauseUntilRestart();

    /** Ends a pause, or switches on. */
    void on();

    void off();

    /** A rule for every connection of that app from now on: decrypt (or relay untouched). */
    void decide(RecentApps.App app, boolean inspect);

    void copyDiagnostics();

    void quit();

    void offAndQuit();
}
