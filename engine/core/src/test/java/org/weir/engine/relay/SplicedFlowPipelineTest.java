package org.weir.engine.relay;

import org.weir.engine.relay.splice.SpliceRelayStarter;
import org.weir.engine.relay.splice.SpliceRelays;

/** The same with the relay on descriptors, which the engine uses. */
class SplicedFlowPipelineTest extends FlowPipelineTest {
    @Override
    Relay relay() {
        return new SpliceRelayStarter(new SpliceRelays(Limits.HALF_CLOSED_SILENCE));
    }
}
