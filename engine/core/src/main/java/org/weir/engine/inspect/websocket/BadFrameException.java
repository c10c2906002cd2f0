package org.weir.engine.inspect.websocket;

/** A frame that cannot be read. */
final class BadFrameException extends Exception {
    private static final long serialVersionUID = 1L;

    BadFrameException(String message) {
        super(message, null, false, false);
    }
}
