package org.weir.engine.inspect.http1;

/** A message that must not be forwarded, because two readers could see two different messages in it. */
final class BadMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, for logs and the error page: without bytes of the message */
    BadMessageException(String message) {
        super(message, null, false, false);
    }
}
