package org.weir.engine.inspect.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;
import org.weir.engine.inspect.TcpTargets;
import org.weir.engine.relay.Dialer;

/** A conversation with rules that send everything below {@code /m} to another server, which speaks HTTP/1.1. */
abstract class DetourFixture extends Http2Fixture implements HttpPolicy, ExchangeObserver {
    private static final List<HttpPolicy.Change> CHANGE = List.of(new HttpPolicy.Change("r1", "mapped"));

    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    ServerSocket other;
    int port;
    private final ExecutorService names = Executors.newVirtualThreadPerTaskExecutor();

    @Override
    Http2Lab lab(InetSocketAddress upstream) throws Exception {
        other = Http2Lab.server();
        port = other.getLocalPort();
        return new Http2Lab(upstream, null, this, this, new TcpTargets(new Dialer(_ -> false), names));
    }

    @BeforeEach
    void start() throws Exception {
        greet();
    }

    @Override
    @AfterEach
    void close() throws Exception {
        super.close();
        other.close();
        names.shutdownNow();
    }

    @Override
    public RequestPlan request(Flow flow, RequestHead head) {
        if (!head.path().startsWith("/m")) {
            return RequestPlan.forward(head);
        }
        var target = new Target("http", "localhost", port);
        return new RequestPlan.Forward(head, head.path().equals("/m-edited") ? Twice::new : null, target, CHANGE);
    }

    @Override
    public ResponsePlan response(Flow flow, RequestHead request, ResponseHead head) {
        return request.path().equals("/m-edited")
                ? new ResponsePlan(head, Twice::new, CHANGE)
                : ResponsePlan.forward(head);
    }

    /** Everything twice. */
    private static final class Twice implements BodyEditor {
        @Override
        public List<ByteBuffer> feed(ByteBuffer bytes) {
            return List.of(bytes.duplicate(), bytes.duplicate());
        }

        @Override
        public List<ByteBuffer> finish() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    @Override
    public Recorder begin(Flow flow, RequestHead sent, List<HttpPolicy.Change> changes) {
        if (!sent.path().startsWith("/m")) {
            return Recorder.NONE;
        }
        heard.add("begin " + sent.url() + " " + changes.getFirst().what());
        return new Recorder() {
            @Override
            public void requestEnd(Headers trailers) {
                heard.add("up end");
            }

            @Override
            public void response(ResponseHead head, List<HttpPolicy.Change> changes) {
                heard.add("response " + head.version().word() + " " + head.status());
            }

            @Override
            public void responseBody(ByteBuffer bytes) {
                heard.add("down " + ISO_8859_1.decode(bytes));
            }

            @Override
            public void end(Headers trailers) {
                heard.add("end");
            }

            @Override
            public void aborted(String why) {
                heard.add("aborted " + why);
            }
        };
    }

    final Socket accept() throws IOException {
        var target = other.accept();
        target.setSoTimeout(10_000);
        return target;
    }

    static String head(Socket socket) throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            var c = socket.getInputStream().read();
            if (c < 0) {
                throw new AssertionError("no whole head: " + text);
            }
            text.append((char) c);
        }
        return text.toString();
    }

    static String read(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), ISO_8859_1);
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }
}
