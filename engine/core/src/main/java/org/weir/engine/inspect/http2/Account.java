package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.ExchangeObserver.Recorder;
import org.weir.engine.http.Headers;
import org.weir.engine.http.ResponseHead;
import org.weir.engine.inspect.websocket.WebSocketTap;

/** What an observer is told of one exchange: bodies, or the messages of a WebSocket in their place, and the end, once. */
final class Account {
    private Recorder recorder = Recorder.NONE;
    /** Sees the frames of a WebSocket, which are the bodies then. */
    private @Nullable WebSocketTap tap;

    private Headers trailers = Headers.EMPTY;
    private boolean over;

    void begin(Recorder begun) {
        recorder = begun;
    }

    Recorder recorder() {
        return recorder;
    }

    /** From now on the bodies are a WebSocket's. */
    void webSocket(ResponseHead agreed) {
        if (!recorder.equals(Recorder.NONE)) {
            tap = new WebSocketTap(recorder, agreed.headers());
        }
    }

    /** Content on its way, as it is sent. */
    void show(boolean upload, ByteBuf bytes) {
        if (!bytes.isReadable() || recorder.equals(Recorder.NONE)) {
            return;
        }
        if (tap != null) {
            tap.see(upload, bytes);
        } else if (upload) {
            recorder.requestBody(bytes.nioBuffer());
        } else {
            recorder.responseBody(bytes.nioBuffer());
        }
    }

    /** The response's, to be told with its end. */
    void trailers(Headers fields) {
        trailers = fields;
    }

    /** The exchange is complete. */
    void end() {
        if (close()) {
            recorder.end(trailers);
        }
    }

    void aborted(String why) {
        if (close()) {
            recorder.aborted(why);
        }
    }

    /** Returns whether it was open. */
    private boolean close() {
        if (over) {
            return false;
        }
        over = true;
        if (tap != null) {
            tap.close();
        }
        return true;
    }
}
