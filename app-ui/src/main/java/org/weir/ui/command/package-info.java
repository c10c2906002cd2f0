/** The {@code weir} command as a helper: what it does with the user's own files (trust, HAR) is not on control.sock. */
package org.weir.ui.command;
