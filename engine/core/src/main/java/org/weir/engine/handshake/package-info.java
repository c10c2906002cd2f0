/** What TLS handshakes showed: kept in bounded memory as bytes, read only when somebody asks. */
@NullMarked
package org.weir.engine.handshake;

import org.jspecify.annotations.NullMarked;
