package org.weir.engine.control;

import java.io.ByteArrayOutputStream;
import org.weir.api.control.Approvals;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.engine.refusal.ApprovalsInbox;
import org.weir.engine.refusal.RefusalMemory;
import tools.jackson.databind.node.ObjectNode;

/** {@code approvals.*}: apps that refuse our certificate, and what the user decides about them. */
public final class ApprovalMethods implements MethodGroup {
    /** What is left for entries in a line. */
    private static final int MAX_ITEM_BYTES = RpcCodec.MAX_LINE_BYTES - 1024;

    private final ApprovalsInbox inbox;

    public ApprovalMethods(RefusalMemory memory) {
        this.inbox = new ApprovalsInbox(memory);
    }

    @Override
    public boolean serves(String method) {
        return method.startsWith("approvals.");
    }

    @Override
    public byte[] call(String method, ObjectNode params) throws RpcException {
        return switch (method) {
            case "approvals.list" -> list(Methods.read(params, Approvals.ListParams.class));
            case "approvals.decide" -> Wire.json(inbox.decide(Methods.read(params, Approvals.DecideParams.class)));
            case "approvals.undo" ->
                Wire.json(inbox.undo(
                        Methods.read(params, Approvals.UndoParams.class).undo()));
            default -> throw new RpcException(ErrorCode.METHOD_NOT_FOUND, "no method " + method);
        };
    }

    @Override
    public void announceTo(Announcer announcer) {
        inbox.onChange(() -> {
            announcer.changed("approvals.changed", () -> Wire.json(new Approvals.Changed(inbox.pending())));
            announcer.statusChanged();
        });
    }

    private byte[] list(Approvals.ListParams params) {
        var limit = params.limit() == null ? Approvals.DEFAULT_LIMIT : params.limit();
        var offset = params.offset() == null ? 0 : params.offset();
        if (limit < 1 || limit > Approvals.MAX_LIMIT) {
            throw new IllegalArgumentException("limit: " + limit + " is not from 1 to " + Approvals.MAX_LIMIT);
        }
        if (offset < 0) {
            throw new IllegalArgumentException("offset: " + offset + " is below 0");
        }
        var items = inbox.list(Boolean.TRUE.equals(params.all()));
        var bytes = new ByteArrayOutputStream();
        bytes.write('[');
        for (var item : items.stream().skip(offset).limit(limit).toList()) {
            var one = Wire.json(item);
            if (bytes.size() + one.length + 2 > MAX_ITEM_BYTES) {
                break;
            }
            if (bytes.size() > 1) {
                bytes.write(',');
            }
            bytes.writeBytes(one);
        }
        bytes.write(']');
        return Wire.join(
                "{\"items\":",
                bytes.toByteArray(),
                ",\"total\":" + items.size() + ",\"pending\":" + inbox.pending() + "}");
    }
}
