package org.weir.engine.inspect.http1;

import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.http.ExchangeObserver.Recorder;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.ResponseHead;

/** A recorder whose first failure ends the recording, not the connection. */
final class GuardedRecorder implements Recorder {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedRecorder.class);

    private Recorder recorder;

    GuardedRecorder(Recorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void requestBody(ByteBuffer bytes) {
        try {
            recorder.requestBody(bytes);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void requestEnd(Headers trailers) {
        try {
            recorder.requestEnd(trailers);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void informational(ResponseHead head) {
        try {
            recorder.informational(head);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void response(ResponseHead sent, List<Change> changes) {
        try {
            recorder.response(sent, changes);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void responseBody(ByteBuffer bytes) {
        try {
            recorder.responseBody(bytes);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void webSocket(boolean fromClient, int opcode, boolean last, ByteBuffer payload) {
        try {
            recorder.webSocket(fromClient, opcode, last, payload);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void end(Headers trailers) {
        try {
            recorder.end(trailers);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void aborted(String why) {
        try {
            recorder.aborted(why);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException e) {
        LOG.warn("an exchange is recorded no further", e);
        recorder = Recorder.NONE;
    }
}
