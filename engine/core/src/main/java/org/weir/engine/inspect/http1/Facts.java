package org.weir.engine.inspect.http1;

import org.jspecify.annotations.Nullable;

/**
 * What a head says about framing and the connection.
 *
 * @param length Content-Length, or -1
 * @param chunked whether Transfer-Encoding ends with chunked
 * @param coded whether there is a transfer coding under chunked
 * @param fault why the body's extent is ambiguous, or null; of no concern where the message has no body by definition
 * @param close Connection: close
 * @param keepAlive Connection: keep-alive
 * @param upgrade the Upgrade field when Connection names it, else null
 * @param expects Expect: 100-continue
 */
record Facts(
        long length,
        boolean chunked,
        boolean coded,
        @Nullable String fault,
        boolean close,
        boolean keepAlive,
        @Nullable String upgrade,
        boolean expects) {
    /** Of a head that could not be read. */
    static final Facts NONE = new Facts(-1, false, false, null, true, false, null, false);

    /** Whether the sender of a request wants the connection closed after it: RFC 9112, section 9.3. */
    boolean ends(boolean http10) {
        return close || (http10 && !keepAlive);
    }
}
