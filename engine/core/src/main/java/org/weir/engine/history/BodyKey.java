package org.weir.engine.history;

/** Names one captured body. */
record BodyKey(long exchange, Side side) {
    /** What it is the body of. */
    enum Side {
        REQUEST("req"),
        RESPONSE("res"),
        /** The messages of a WebSocket, both ways: {@link MessageRecords}. */
        MESSAGES("ws");

        private final String suffix;

        Side(String suffix) {
            this.suffix = suffix;
        }

        String suffix() {
            return suffix;
        }
    }
}
