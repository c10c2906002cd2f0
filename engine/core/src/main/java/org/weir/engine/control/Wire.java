package org.weir.engine.control;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcError;
import org.weir.api.rpc.RpcMessage;
import org.weir.engine.flow.Flow;
import org.weir.engine.store.FlowViews;

/** Lines as bytes. Flow lists are put together from encoded flows, so that their size is known before it is too late. */
final class Wire {
    /** What is left for flows in a line: its frame around them is far shorter than 1 KiB. */
    private static final int MAX_FLOW_BYTES = RpcCodec.MAX_LINE_BYTES - 1024;

    private Wire() {}

    static byte[] result(long id, byte[] json) {
        return join("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":", json, "}\n");
    }

    static byte[] notification(String method, byte[] params) {
        return join("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":", params, "}\n");
    }

    static byte[] failure(OptionalLong id, RpcError error) {
        return RpcCodec.encode(new RpcMessage.Failure(id, error));
    }

    static byte[] json(Object value) {
        return RpcCodec.json().writeValueAsBytes(value);
    }

    /**
     * Flows as a JSON array that fits into one line.
     *
     * @param json the array
     * @param count how many of the flows are in it, from the first on
     */
    record FlowArray(ByteArrayOutputStream json, int count) {}

    static FlowArray flows(List<Flow> flows) {
        var bytes = new ByteArrayOutputStream(Math.min(MAX_FLOW_BYTES, 1024 + flows.size() * 700));
        bytes.write('[');
        var count = 0;
        for (var flow : flows) {
            var one = json(FlowViews.of(flow));
            if (bytes.size() + one.length + 2 > MAX_FLOW_BYTES) {
                break;
            }
            if (count++ > 0) {
                bytes.write(',');
            }
            bytes.writeBytes(one);
        }
        bytes.write(']');
        return new FlowArray(bytes, count);
    }

    static byte[] join(String before, byte[] middle, String after) {
        var head = before.getBytes(StandardCharsets.UTF_8);
        var tail = after.getBytes(StandardCharsets.UTF_8);
        var all = new byte[head.length + middle.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(middle, 0, all, head.length, middle.length);
        System.arraycopy(tail, 0, all, head.length + middle.length, tail.length);
        return all;
    }
}
