/**
 * D-Bus interfaces as their specifications write them: StatusNotifierItem (freedesktop.org), com.canonical.dbusmenu,
 * org.freedesktop.Notifications. Names of methods and fields are the wire's, not ours.
 */
package org.weir.ui.tray.dbus;
