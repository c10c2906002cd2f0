package org.weir.engine.inspect.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;
import org.weir.engine.inspect.TcpTargets;
import org.weir.engine.inspect.raw.ConversationLab;
import org.weir.engine.relay.Dialer;

/** Exchanges that rules send elsewhere, over real sockets: everything below {@code /m}. */
@Timeout(30)
class OtherTargetsTest implements HttpPolicy {
    private static final String MAPPED = "GET /m HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String OWN = "GET /own HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String EMPTY = "HTTP/1.1 204 No Content\r\n\r\n";

    private final ExecutorService names = Executors.newVirtualThreadPerTaskExecutor();
    private ServerSocket ownListener;
    private ServerSocket otherListener;
    private ConversationLab lab;
    private Socket client;
    private Socket own;

    @BeforeEach
    void start() throws Exception {
        ownListener = ConversationLab.server();
        otherListener = ConversationLab.server();
        lab = new ConversationLab(
                new Http1Conversation(this, ExchangeObserver.NONE, new TcpTargets(new Dialer(_ -> false), names)),
                (InetSocketAddress) ownListener.getLocalSocketAddress());
        client = lab.connect();
        own = ConversationLab.accept(ownListener);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        own.close();
        lab.close();
        ownListener.close();
        otherListener.close();
        names.shutdownNow();
    }

    @Override
    public RequestPlan request(Flow flow, RequestHead head) {
        return head.path().startsWith("/m")
                ? new RequestPlan.Forward(
                        head, null, new Target("http", "localhost", otherListener.getLocalPort()), List.of())
                : RequestPlan.forward(head);
    }

    @Override
    public ResponsePlan response(Flow flow, RequestHead request, ResponseHead head) {
        return ResponsePlan.forward(head);
    }

    @Test
    void exchangesGoWhereTheyAreSent() throws Exception {
        write(client, MAPPED + OWN);
        try (var other = ConversationLab.accept(otherListener)) {
            assertThat(read(other, MAPPED.length())).isEqualTo(MAPPED);
            write(other, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(read(own, OWN.length())).isEqualTo(OWN);
            write(own, EMPTY);
            assertThat(read(client, 41 + EMPTY.length())).endsWith("\r\n\r\nabc" + EMPTY);
        }
    }

    @Test
    void aTargetThatIsResetWhileNothingIsAskedOfItIsForgotten() throws Exception {
        write(client, MAPPED);
        var other = ConversationLab.accept(otherListener);
        read(other, MAPPED.length());
        write(other, EMPTY);
        assertThat(read(client, EMPTY.length())).isEqualTo(EMPTY);
        write(client, OWN);
        read(own, OWN.length());
        reset(other);
        write(own, EMPTY);
        assertThat(read(client, EMPTY.length())).isEqualTo(EMPTY);
    }

    @Test
    void theOwnServersResetWaitsForTheExchangeElsewhere() throws Exception {
        write(client, MAPPED);
        try (var other = ConversationLab.accept(otherListener)) {
            read(other, MAPPED.length());
            write(other, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
            read(client, 40);
            reset(own);
            write(other, "cd");
            assertThat(read(client, 2)).isEqualTo("cd");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aTargetsResetIsTheClientsAndLeavesNoConnection() throws Exception {
        write(client, MAPPED);
        try (var other = ConversationLab.accept(otherListener)) {
            read(other, MAPPED.length());
            write(other, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
            read(client, 40);
            reset(other);
        }
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThat(lab.end()).isEqualTo(CloseReason.SERVER_RESET);
        assertThat(over(own)).isTrue();
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static boolean over(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        Http1ConversationTest.write(socket, text);
    }

    private static String read(Socket socket, int bytes) throws IOException {
        return Http1ConversationTest.read(socket, bytes);
    }
}
