package org.weir.engine.inspect.http2;

import io.netty.handler.codec.http2.Http2Stream;

/** Where a body comes from; it sends only so much ahead of what was taken. */
interface Source {
    /** So many bytes of it are on their way to the other side. */
    void hold(int bytes);

    /** The other side's socket took so many of these bytes. */
    void taken(int bytes);

    /** All was taken, and the sender has said that there is no more. */
    void close();

    /** A stream of one of the two connections. */
    record OfStream(Endpoint endpoint, Http2Stream stream) implements Source {
        @Override
        public void hold(int bytes) {
            endpoint.hold(bytes);
        }

        @Override
        public void taken(int bytes) {
            endpoint.taken(stream, bytes);
        }

        @Override
        public void close() {
            endpoint.closeStreamRemote(stream, endpoint.context().newSucceededFuture());
        }
    }
}
