/** The {@code weir} command: a client of control.sock and nothing more. */
package org.weir.cli;
