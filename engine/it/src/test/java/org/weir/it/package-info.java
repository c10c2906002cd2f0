/** What must be shown of Weir on Linux, in namespaces, with the real interceptor and the real engine. Needs root. */
@NullMarked
package org.weir.it;

import org.jspecify.annotations.NullMarked;
