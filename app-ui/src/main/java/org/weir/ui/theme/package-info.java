/** Light and dark, fonts, colours. */
package org.weir.ui.theme;
