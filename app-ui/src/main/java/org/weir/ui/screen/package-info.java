/** What every screen has in common: the contract with the shell, and what a screen is given. JavaFX thread only. */
package org.weir.ui.screen;
