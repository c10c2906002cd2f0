/** Flows: the live table, its query box, what can be done with a row, and the drawer with everything about one flow. */
package org.weir.ui.screen.flows;
