package org.weir.cli;

import java.util.ArrayList;
import org.weir.api.control.Ca;
import org.weir.api.rpc.RpcCodec;
import org.weir.trust.Trust;
import tools.jackson.databind.node.ObjectNode;

/** Trust stores as people and programs read them. */
final class TrustTexts {
    private TrustTexts() {}

    static String remark(Trust.Line line) {
        var parts = new ArrayList<String>();
        parts.add(line.title());
        if (line.note() != null) {
            parts.add(line.note());
        }
        if (line.obstacle() != null) {
            parts.add(line.obstacle());
        }
        if (!line.ours() && (line.state() == Trust.State.TRUSTED || line.state() == Trust.State.VERIFIED)) {
            parts.add("not put there by this user's weir, so remove leaves it");
        }
        return String.join("; ", parts);
    }

    static ObjectNode json(String which, Trust.Line line) {
        var json = RpcCodec.json()
                .createObjectNode()
                .put("store", line.store())
                .put("authority", which)
                .put("title", line.title())
                .put("state", line.state().word())
                .put("ours", line.ours());
        if (line.note() != null) {
            json.put("note", line.note());
        }
        if (line.obstacle() != null) {
            json.put("obstacle", line.obstacle());
        }
        if (line.needsRoot()) {
            json.put("needs_root", true);
        }
        return json;
    }

    static String afterRotation(String phase, Ca.Status status) {
        return switch (phase) {
            case "make" ->
                "made " + (status.next() == null ? "nothing" : status.next().subject())
                        + "; now: weir trust install, for each user, then: weir trust rotate --commit";
            case "commit" ->
                "in use is " + status.subject()
                        + "; to take the former one out of the stores: weir trust remove --former";
            default -> "the next authority is dropped; in use stays " + status.subject();
        };
    }
}
