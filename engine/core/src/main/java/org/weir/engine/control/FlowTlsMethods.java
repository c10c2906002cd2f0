package org.weir.engine.control;

import org.weir.api.control.FlowTls;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;
import org.weir.engine.handshake.FlowTlsView;
import org.weir.engine.handshake.Handshakes;
import org.weir.engine.store.FlowTable;
import tools.jackson.databind.node.ObjectNode;

/** {@code flows.tls}: what a flow's TLS handshakes showed. */
public final class FlowTlsMethods implements MethodGroup {
    private static final String METHOD = "flows.tls";

    private final FlowTable flows;
    private final FlowTlsView view;

    public FlowTlsMethods(FlowTable flows, Handshakes handshakes) {
        this.flows = flows;
        this.view = new FlowTlsView(handshakes);
    }

    @Override
    public boolean serves(String method) {
        return method.equals(METHOD);
    }

    @Override
    public byte[] call(String method, ObjectNode params) throws RpcException {
        Methods.present("id", params.get("id"));
        var id = Methods.read(params, FlowTls.Params.class).id();
        var flow = flows.find(id)
                .orElseThrow(() -> new RpcException(
                        ErrorCode.NOT_FOUND,
                        "no flow " + id + ", or none that this run of the engine still remembers: what TLS showed is"
                                + " not in the history"));
        return Wire.json(view.of(flow));
    }
}
