/** What the window itself remembers: its size, theme and language, saved filters. Nothing of the engine's. */
package org.weir.ui.prefs;
