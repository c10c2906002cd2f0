package org.weir.engine.http.edit;

import java.io.ByteArrayOutputStream;
import org.weir.engine.http.HttpPolicy.BodyEditException;

/** Puts a content coding on. One thread. */
interface Encoder extends AutoCloseable {
    void write(byte[] bytes, int length, ByteArrayOutputStream out) throws BodyEditException;

    /** Makes everything that was written decodable by the other side. */
    void flush(ByteArrayOutputStream out) throws BodyEditException;

    /** Ends the data. */
    void finish(ByteArrayOutputStream out) throws BodyEditException;

    @Override
    void close();
}
