/** HTTP rules: compiled, looked up, applied to heads and bodies. Pure but for reading the files that rules name. */
@NullMarked
package org.weir.engine.http.edit;

import org.jspecify.annotations.NullMarked;
