/** The lab from Java: namespaces, programs in them, and Weir's own processes, each ended with the object that started it. */
@NullMarked
package org.weir.testkit.lab;

import org.jspecify.annotations.NullMarked;
