package org.weir.engine.inspect.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weir.engine.flow.Inspection.State;

/** Servers with which something is wrong: the app gets exactly what it gets without us, and the flow says why. */
@Timeout(120)
class FaultMatrixTest {

    /** A server, and what the flow's record says of it. */
    enum Fault {
        EXPIRED("the server's certificate has expired"),
        NOT_YET_VALID("the server's certificate is not valid yet"),
        SELF_SIGNED("the server's certificate is self-signed"),
        UNKNOWN_AUTHORITY("the server's certificate is of no authority that this system trusts"),
        WRONG_NAME("the server's certificate is for another name than www.example.test"),
        MADE_BY_US("the server's certificate is of no authority that this system trusts"),
        OLD_VERSION("alert 70"),
        CLOSES("closed the connection during the TLS handshake"),
        RESETS("closed the connection during the TLS handshake"),
        NO_TLS("the server does not speak TLS"),
        GARBAGE("the server does not speak TLS"),
        HANDSHAKE_ALERT("alert 40"),
        CLIENT_CERTIFICATE("asks for a client certificate");

        private final String words;

        Fault(String words) {
            this.words = words;
        }

        Origin start(TlsLab lab, Pki.Identity stranger) throws Exception {
            return switch (this) {
                case EXPIRED -> Origin.echo(lab, Pki.expired(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2");
                case NOT_YET_VALID -> Origin.echo(lab, Pki.early(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2");
                case SELF_SIGNED -> Origin.echo(lab, Pki.selfSigned(TlsLab.HOST), "TLSv1.3", "h2");
                case UNKNOWN_AUTHORITY -> Origin.echo(lab, Pki.server(stranger, TlsLab.HOST), "TLSv1.3", "h2");
                case WRONG_NAME -> Origin.echo(lab, Pki.server(lab.theirs, "other.example.test"), "TLSv1.3", "h2");
                case MADE_BY_US -> Origin.echo(lab, Pki.server(lab.ours, TlsLab.HOST), "TLSv1.3", "h2");
                case OLD_VERSION -> Origin.plain(lab, afterHello(alert(70)));
                case CLOSES -> Origin.plain(lab, afterHello(new byte[0]));
                case RESETS ->
                    Origin.plain(lab, connection -> {
                        connection.getInputStream().read();
                        connection.setSoLinger(true, 0);
                    });
                case NO_TLS -> Origin.plain(lab, afterHello("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII)));
                case GARBAGE -> Origin.plain(lab, afterHello(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}));
                case HANDSHAKE_ALERT -> Origin.plain(lab, afterHello(alert(40)));
                case CLIENT_CERTIFICATE -> {
                    var listener = Origin.tls(Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2");
                    listener.setNeedClientAuth(true);
                    yield new Origin(
                            lab,
                            listener,
                            connection -> connection.getInputStream().transferTo(connection.getOutputStream()));
                }
            };
        }
    }

    private static byte[] alert(int code) {
        return new byte[] {21, 3, 3, 0, 2, 2, (byte) code};
    }

    /** Answers the hello and ends in order, with nothing unread. */
    private static Origin.Service afterHello(byte[] answer) {
        return connection -> {
            connection.setSoTimeout(5_000);
            var header = connection.getInputStream().readNBytes(5);
            connection.getInputStream().readNBytes((header[3] & 0xff) << 8 | (header[4] & 0xff));
            connection.getOutputStream().write(answer);
            connection.shutdownOutput();
            connection.getInputStream().readAllBytes();
        };
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void theAppSeesWhatItSeesWithoutUsJdk(Fault fault) throws Exception {
        same(NettyTls.Kind.JDK, fault);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void theAppSeesWhatItSeesWithoutUsBoringssl(Fault fault) throws Exception {
        same(NettyTls.Kind.BORINGSSL, fault);
    }

    private static void same(NettyTls.Kind kind, Fault fault) throws Exception {
        var stranger = Pki.root("stranger");
        try (var lab = new TlsLab(kind);
                var origin = fault.start(lab, stranger)) {
            // An app that does not trust us, so that only an untouched connection looks the same.
            // An alert about a missing certificate follows the handshake; who writes meanwhile may see a broken pipe
            // instead.
            var speaks = fault != Fault.CLIENT_CERTIFICATE;
            var direct = ask(lab, origin.address(), speaks);
            var through = ask(lab, lab.address(), speaks);
            assertThat(through).isEqualTo(direct);
            var flow = lab.end();
            assertThat(flow.inspection().state()).isEqualTo(State.STEPPED_ASIDE);
            assertThat(flow.inspection().reason()).contains(fault.words);
            assertThat(lab.told).isEmpty();
            assertThat(lab.wanted).hasSize(fault == Fault.CLIENT_CERTIFICATE ? 1 : 0);
        }
    }

    /** What an app experiences: its error, or what it got. */
    private static String ask(TlsLab lab, InetSocketAddress to, boolean speaks) throws Exception {
        try (Socket socket = lab.connect(to);
                SSLSocket client =
                        TlsLab.tls(socket, Pki.context(null, lab.theirs), TlsLab.HOST, List.of(), "h2", "http/1.1")) {
            client.startHandshake();
            if (speaks) {
                client.getOutputStream().write("ping".getBytes(US_ASCII));
            }
            var answer = client.getInputStream().readNBytes(4);
            return client.getSession().getProtocol() + " " + client.getApplicationProtocol() + " "
                    + new String(answer, US_ASCII);
        } catch (IOException e) {
            // The JDK's texts name the alert, the check that failed, or the kind of end; a reset shows up in two ways.
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }
}
