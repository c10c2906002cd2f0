package org.weir.engine.inspect.http1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** What an observer was told, one line for each call; consecutive body pieces joined. */
final class Log implements ExchangeObserver {
    final List<String> lines = new ArrayList<>();
    private int exchanges;

    @Override
    public Recorder begin(Flow flow, RequestHead sent, List<Change> changes) {
        var n = ++exchanges;
        add(n, "begin " + sent.method() + " " + sent.url() + words(changes));
        return new Recorder() {
            @Override
            public void requestBody(ByteBuffer bytes) {
                body(n, "sends ", bytes);
            }

            @Override
            public void requestEnd(Headers trailers) {
                add(n, "request-end" + trailers(trailers));
            }

            @Override
            public void informational(ResponseHead head) {
                add(n, "informational " + head.status());
            }

            @Override
            public void response(ResponseHead sent, List<Change> changes) {
                add(n, "response " + sent.status() + words(changes));
            }

            @Override
            public void responseBody(ByteBuffer bytes) {
                body(n, "gets ", bytes);
            }

            @Override
            public void webSocket(boolean fromClient, int opcode, boolean last, ByteBuffer payload) {
                add(n, (fromClient ? "client" : "server") + " " + opcode + (last ? "!" : "") + " " + text(payload));
            }

            @Override
            public void end(Headers trailers) {
                add(n, "end" + trailers(trailers));
            }

            @Override
            public void aborted(String why) {
                add(n, "aborted " + why);
            }
        };
    }

    private void body(int exchange, String word, ByteBuffer bytes) {
        var line = exchange + " " + word;
        if (!lines.isEmpty() && lines.getLast().startsWith(line)) {
            lines.set(lines.size() - 1, lines.getLast() + text(bytes));
        } else {
            lines.add(line + text(bytes));
        }
    }

    private void add(int exchange, String line) {
        lines.add(exchange + " " + line);
    }

    private static String words(List<Change> changes) {
        return changes.isEmpty() ? "" : " " + changes.stream().map(Change::what).toList();
    }

    private static String trailers(Headers trailers) {
        return trailers.fields().isEmpty() ? "" : " " + trailers;
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
}
