package org.weir.engine.relay;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.weir.engine.flow.Sniffed;

/** Tells protocols by their first bytes. Pure: no state between calls, any thread. */
public interface FirstBytes {

    /**
     * What the client's first bytes tell.
     *
     * @param bytes everything the client sent so far, not empty; not changed, not kept
     * @param last whether no more will come
     * @return empty: more bytes may tell more
     */
    Optional<Sniffed> ofClient(ByteBuffer bytes, boolean last);

    /** What a server says that speaks first. Never empty: its first bytes decide. */
    Sniffed ofServer(ByteBuffer bytes);
}
