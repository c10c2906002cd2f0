/**
 * The window's one conversation with the engine: a background connection that comes back by itself, requests as futures,
 * and a live picture of the engine for the user interface's thread. Knows no JavaFX.
 */
package org.weir.ui.engine;
