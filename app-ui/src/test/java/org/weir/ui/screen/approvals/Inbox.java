package org.weir.ui.screen.approvals;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals;
import org.weir.api.control.Approvals.Item;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;
import tools.jackson.databind.JsonNode;

/** An inbox as an engine would tell it. */
public final class Inbox {
    /** When everything in it was seen. */
    private static final long SEEN = 1_790_000_000_000L;

    private Inbox() {}

    public static Item open(String id, String app, String domain) {
        return item(id, app, domain, "open", "certain", null);
    }

    /** A guess that came once. */
    public static Item watched(String id, String app, String domain) {
        return item(id, app, domain, "watched", "likely", null);
    }

    /** Passed through for ever. */
    public static Item kept(String id, String app, String domain) {
        return item(
                id,
                app,
                domain,
                "decided",
                "certain",
                new Approvals.Verdict("keep", "domain", domain, "ever", null, SEEN));
    }

    private static Item item(
            String id, String app, String domain, String state, String evidence, Approvals.@Nullable Verdict verdict) {
        var certain = evidence.equals("certain");
        return new Item(
                id,
                new Approvals.App("/usr/bin/" + app, app, "/usr/bin/" + app, null),
                domain,
                state,
                evidence,
                certain
                        ? "does not know the authority behind our certificate (alert unknown_ca)"
                        : "closed the connection right after our certificate, without an alert",
                certain ? 2 : 1,
                SEEN,
                SEEN + 60_000,
                List.of(new Approvals.Host("api." + domain, 443, evidence, certain ? 2 : 1, null)),
                new Approvals.Suggestion(certain ? "fix-trust" : "keep", "its store is not ours"),
                verdict);
    }

    /** Has the engine answer with these, and say that they are new. */
    public static void tell(ScriptedEngine engine, Item... items) {
        var pending = (int) List.of(items).stream()
                .filter(item -> item.state().equals("open"))
                .count();
        var json = RpcCodec.json();
        JsonNode listing = json.valueToTree(new Approvals.Listing(List.of(items), items.length, pending));
        engine.answer("approvals.list", listing);
        JsonNode changed = json.createObjectNode()
                .put("jsonrpc", "2.0")
                .put("method", "approvals.changed")
                .set("params", json.createObjectNode().put("pending", pending));
        engine.tell(changed);
    }
}
