package org.weir.engine.relay;

import java.time.Duration;

/** The relay's times and sizes, each with its reason. */
public final class Limits {
    /**
     * How long a flow waits for the bytes that decide it. Longer than any client that speaks first needs on one machine
     * (they write at once), short enough that a silent protocol is only late, not broken.
     */
    public static final Duration DECISION = Duration.ofSeconds(3);

    /** From connect to an upstream proxy to its yes: proxies dial themselves, a kernel's two SYN retries take 3 s to 7 s. */
    public static final Duration PROXY_HANDSHAKE = Duration.ofSeconds(30);

    /**
     * How long a proxy is kept waiting for the client's first bytes, which may name the destination. Clients that speak
     * first have written by then; for the others the address does.
     */
    public static final Duration NAME_WAIT = Duration.ofMillis(200);

    /** Half closed and silent for this long: whoever is left has been forgotten. Twice what most servers grant. */
    public static final Duration HALF_CLOSED_SILENCE = Duration.ofMinutes(10);

    /** Bytes on their way to a side that is about to be reset may take this long; they are in a local buffer already. */
    public static final Duration RESET_DRAIN = Duration.ofSeconds(1);

    /** Bytes of a client held back before the relay starts. More than a ClientHello with post-quantum keys and tickets. */
    public static final int OPENING_BYTES = 64 * 1024;

    /** Bytes of a server held back before the relay starts; its first ones decide, so this is one read. */
    public static final int GREETING_BYTES = 64 * 1024;

    /** Reading stops above the high mark of the other side's queue and starts again below the low one. */
    public static final int QUEUE_LOW_BYTES = 32 * 1024;

    public static final int QUEUE_HIGH_BYTES = 128 * 1024;

    /** Receive buffers grow from the first to the last of these with what arrives. */
    public static final int READ_MIN_BYTES = 2 * 1024;

    public static final int READ_INITIAL_BYTES = 16 * 1024;
    public static final int READ_MAX_BYTES = 128 * 1024;

    /**
     * Reads of one channel before others have their turn. Netty's 16 would be 2 MiB, 10 ms of decrypting and encrypting: a
     * hundred downloads at once kept a loop from everything else for so long that the interceptor took it for hung.
     */
    public static final int READS_IN_A_ROW = 2;

    /**
     * TCP keep-alive towards the network: first probe after ten minutes, then the kernel's usual nine, 75 s apart. Finds
     * dead peers after 21 minutes, so that flows do not pile up, and outlives outages that a direct connection outlives.
     */
    public static final int KEEPALIVE_IDLE_SECONDS = 600;

    /**
     * TCP keep-alive towards a captured app: 30 s of quiet, then three probes 5 s apart. An app's close reaches us through
     * the redirection only; when the interceptor is killed, nothing would ever tell that these connections are dead. A
     * live app answers through the loopback at no cost.
     */
    public static final int CLIENT_KEEPALIVE_IDLE_SECONDS = 30;

    public static final int CLIENT_KEEPALIVE_INTERVAL_SECONDS = 5;
    public static final int CLIENT_KEEPALIVE_PROBES = 3;

    private Limits() {}
}
