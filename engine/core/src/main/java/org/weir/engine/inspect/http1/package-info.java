/**
 * HTTP/1 inside decrypted flows (RFC 9110, RFC 9112). Messages that no rule changes are forwarded as the very bytes received;
 * parsing only finds out where they begin and end.
 */
@NullMarked
package org.weir.engine.inspect.http1;

import org.jspecify.annotations.NullMarked;
