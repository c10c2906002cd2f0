/** What the engine's status means to a person: one of a few conditions, in words, a shape and a colour. Pure. */
package org.weir.ui.state;
