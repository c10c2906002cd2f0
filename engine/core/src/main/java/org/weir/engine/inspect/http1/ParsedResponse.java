package org.weir.engine.inspect.http1;

import org.weir.engine.http.ResponseHead;

/** A response's head as it was on the wire. */
record ParsedResponse(ResponseHead head, Facts facts) {}
