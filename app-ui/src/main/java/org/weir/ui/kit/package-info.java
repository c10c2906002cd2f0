/** Pieces that all screens are built of, so that they look and behave alike. JavaFX thread only. */
package org.weir.ui.kit;
