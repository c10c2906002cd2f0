package org.weir.engine.relay;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** The client's side of asking an upstream proxy for a connection. One object a connection; no I/O. */
interface ProxyHandshake {

    /** What to do next. */
    sealed interface Step {
        Step WAIT = new Wait();
        Step DONE = new Done();

        static Step send(byte[] bytes) {
            return new Send(ByteBuffer.wrap(bytes));
        }

        static Step fail(String why) {
            return new Fail(why);
        }

        /** More bytes are needed. */
        record Wait() implements Step {}

        /** The proxy's next bytes are the destination's. */
        record Done() implements Step {}

        /** These go to the proxy, then its answer is read. */
        record Send(ByteBuffer bytes) implements Step {}

        /** There will be no connection. */
        record Fail(String why) implements Step {}
    }

    /** The first bytes to send. */
    byte[] begin();

    /** Consumes what it needs of {@code input}; what is left after {@code done} belongs to the destination. */
    Step read(ByteBuf input);
}
