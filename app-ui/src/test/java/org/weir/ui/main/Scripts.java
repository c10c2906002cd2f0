package org.weir.ui.main;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.weir.api.control.FlowView;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;
import org.weir.ui.TestFlows;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code weir} says in tests of all screens: a bit of everything. */
final class Scripts {
    private static final String STORES = """
            {"authority":{"state":"ready","subject":"Weir CA 3f9a2c10 (desktop)",
             "sha256":"9f2c51d07a3be84466d1c0ee52ab9137f04e1d3c8b7a6950213f4e5d6c7b8a90","not_after_ms":2092608000000},
             "stores":[
              {"store":"system","authority":"current","title":"t","state":"absent","ours":false,
               "obstacle":"only root may change it","needs_root":true},
              {"store":"chromium","authority":"current","title":"t","state":"trusted","ours":true},
              {"store":"jdk:/opt/j/cacerts","authority":"current","title":"Java: /opt/j","state":"verified","ours":false}]}
            """;

    private static final String PLAN = """
            [{"store":"chromium","possible":true,"words":"","steps":[{"action":"replace","path":"/home/u/cert9.db"}]}]
            """;

    /** Flows that are told beside those of the golden messages. */
    static final long REFUSED = 2001;

    static final long INSPECTED = 2002;
    static final long OPEN = 2003;

    /** As many as the window takes in one go. */
    private static final int OLDER = 500;

    private Scripts() {}

    static void fill(UiLab lab) throws IOException {
        lab.commandDoes("trust list", 0, STORES);
        lab.commandDoes("trust verify", 0, "[{\"store\":\"chromium\",\"done\":true,\"words\":\"certutil: valid\"}]");
        for (var change : List.of("install --json --store system", "remove --json")) {
            lab.commandDoes("trust " + change, 0, PLAN);
        }
        lab.commandDoes(
                "doctor",
                0,
                ScriptedEngine.golden("doctor.response.json").get("result").toString());
        lab.engine().answer("history.flows", Scripts::history);
        var refused = ScriptedEngine.golden("flows.tls.response.json").get("result");
        var passed = ScriptedEngine.golden("flows.tls.untouched.response.json").get("result");
        var doubted = ScriptedEngine.golden("flows.tls.doubted.response.json").get("result");
        lab.engine().answer("flows.tls", params -> switch (params.get("id").intValue()) {
            case (int) INSPECTED -> doubted;
            case (int) OPEN -> passed;
            default -> refused;
        });
        var exchange = (ObjectNode)
                ScriptedEngine.golden("exchanges.get.response.json").get("result");
        lab.engine().answer("exchanges.get", params -> exchange.deepCopy().set("id", params.get("id")));
        lab.engine()
                .tell(TestFlows.batch(List.of(
                        TestFlows.refused(REFUSED, "node", "api.lab.test"),
                        TestFlows.inspected(INSPECTED, "curl", "web.lab.test"),
                        TestFlows.open(OPEN, "python3", "slow.lab.test"))));
        await().until(() -> lab.connection().flows().stream().anyMatch(flow -> flow.id() == OPEN));
    }

    /** Always some more, but nothing when everything is asked for. */
    private static JsonNode history(JsonNode params) {
        var json = RpcCodec.json();
        var page = json.createObjectNode();
        var flows = new ArrayList<FlowView>();
        if (params.has("before_id")) {
            var last = params.get("before_id").longValue() - 1;
            for (var id = last; id > last - OLDER; id--) {
                flows.add(TestFlows.flow(id));
            }
        }
        page.set("flows", json.valueToTree(flows));
        return page.put("more", !flows.isEmpty());
    }
}
