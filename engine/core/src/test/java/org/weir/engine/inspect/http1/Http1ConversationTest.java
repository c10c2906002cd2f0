package org.weir.engine.inspect.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.inspect.TargetDialer;
import org.weir.engine.inspect.raw.ConversationLab;

/** Over real sockets of the loopback. */
class Http1ConversationTest {
    private final Http1Conversation conversation =
            new Http1Conversation(HttpPolicy.NONE, ExchangeObserver.NONE, TargetDialer.NONE);

    @Test
    void aRealClientAndARealServerTalkThroughIt() throws Exception {
        var body = new byte[2_000_000];
        new Random(2).nextBytes(body);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            var received = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(
                    200, exchange.getRequestURI().getPath().equals("/chunked") ? 0 : received.length);
            exchange.getResponseBody().write(received);
            exchange.close();
        });
        server.start();
        try (var lab = new ConversationLab(conversation, server.getAddress());
                var client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            for (var path : new String[] {"/length", "/chunked", "/length"}) {
                var uri = URI.create("http://127.0.0.1:" + lab.address().getPort() + path);
                var response = client.send(
                        HttpRequest.newBuilder(uri)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                assertThat(Arrays.equals(response.body(), body)).isTrue();
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aRefusedRequestGetsItsPageAndThenTheEnd() throws Exception {
        try (var server = ConversationLab.server();
                var lab = new ConversationLab(conversation, at(server));
                var client = lab.connect();
                var peer = ConversationLab.accept(server)) {
            write(client, "GET / HTTP/1.1\r\nHost : h\r\n\r\n");
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith("400 Bad Request: a blank before a field's colon\n");
            assertThat(lab.end()).isEqualTo(CloseReason.AMBIGUOUS_MESSAGE);
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void eventsOfAServerPassAtOnce() throws Exception {
        try (var server = ConversationLab.server();
                var lab = new ConversationLab(conversation, at(server));
                var client = lab.connect();
                var peer = ConversationLab.accept(server)) {
            write(client, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            peer.getInputStream().readNBytes("GET / HTTP/1.1\r\nHost: h\r\n\r\n".length());
            var head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
            write(peer, head);
            assertThat(read(client, head.length())).isEqualTo(head);
            for (var i = 0; i < 20; i++) {
                var event = "9\r\ndata: " + i % 10 + "\n\n\r\n";
                write(peer, event);
                assertThat(read(client, event.length())).isEqualTo(event);
            }
        }
    }

    @Test
    void theEndOfEitherSideEndsTheOther() throws Exception {
        try (var server = ConversationLab.server();
                var lab = new ConversationLab(conversation, at(server));
                var client = lab.connect();
                var peer = ConversationLab.accept(server)) {
            write(client, "GET / HTTP/1.0\r\n\r\n");
            assertThat(read(peer, 18)).isEqualTo("GET / HTTP/1.0\r\n\r\n");
            write(peer, "HTTP/1.0 200 OK\r\n\r\nbody");
            ConversationLab.finish(peer);
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("body");
            ConversationLab.finish(client);
            assertThat(lab.end()).isEqualTo(CloseReason.SERVER_CLOSED);
        }
    }

    private static InetSocketAddress at(ServerSocket server) {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String read(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }
}
