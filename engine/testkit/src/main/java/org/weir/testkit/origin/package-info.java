/** Servers of the lab: real peers that log every connection with bytes and hashes. Nothing but the JDK, so that one class path entry starts them. */
@NullMarked
package org.weir.testkit.origin;

import org.jspecify.annotations.NullMarked;
