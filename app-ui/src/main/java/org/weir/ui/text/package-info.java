/** Every text of the window, in the user's language, and how values are written. Pure. */
package org.weir.ui.text;
