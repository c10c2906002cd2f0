package org.weir.engine.http.edit;

import java.nio.ByteBuffer;
import org.weir.engine.http.HttpPolicy.BodyEditException;

/** Takes one content coding off, as bytes come. One thread. */
interface Decoder extends AutoCloseable {
    /** Bytes handed over at a time. */
    int SLICE = 16 * 1024;

    /** Takes decoded bytes, which are only valid during the call. */
    interface Sink {
        void take(byte[] bytes, int length) throws BodyEditException;
    }

    /** Consumes the whole input. Bytes behind the end of the coded data are dropped, as clients do. */
    void feed(ByteBuffer in, Sink sink) throws BodyEditException;

    /** Whether the data is complete, now that no more comes. */
    boolean complete();

    @Override
    void close();
}
