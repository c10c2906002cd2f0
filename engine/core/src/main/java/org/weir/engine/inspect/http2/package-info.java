/**
 * HTTP/2 (RFC 9113) between one client connection and one upstream connection. Hop by hop: each side has its own HPACK
 * tables and flow-control windows, because bodies and heads may be changed on the way; a stream has the same number on both
 * sides.
 */
@NullMarked
package org.weir.engine.inspect.http2;

import org.jspecify.annotations.NullMarked;
