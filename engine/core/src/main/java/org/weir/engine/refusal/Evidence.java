package org.weir.engine.refusal;

import java.util.Locale;

/** How sure it is that a pair of app and host cannot be inspected. Later ones outweigh earlier ones. */
public enum Evidence {
    /** Our own TLS engine could not answer the app, which refused nothing. */
    ENGINE,
    /** The app left right after it saw our certificate, without saying why. */
    LIKELY,
    /** The server wants a certificate that only the app has; the app itself refused nothing. */
    SERVER,
    /** The app said so, with an alert about certificates. */
    CERTAIN;

    /** The word of the protocol, the file and the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean byApp() {
        return this == LIKELY || this == CERTAIN;
    }
}
