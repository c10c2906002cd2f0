/** What HTTP inspection talks about, the same for every version of HTTP: heads, plans, observers. Plain values and interfaces, no I/O. */
@NullMarked
package org.weir.engine.http;

import org.jspecify.annotations.NullMarked;
