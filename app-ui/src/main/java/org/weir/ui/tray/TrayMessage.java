package org.weir.ui.tray;

/**
 * Something that the desktop is told in passing.
 *
 * @param title one line
 * @param text plain, no markup
 * @param action what its button says; it means the same as a click: show the inbox
 */
public record TrayMessage(String title, String text, String action) {}
