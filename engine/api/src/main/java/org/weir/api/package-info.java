/** The protocols that Weir's programs speak with each other, and nothing else: no Netty, no JavaFX. */
package org.weir.api;
