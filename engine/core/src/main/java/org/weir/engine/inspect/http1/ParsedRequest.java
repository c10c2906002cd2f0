package org.weir.engine.inspect.http1;

import org.weir.engine.http.RequestHead;

/**
 * A request's head as it was on the wire.
 *
 * @param target the request target as sent
 */
record ParsedRequest(RequestHead head, String target, Facts facts) {}
