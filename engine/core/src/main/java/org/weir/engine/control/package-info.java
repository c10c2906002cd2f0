/** The engine's side of control.sock: what {@code weir} and the desktop UI talk to. */
package org.weir.engine.control;
