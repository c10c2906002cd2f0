/** The Flow and the plain values that travel with it. No I/O, no Netty. */
package org.weir.engine.flow;
