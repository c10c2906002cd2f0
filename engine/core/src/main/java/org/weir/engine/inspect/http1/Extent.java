package org.weir.engine.inspect.http1;

/** How far a body reaches: RFC 9112, section 6.3. */
sealed interface Extent {
    Extent NONE = new Length(0);
    Extent CHUNKED = new Chunked();
    Extent UNTIL_CLOSE = new UntilClose();

    record Length(long bytes) implements Extent {}

    record Chunked() implements Extent {}

    record UntilClose() implements Extent {}

    /** @throws BadMessageException when two readers could disagree about it */
    static Extent ofRequest(Facts facts) throws BadMessageException {
        var fault = facts.fault();
        if (fault != null) {
            throw new BadMessageException(fault);
        }
        if (facts.chunked()) {
            return CHUNKED;
        }
        return facts.length() > 0 ? new Length(facts.length()) : NONE;
    }

    /**
     * For final responses other than those that turn the connection into a tunnel.
     *
     * @param toHead whether the request was HEAD
     * @throws BadMessageException when two readers could disagree about it
     */
    static Extent ofResponse(Facts facts, int status, boolean toHead) throws BadMessageException {
        if (toHead || status < 200 || status == 204 || status == 304) {
            return NONE;
        }
        var fault = facts.fault();
        if (fault != null) {
            throw new BadMessageException(fault);
        }
        if (facts.chunked()) {
            return CHUNKED;
        }
        if (facts.length() == 0) {
            return NONE;
        }
        return facts.length() > 0 ? new Length(facts.length()) : UNTIL_CLOSE;
    }
}
