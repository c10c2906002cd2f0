package org.weir.engine.http.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.weir.api.control.HttpRule;
import org.weir.api.rpc.RpcCodec;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.HttpPolicy.RequestPlan;
import org.weir.engine.http.HttpPolicy.ResponsePlan;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.RequestHead.Version;
import org.weir.engine.http.ResponseHead;
import org.weir.engine.policy.RuleException;
import org.weir.engine.policy.UserLookup;
import org.weir.engine.store.TestFlows;

/** Rules as their JSON, and heads to apply them to. */
final class RulesByHand {
    static final Flow FLOW = TestFlows.named(1, "api.lab.test");
    static final RuleFiles FILES = file -> {
        if (file.toString().equals("/srv/page.html")) {
            return "<p>local".getBytes(StandardCharsets.UTF_8);
        }
        throw new IOException("there is no " + file);
    };

    private RulesByHand() {}

    private static HttpRule rule(String json) {
        return RpcCodec.json().readValue(json.replace('\'', '"'), HttpRule.class);
    }

    static EditRule compiled(String json) throws RuleException {
        return EditRule.compile(rule(json), UserLookup.NONE, FILES);
    }

    /** Rules h1, h2... in order. */
    static EditPolicy policy(String... rules) throws RuleException {
        var all = new ArrayList<EditRule>();
        for (var json : rules) {
            all.add(compiled(json).withId("h" + (all.size() + 1)));
        }
        var compiled = new EditRules(all);
        return new EditPolicy(() -> compiled);
    }

    static String doing(String action) {
        return "{'actions':[{" + action + "}]}";
    }

    static RequestHead get(String path, String... headers) {
        return new RequestHead(
                Version.HTTP_1_1,
                "GET",
                "https",
                "api.lab.test",
                path,
                Headers.of(headers).plus("Host", "api.lab.test"));
    }

    static ResponseHead ok(String... headers) {
        return new ResponseHead(Version.HTTP_1_1, 200, "OK", Headers.of(headers));
    }

    static List<String> words(List<Change> changes) {
        return changes.stream()
                .map(change -> change.rule() + ": " + change.what())
                .toList();
    }

    static RequestPlan.Forward forwarded(EditPolicy policy, RequestHead head) {
        assertThat(policy.request(FLOW, head)).isInstanceOf(RequestPlan.Forward.class);
        return (RequestPlan.Forward) policy.request(FLOW, head);
    }

    static String edited(ResponsePlan plan, String body) throws Exception {
        assertThat(plan.body()).isNotNull();
        return new String(Bodies.editedInPieces(plan.body(), Bodies.utf8(body), 3), StandardCharsets.UTF_8);
    }
}
