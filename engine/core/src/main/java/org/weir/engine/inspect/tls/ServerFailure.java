package org.weir.engine.inspect.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/** Why a handshake with a server failed, in words for the flow's record. */
final class ServerFailure {
    /** A record in a table, not a log. */
    private static final int MAX_WORDS = 160;

    private ServerFailure() {}

    static boolean wantsCertificate(Throwable cause) {
        return find(cause, ClientKeys.WantedException.class) != null;
    }

    static String words(Throwable cause) {
        if (wantsCertificate(cause)) {
            return "the server asks for a client certificate, which only the app has";
        }
        if (find(cause, NotSslRecordException.class) != null) {
            return "the server does not speak TLS";
        }
        var alert = AlertText.of(cause);
        if (alert.isPresent()) {
            return "the server refused our TLS handshake with alert "
                    + alert.get().code();
        }
        var tls = find(cause, SSLException.class);
        if (tls != null && find(cause, ClosedChannelException.class) == null) {
            return cut("no TLS with the server: " + tls.getMessage());
        }
        if (find(cause, IOException.class) != null) {
            return "the server closed the connection during the TLS handshake";
        }
        return cut("no TLS with the server: " + cause);
    }

    private static String cut(String words) {
        var line = words.replaceAll("\\s+", " ");
        return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "...";
    }

    private static <T extends Throwable> @org.jspecify.annotations.Nullable T find(Throwable cause, Class<T> type) {
        for (var t = cause; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
