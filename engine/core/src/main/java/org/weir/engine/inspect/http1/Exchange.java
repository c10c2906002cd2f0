package org.weir.engine.inspect.http1;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.ExchangeObserver.Recorder;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** One request and what answers it. Tells its recorder in the documented order and ends it once. */
final class Exchange {
    private final RequestHead received;
    private final Facts facts;
    private final Recorder recorder;
    private @Nullable LocalAnswer answer;
    private @Nullable String failure;
    private boolean unsent;
    private boolean requestDone;
    private boolean responseBegun;
    private boolean responseDone;
    private Headers responseTrailers = Headers.EMPTY;
    private boolean told;

    Exchange(RequestHead received, Facts facts, Recorder recorder) {
        this.received = received;
        this.facts = facts;
        this.recorder = recorder;
    }

    /** As the app sent it; rules may have changed what the server got, but for the method. */
    RequestHead request() {
        return received;
    }

    Recorder recorder() {
        return recorder;
    }

    boolean http10() {
        return received.version() == RequestHead.Version.HTTP_1_0;
    }

    boolean toHead() {
        return received.method().equals("HEAD");
    }

    /** Whether the client wants the connection closed afterwards. */
    boolean ends() {
        return facts.ends(http10());
    }

    boolean expects() {
        return facts.expects();
    }

    /** What the client wants to turn the connection into, or null. */
    @Nullable
    String upgrade() {
        return facts.upgrade();
    }

    boolean connects() {
        return received.method().equals("CONNECT");
    }

    /** Whether the next bytes of the client may be no HTTP, depending on the response. */
    boolean mayBecomeTunnel() {
        return !responseBegun && answer == null && (connects() || upgrade() != null);
    }

    /** The answer that is made here instead of the server's, or null. */
    @Nullable
    LocalAnswer answer() {
        return answer;
    }

    void answer(LocalAnswer value) {
        answer = value;
    }

    /** Why it will not be completed; the first reason stays. */
    void fail(String why) {
        if (failure == null) {
            failure = why;
        }
    }

    /** Whether nothing of it went to a server yet. */
    boolean unsent() {
        return unsent;
    }

    void unsent(boolean value) {
        unsent = value;
    }

    boolean requestDone() {
        return requestDone;
    }

    boolean responseBegun() {
        return responseBegun;
    }

    void requestEnd(Headers trailers) {
        requestDone = true;
        recorder.requestEnd(trailers);
        endWhenDone();
    }

    void response(ResponseHead head, List<Change> changes) {
        responseBegun = true;
        recorder.response(head, changes);
    }

    /** The response is complete; so is the exchange when its request is. */
    void responseEnd(Headers trailers) {
        responseDone = true;
        responseTrailers = trailers;
        endWhenDone();
    }

    /** Ends now, although the request was not read to its end: nobody wants the rest. */
    void endEarly() {
        if (!told) {
            told = true;
            recorder.end(responseTrailers);
        }
    }

    /** Ends without having been completed. */
    void abort(String why) {
        if (!told) {
            told = true;
            recorder.aborted(Objects.requireNonNullElse(failure, why));
        }
    }

    private void endWhenDone() {
        if (requestDone && responseDone) {
            endEarly();
        }
    }
}
