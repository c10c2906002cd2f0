package org.weir.engine.flow;

import java.util.Locale;

/** Why a flow ended. */
public enum CloseReason {
    /** Both directions ended in order; the client was first. */
    CLIENT_CLOSED,
    /** Both directions ended in order; the server was first. */
    SERVER_CLOSED,
    CLIENT_RESET,
    SERVER_RESET,
    /** A rule said so. */
    BLOCKED,
    CONNECT_REFUSED,
    CONNECT_UNREACHABLE,
    CONNECT_TIMED_OUT,
    /** A message in an inspected flow could be read in two ways; it was refused. */
    AMBIGUOUS_MESSAGE,
    /** The upstream proxy of a reroute rule refused or failed. */
    PROXY_FAILED,
    /** The name of a reroute target did not resolve. */
    NAME_NOT_FOUND,
    /** Half closed and silent for too long. */
    IDLE,
    /** The user closed it. */
    CLOSED_BY_USER,
    /** The engine was stopped. */
    ENGINE_STOPPED,
    /** Out of descriptors or memory. */
    OVERLOADED,
    /** A defect of ours; the log has more. */
    INTERNAL_ERROR;

    /** The word that the protocol and the command line use. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
