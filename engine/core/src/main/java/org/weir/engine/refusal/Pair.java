package org.weir.engine.refusal;

/**
 * What a suspicion is about.
 *
 * @param app the app's key
 * @param host lower-case name or address
 * @param domain its registrable domain
 */
record Pair(String app, String host, String domain, int port) {
    /** Everything of one app in one domain. */
    record Group(String app, String domain, int port) {}

    Group group() {
        return new Group(app, domain, port);
    }

    static Pair of(AppRef app, String host, int port) {
        return new Pair(app.key(), host, Domains.registrable(host), port);
    }
}
