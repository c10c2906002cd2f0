/** TLS towards the server and towards the app, and stepping aside when either cannot be had. */
@NullMarked
package org.weir.engine.inspect.tls;

import org.jspecify.annotations.NullMarked;
