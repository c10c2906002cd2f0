package org.weir.ui.engine;

import java.io.IOException;
import java.io.Serial;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;

/** Why a request came to nothing. Its message is a sentence, in English: the engine's or the system's own words. */
public final class EngineFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final boolean notThere;

    /** What a screen can do about it. */
    public enum Kind {
        /** Not connected, or the connection was lost before the answer: whether it was done is not known. */
        AWAY,
        /** No answer in time. */
        SLOW,
        /** The engine said no, and why. */
        REFUSED,
        /** This user may not. */
        NOT_ALLOWED,
        /** Done, but it will not survive a restart of the engine. */
        NOT_KEPT
    }

    public EngineFailure(Kind kind, String message) {
        this(kind, message, false);
    }

    private EngineFailure(Kind kind, String message, boolean notThere) {
        super(message);
        this.kind = kind;
        this.notThere = notThere;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether it was refused because what was asked about is not there. */
    public boolean isNotThere() {
        return notThere;
    }

    /** Any failure of a future of {@link Engine#ask}, as one of ours. */
    public static EngineFailure of(Throwable thrown) {
        return switch (thrown) {
            case EngineFailure failure -> failure;
            case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
            case RpcException refused ->
                new EngineFailure(
                        kind(refused), message(refused), refused.error().code() == ErrorCode.NOT_FOUND.number());
            case TimeoutException late -> new EngineFailure(Kind.SLOW, message(late));
            case IOException lost
            when lost.getCause() instanceof TimeoutException -> new EngineFailure(Kind.SLOW, message(lost));
            case IOException lost -> new EngineFailure(Kind.AWAY, message(lost));
            default -> new EngineFailure(Kind.REFUSED, thrown.toString());
        };
    }

    private static Kind kind(RpcException refused) {
        var code = refused.error().code();
        if (code == ErrorCode.NOT_ALLOWED.number()) {
            return Kind.NOT_ALLOWED;
        }
        return code == ErrorCode.STORAGE_FAILED.number() ? Kind.NOT_KEPT : Kind.REFUSED;
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
