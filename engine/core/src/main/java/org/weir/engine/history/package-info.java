/** What inspected and passed flows leave behind: heads, bodies on disk, the SQLite history, exports. */
@NullMarked
package org.weir.engine.history;

import org.jspecify.annotations.NullMarked;
