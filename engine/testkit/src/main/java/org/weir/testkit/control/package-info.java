/** An engine that is a script, for the tests of clients of control.sock. */
@NullMarked
package org.weir.testkit.control;

import org.jspecify.annotations.NullMarked;
