/** The memory of refused certificates and the user's verdicts. Pure decisions, and a file. */
@NullMarked
package org.weir.engine.refusal;

import org.jspecify.annotations.NullMarked;
