package org.weir.engine.inspect.http1;

/** Sizes and times of HTTP/1, each with its reason. */
final class Http1Limits {
    /** A head's bytes. Servers refuse from 8 KB (most) to 256 KB (the largest defaults), so that we are never the first. */
    static final int HEAD_BYTES = 256 * 1024;

    /** Fields of one head. Servers refuse from 100; a thousand is nobody's message. */
    static final int FIELDS = 1_000;

    /** A trailer section's bytes; it is kept until it is complete. */
    static final int TRAILER_BYTES = 64 * 1024;

    /** One chunk-size line with its extensions. */
    static final int CHUNK_LINE_BYTES = 16 * 1024;

    /** Longest request method: the registered ones end at 17. */
    static final int METHOD_BYTES = 32;

    /** Bytes that may become a request line are held back so long; then they are relayed unparsed. */
    static final long FIRST_LINE_MILLIS = 3_000;

    /** Requests without a complete response on one connection; more are not read. Bounds what pipelining costs. */
    static final int PENDING_EXCHANGES = 128;

    /** A request body that nobody wants, because it was answered here, is read up to this; then the connection ends. */
    static final long DRAIN_BYTES = 1024 * 1024;

    /** An editor gets so much at once, then other connections have their turn: some codecs expand a thousandfold. */
    static final int EDIT_SLICE_BYTES = 16 * 1024;

    /** After bytes from the server that answer nothing (for example 408), it gets so long to end the connection. */
    static final long LAST_WORDS_MILLIS = 2_000;

    /** Heads up to this size are parsed in an array that the event loop keeps. */
    static final int SCRATCH_BYTES = 16 * 1024;

    private Http1Limits() {}
}
