package org.weir.api.control;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The engine answered, but with something that is no message of ours: another program, another version, or damage. */
public final class NotUnderstoodException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public NotUnderstoodException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
