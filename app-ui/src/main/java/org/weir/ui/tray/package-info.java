/**
 * The icon in the desktop's tray: what it shows and offers (pure), and how it gets there (StatusNotifierItem on Linux,
 * AWT elsewhere, nothing where there is no tray).
 */
package org.weir.ui.tray;
