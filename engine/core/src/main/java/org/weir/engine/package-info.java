/** The engine's program: EngineMain. */
package org.weir.engine;
