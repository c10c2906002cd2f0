package org.weir.engine.flow;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a flow told.
 *
 * @param protocol the application protocol
 * @param host the name the client asked for (TLS SNI, HTTP target or Host, SOCKS4a name), lower case, without port and
 *     trailing dot, an IPv6 literal without brackets; or null
 * @param alpn the protocols that a TLS client offered, in its order; else empty
 */
public record Sniffed(Protocol protocol, @Nullable String host, List<String> alpn) {

    /** Application protocols that are told apart by their first bytes. */
    public enum Protocol {
        TLS,
        HTTP,
        SSH,
        SMTP,
        FTP,
        POP3,
        IMAP,
        MYSQL,
        POSTGRESQL,
        MQTT,
        RDP,
        SOCKS,
        BITTORRENT,
        /** Server spoke first, with a greeting that is none of the known ones. */
        SERVER_FIRST,
        /** Not told apart, or nothing was sent before the deadline. */
        UNKNOWN;

        /** The word that rules, the protocol and the command line use. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static final Sniffed UNKNOWN = new Sniffed(Protocol.UNKNOWN, null, List.of());

    public Sniffed {
        Objects.requireNonNull(protocol, "protocol");
        alpn = List.copyOf(alpn);
    }
}
