package org.weir.engine.main;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.policy.Policy;
import org.weir.engine.policy.Question;
import org.weir.engine.relay.FirstBytes;

/** Stands in for rules and sniffer until they arrive. */
final class PassAll {
    static final Policy POLICY = new Policy() {
        @Override
        public Decision decide(Question question) {
            return Decision.pass("no rules");
        }

        @Override
        public Optional<Decision> decideEarly(Question question) {
            return Optional.of(decide(question));
        }
    };

    static final FirstBytes FIRST_BYTES = new FirstBytes() {
        @Override
        public Optional<Sniffed> ofClient(ByteBuffer bytes, boolean last) {
            return Optional.of(Sniffed.UNKNOWN);
        }

        @Override
        public Sniffed ofServer(ByteBuffer bytes) {
            return Sniffed.UNKNOWN;
        }
    };

    private PassAll() {}
}
