/** What the user can set, what works and what does not, and the ways out. */
package org.weir.ui.screen.settings;
