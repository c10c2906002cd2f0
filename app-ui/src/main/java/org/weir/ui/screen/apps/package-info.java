/** The apps that were seen, and what becomes of all connections of each. */
package org.weir.ui.screen.apps;
