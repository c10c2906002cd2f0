package org.weir.engine.inspect.raw;

import org.weir.engine.inspect.Conversation;
import org.weir.engine.relay.Relay;

/** Plain bytes that nobody parses: what was decrypted is relayed as it is. Stateless. */
public final class RawConversation implements Conversation {
    @Override
    public Relay.Handle start(Link link) {
        return ChannelPair.start(link, RawScript::new);
    }
}
