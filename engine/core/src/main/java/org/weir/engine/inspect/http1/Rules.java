package org.weir.engine.inspect.http1;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.ExchangeObserver.Recorder;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.HttpPolicy.RequestPlan;
import org.weir.engine.http.HttpPolicy.ResponsePlan;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** The policy and the observer, held at arm's length: a defect of theirs changes nothing and breaks no connection. */
record Rules(HttpPolicy policy, ExchangeObserver observer) {
    private static final Logger LOG = LoggerFactory.getLogger(Rules.class);

    RequestPlan request(Flow flow, RequestHead head) {
        try {
            return policy.request(flow, head);
        } catch (RuntimeException e) {
            LOG.warn("flow {}: the rules failed, the request goes on unchanged", flow.id(), e);
            return RequestPlan.forward(head);
        }
    }

    ResponsePlan response(Flow flow, RequestHead request, ResponseHead head) {
        try {
            return policy.response(flow, request, head);
        } catch (RuntimeException e) {
            LOG.warn("flow {}: the rules failed, the response goes on unchanged", flow.id(), e);
            return ResponsePlan.forward(head);
        }
    }

    Recorder begin(Flow flow, RequestHead sent, List<Change> changes) {
        try {
            var recorder = observer.begin(flow, sent, changes);
            return recorder.equals(Recorder.NONE) ? recorder : new GuardedRecorder(recorder);
        } catch (RuntimeException e) {
            LOG.warn("flow {}: an exchange is not recorded", flow.id(), e);
            return Recorder.NONE;
        }
    }
}
