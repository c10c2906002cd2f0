/** Pure functions over a flow's first bytes. No I/O, no Netty. */
package org.weir.engine.sniff;
