/** The certificate authority of this installation and its leaf certificates. */
@NullMarked
package org.weir.engine.trust;

import org.jspecify.annotations.NullMarked;
