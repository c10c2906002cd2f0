/** Two channels and what runs between them; plain bytes that nobody parses. */
@NullMarked
package org.weir.engine.inspect.raw;

import org.jspecify.annotations.NullMarked;
