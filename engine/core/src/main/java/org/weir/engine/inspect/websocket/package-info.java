/** Reading WebSocket frames (RFC 6455) beside the relay that carries them, over whatever version of HTTP. */
@NullMarked
package org.weir.engine.inspect.websocket;

import org.jspecify.annotations.NullMarked;
