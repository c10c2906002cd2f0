package org.weir.engine.http.edit;

/** How much longer edits may make a body: a short text that is found everywhere must not fill the memory. */
final class Growth {
    /** Characters in one body. */
    static final long MAX = 16L * 1024 * 1024;

    private long grown;

    /** Whether a match may still be replaced; else it stays as it is. */
    boolean allows(int more) {
        if (grown + more > MAX) {
            return false;
        }
        grown += Math.max(0, more);
        return true;
    }
}
