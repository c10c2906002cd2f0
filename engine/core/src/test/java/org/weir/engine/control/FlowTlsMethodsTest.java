package org.weir.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.FlowTls;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.Inspection;
import org.weir.engine.flow.Inspection.State;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.flow.TlsAlert;
import org.weir.engine.handshake.Handshakes;
import org.weir.engine.inspect.tls.Pki;
import org.weir.engine.sniff.Hellos;
import org.weir.engine.store.FlowTable;
import org.weir.engine.store.TestFlows;
import tools.jackson.databind.node.ObjectNode;

class FlowTlsMethodsTest {
    private final FlowTable flows = new FlowTable();
    private final Handshakes handshakes = new Handshakes();
    private final FlowTlsMethods methods = new FlowTlsMethods(flows, handshakes);

    private Flow flow(long id, Protocol protocol) {
        var flow = TestFlows.flow(id);
        flow.sniffed(new Sniffed(protocol, null, List.of()));
        flows.opened(flow, _ -> {});
        return flow;
    }

    private byte[] call(String json) throws RpcException {
        return methods.call("flows.tls", (ObjectNode) RpcCodec.json().readTree(json.replace('\'', '"')));
    }

    private FlowTls ask(long id) throws RpcException {
        return RpcCodec.json().readValue(call("{'id':" + id + "}"), FlowTls.class);
    }

    private static Decision inspect() {
        return new Decision(new Decision.Action.Inspect(), "r1", "test");
    }

    @Test
    void aFlowThatIsNotTlsSaysSo() throws Exception {
        flow(1, Protocol.SSH);
        var answer = ask(1);
        assertThat(answer.flow().protocol()).isEqualTo("ssh");
        assertThat(List.of(
                        answer.helloMissing(),
                        answer.serverMissing(),
                        answer.presentedMissing(),
                        answer.alertMissing()))
                .containsOnly(FlowTls.NOT_TLS);
    }

    @Test
    void aFlowThatSaidNothingYetIsWaitedFor() throws Exception {
        var flow = TestFlows.flow(1);
        flows.opened(flow, _ -> {});
        assertThat(ask(1).helloMissing()).isEqualTo(FlowTls.WAITING);
        flow.end(Instant.EPOCH, CloseReason.CLIENT_CLOSED);
        flows.ended(flow);
        assertThat(ask(1).helloMissing()).isEqualTo(FlowTls.NOT_TLS);
    }

    @Test
    void aFlowThatWasBlockedUnheardSaysSo() throws Exception {
        var flow = TestFlows.flow(1);
        flow.decide(new Decision(new Decision.Action.Block(), "r1", "test"));
        flows.opened(flow, _ -> {});
        assertThat(ask(1).helloMissing()).isEqualTo(FlowTls.BLOCKED);
    }

    @Test
    void halfAHelloIsIncomplete() throws Exception {
        flow(1, Protocol.TLS).decide(Decision.pass("test"));
        assertThat(ask(1).helloMissing()).isEqualTo(FlowTls.INCOMPLETE);
        assertThat(ask(1).serverMissing()).isEqualTo(FlowTls.UNTOUCHED);
    }

    @Test
    void aHelloThatIsNotWellFormedIsIncompleteToo() throws Exception {
        var flow = flow(1, Protocol.TLS);
        handshakes.offered(flow, new byte[] {22, 3, 1, 0, 4, 1, 0, 0, 0});
        assertThat(ask(1).helloMissing()).isEqualTo(FlowTls.INCOMPLETE);
    }

    @ParameterizedTest
    @CsvSource({
        "STARTING, waiting, waiting, waiting",
        "INSPECTED, not-shown, resumed, none",
        "STEPPED_ASIDE, not-shown, untouched, untouched",
        "REFUSED, not-shown, not-shown, none",
        "FAILED, not-shown, not-shown, none"
    })
    void whatIsMissingOfAnInspectedFlow(State state, String server, String presented, String alert) throws Exception {
        var flow = flow(1, Protocol.TLS);
        flow.decide(inspect());
        flow.inspection(Inspection.of(state, "test"));
        handshakes.offered(flow, Hellos.captured("curl"));
        var answer = ask(1);
        assertThat(answer.hello().serverName()).isEqualTo("web.lab.test");
        assertThat(answer.serverMissing()).isEqualTo(server);
        assertThat(answer.presentedMissing()).isEqualTo(presented);
        assertThat(answer.alertMissing()).isEqualTo(alert);
    }

    @Test
    void everythingThatIsKnownIsTold() throws Exception {
        var flow = flow(1, Protocol.TLS);
        flow.decide(inspect());
        handshakes.offered(flow, Hellos.captured("chromium"));
        var root = Pki.root("root");
        var server = Pki.server(root, "www.example.test");
        handshakes.serverShowed(
                flow,
                List.of(server.certificate(), root.certificate()),
                null,
                List.of("www.example.test", "192.0.2.10"));
        handshakes.presented(flow, Pki.server(root, "www.example.test").chain());
        handshakes.alerted(flow, new TlsAlert(TlsAlert.Sender.APP, 2, 48, true));
        var answer = ask(1);
        assertThat(answer.server().chain().certificates()).hasSize(2);
        assertThat(answer.server().chain().certificates().getLast().authority()).isTrue();
        assertThat(answer.server().nameMatches()).isTrue();
        assertThat(answer.presented().certificates()).hasSize(1);
        assertThat(answer.alert().name()).isEqualTo("unknown_ca");
        assertThat(answer.alert().from()).isEqualTo("app");
        assertThat(answer.helloMissing()).isNull();
        assertThat(answer.serverMissing()).isNull();
    }

    @Test
    void anAlertWithoutANameHasItsNumber() throws Exception {
        var flow = flow(1, Protocol.TLS);
        handshakes.offered(flow, Hellos.captured("curl"));
        handshakes.alerted(flow, new TlsAlert(TlsAlert.Sender.SERVER, 2, 255, false));
        assertThat(ask(1).alert().name()).isEqualTo("255");
    }

    /** A hostile server's: as many and as large as a TLS engine lets through. */
    @Test
    void theAnswerFitsIntoALineWhateverTheServerSent() throws Exception {
        var names = new String[3_000];
        for (var i = 0; i < names.length; i++) {
            names[i] = "n".repeat(60) + "." + i + ".test";
        }
        var large = Pki.selfSigned(names).certificate();
        var small = Pki.selfSigned("small.test").certificate();
        var flow = flow(1, Protocol.TLS);
        handshakes.offered(flow, Hellos.captured("chromium"));
        var chain = new java.util.ArrayList<>(java.util.Collections.nCopies(100, small));
        chain.addFirst(large);
        handshakes.serverShowed(flow, chain, "doubt", List.of("small.test"));
        handshakes.presented(flow, chain);
        assertThat(call("{'id':1}").length).isLessThan(RpcCodec.MAX_LINE_BYTES - 1_024);
        var told = ask(1).server().chain();
        assertThat(told.more() + told.certificates().size()).isEqualTo(101);
        assertThat(told.certificates().getFirst().moreNames()).isEqualTo(2_900);
    }

    @Test
    void aFlowThatIsNotRememberedIsNotFound() {
        assertThatThrownBy(() -> ask(7))
                .hasMessageContaining("no flow 7")
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.NOT_FOUND.number()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'id':null}",
                "{'id':'x'}",
                "{'id':{}}",
                "{'id':[1]}",
                "{'id':true}",
                "{'id':1e99}",
                "{'id':99999999999999999999999999}",
                "{'ID':1}"
            })
    void whatIsNoIdIsRefused(String params) {
        assertThatThrownBy(() -> call(params))
                .isInstanceOfSatisfying(
                        RpcException.class,
                        e -> assertThat(e.error().code()).isEqualTo(ErrorCode.INVALID_PARAMS.number()));
    }

    @Test
    void itIsServedOnTheSocketToItsOwnerOnly() throws Exception {
        flow(1, Protocol.SSH);
        try (var server = new TestServer(Session.Timing.USUAL, List.of(methods))) {
            try (var client = server.client()) {
                assertThat(client.flowTls(1).helloMissing()).isEqualTo(FlowTls.NOT_TLS);
            }
            server.peerUid = 4711;
            try (var raw = server.raw().line(RawClient.HELLO)) {
                raw.read();
                assertThat(raw.line("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"flows.tls\",\"params\":{\"id\":1}}")
                                .errorCode())
                        .isEqualTo(ErrorCode.NOT_ALLOWED.number());
            }
        }
    }
}
