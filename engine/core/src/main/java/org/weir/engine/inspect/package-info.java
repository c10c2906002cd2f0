/** Decrypted flows: TLS on both sides, and the conversations in it. */
@NullMarked
package org.weir.engine.inspect;

import org.jspecify.annotations.NullMarked;
