package org.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;

/** {@code weir approvals} and {@code weir approve} against a scripted engine. */
class ApprovalsTest extends CommandFixture {
    @Test
    void theInboxAsATable() {
        assertThat(weir.run("approvals", "--all")).isZero();
        var lines = weir.out().lines().toList();
        assertThat(lines.get(0)).startsWith("ID").contains("EVIDENCE", "CAUSE");
        assertThat(lines.get(1)).contains("5d1f3c90ab", "curl", "lab.test", "open", "certain", "unknown_ca");
        assertThat(lines.get(2)).contains("main.py", "example.co.uk", "keep (30d)", "likely");
        assertThat(lines.get(3)).contains("1 open", "weir approve ID");
        assertThat(engine.asked("approvals.list")).isEqualTo("{'all':true,'limit':1000,'offset':0}");
    }

    @Test
    void anEmptyInboxIsSaid() {
        engine.answer("approvals.list", "{'items':[],'total':0,'pending':0}");
        assertThat(weir.run("approvals")).isZero();
        assertThat(weir.out()).contains("no app refuses");
    }

    @Test
    void theInboxAsJsonIsTheProtocols() throws IOException {
        assertThat(weir.run("approvals", "--json")).isZero();
        assertThat(RpcCodec.json().readTree(weir.out()))
                .isEqualTo(ScriptedEngine.golden("approvals.list.response.json").get("result"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "approve a1 keep|{'id':'a1','decision':'keep'}",
                "approve a1 block --scope app --for 30d|{'id':'a1','decision':'block','scope':'app','duration':'30d'}",
                "approve a1 try-once --scope host|{'id':'a1','decision':'try-once','scope':'host'}",
                "approve a1 inspect --for app|{'id':'a1','decision':'inspect','duration':'app'}"
            })
    void decisionsAreAskedFor(String line, String asked) {
        assertThat(weir.run(line.split(" "))).isZero();
        assertThat(engine.asked("approvals.decide")).isEqualTo(asked);
        assertThat(weir.out()).contains("curl to lab.test: passed through");
    }

    @Test
    void fixTrustPrintsTheCommand() {
        engine.answer(
                "approvals.decide",
                "{'effect':'let curl trust our certificate','trust':{'store':'env',"
                        + "'command':'weir trust install --store env','text':'it trusts its own list'}}");
        assertThat(weir.run("approve", "a1", "fix-trust")).isZero();
        assertThat(weir.out()).contains("  weir trust install --store env");
    }

    @Test
    void undoTakesBack() {
        assertThat(weir.run("approve", "--undo")).isZero();
        assertThat(weir.out()).startsWith("taken back: curl to lab.test");
        assertThat(engine.asked("approvals.undo")).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "approve",
                "approve a1",
                "approve a1 maybe",
                "approve a1 keep --scope world",
                "approve a1 keep --for 2h",
                "approve a1 keep --undo"
            })
    void wrongUsageAsksNothing(String line) {
        assertThat(weir.run(line.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(engine.asked("approvals.decide")).isEqualTo("nothing");
    }

    @Test
    void refusalsBecomeExitCodes() {
        engine.refuse("approvals.decide", ErrorCode.NOT_FOUND, "there is no entry a1");
        assertThat(weir.run("approve", "a1", "keep")).isEqualTo(ExitCode.FAILED);
        assertThat(weir.err()).contains("there is no entry a1");
        engine.refuse("approvals.undo", ErrorCode.NOT_ALLOWED, "not you");
        assertThat(weir.run("approve", "--undo")).isEqualTo(ExitCode.NOT_ALLOWED);
    }

    @Test
    void theStatusSaysThatSomethingWaits() {
        assertThat(weir.run("status")).isZero();
        assertThat(weir.out()).contains("approvals    1 open");
    }

    @Test
    void aWatchShowsWhatIsThereAndEndsWithTheEngine() throws Exception {
        var ended = new java.util.concurrent.CompletableFuture<Integer>();
        Thread.ofVirtual().start(() -> ended.complete(weir.run("approvals", "--watch")));
        org.awaitility.Awaitility.await().until(() -> weir.out().contains("5d1f3c90ab"));
        engine.stop();
        assertThat(ended.get(20, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(ExitCode.NOT_REACHABLE);
    }
}
