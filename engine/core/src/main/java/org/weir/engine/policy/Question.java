package org.weir.engine.policy;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.Sniffed;

/**
 * What a policy is asked about a flow.
 *
 * @param sniffed what the first bytes told, or null before they were read
 */
public record Question(
        AppIdentity app,
        InetAddress address,
        int port,
        @Nullable Sniffed sniffed) {}
