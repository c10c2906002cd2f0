package org.weir.engine.http.edit;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.BodyEditException;

/** Takes the content coding off a body that somebody kept. One thread. */
public final class BodyDecoding implements AutoCloseable {
    private final Decoder decoder;

    /** Takes decoded bytes, which are only valid during the call. */
    public interface Sink {
        void take(byte[] bytes, int length);
    }

    private BodyDecoding(Decoder decoder) {
        this.decoder = decoder;
    }

    /**
     * For the body of a message.
     *
     * @return empty when it has no coding, one that is not known here, or several
     */
    public static Optional<BodyDecoding> of(Headers headers) {
        return Coding.of(headers)
                .filter(coding -> coding != Coding.IDENTITY)
                .map(coding -> new BodyDecoding(coding.decoder()));
    }

    /**
     * Takes the next bytes, all of them.
     *
     * @throws BodyEditException the body is broken; what was handed over before is right
     */
    public void feed(ByteBuffer bytes, Sink sink) throws BodyEditException {
        decoder.feed(bytes, sink::take);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
