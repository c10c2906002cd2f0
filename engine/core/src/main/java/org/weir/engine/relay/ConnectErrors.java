package org.weir.engine.relay;

import io.netty.channel.ChannelException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.regex.Pattern;
import org.weir.engine.flow.CloseReason;

/** What a failed connect means for the flow. */
final class ConnectErrors {
    /** Netty gives the errno in the text only; the words beside it depend on the locale. */
    private static final Pattern ERRNO = Pattern.compile("error\\((-?\\d+)\\)");

    private static final int EMFILE = 24;
    private static final int ENFILE = 23;
    private static final int ENOBUFS = 105;
    private static final int ENOMEM = 12;
    private static final int ENETDOWN = 100;
    private static final int ENETUNREACH = 101;
    private static final int ETIMEDOUT = 110;
    private static final int ECONNREFUSED = 111;
    private static final int EHOSTDOWN = 112;
    private static final int EHOSTUNREACH = 113;
    private static final int EADDRNOTAVAIL = 99;

    private ConnectErrors() {}

    static CloseReason reason(Throwable cause) {
        var errno = errno(cause);
        return switch (errno) {
            case ECONNREFUSED -> CloseReason.CONNECT_REFUSED;
            case ETIMEDOUT -> CloseReason.CONNECT_TIMED_OUT;
            case EMFILE, ENFILE, ENOBUFS, ENOMEM -> CloseReason.OVERLOADED;
            case ENETDOWN, ENETUNREACH, EHOSTDOWN, EHOSTUNREACH, EADDRNOTAVAIL -> CloseReason.CONNECT_UNREACHABLE;
            default -> byType(cause);
        };
    }

    private static CloseReason byType(Throwable cause) {
        return switch (cause) {
            case NoRouteToHostException _ -> CloseReason.CONNECT_UNREACHABLE;
            case ConnectException _ -> CloseReason.CONNECT_REFUSED;
            case ChannelException _ -> CloseReason.OVERLOADED;
            // EACCES, EPERM, EINVAL: the machine's own firewall or routing said no.
            default -> CloseReason.CONNECT_UNREACHABLE;
        };
    }

    /** The positive errno, or 0. */
    static int errno(Throwable cause) {
        for (var t = cause; t != null; t = t.getCause()) {
            if (t.getMessage() != null) {
                var match = ERRNO.matcher(t.getMessage());
                if (match.find()) {
                    return Math.abs(Integer.parseInt(match.group(1)));
                }
            }
        }
        return 0;
    }
}
