/** Puts the engine together and runs it. */
package org.weir.engine.main;
