/** Flow sources and the client's side of the interceptor protocol. */
package org.weir.engine.intercept;
