package org.weir.engine.http.edit;

import java.util.function.Supplier;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/**
 * The HTTP rules as a policy. Without rules, and for hosts that no rule names, it costs a look into a map. Any thread.
 */
public final class EditPolicy implements HttpPolicy {
    private final Supplier<EditRules> rules;

    /** @param rules gives those of the moment; called for each head, so from memory */
    public EditPolicy(Supplier<EditRules> rules) {
        this.rules = rules;
    }

    @Override
    public RequestPlan request(Flow flow, RequestHead head) {
        var now = rules.get();
        return now.isEmpty() ? RequestPlan.forward(head) : RequestEditing.apply(now, Asked.of(flow, head), head);
    }

    @Override
    public ResponsePlan response(Flow flow, RequestHead request, ResponseHead head) {
        var now = rules.get();
        return now.isEmpty()
                ? ResponsePlan.forward(head)
                : ResponseEditing.apply(now, Asked.of(flow, request), request, head);
    }
}
