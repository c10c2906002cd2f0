package org.weir.testkit.origin;

import java.io.IOException;

/** What one port of the lab does with a connection. Called on a virtual thread of its own; may block. */
@FunctionalInterface
interface Service {
    void serve(Connection connection) throws IOException, InterruptedException;
}
