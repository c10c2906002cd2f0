package org.weir.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.control.Check;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.ExchangeView;
import org.weir.api.control.Settings;
import org.weir.api.rpc.RpcException;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy;

/** What is noted can be asked for, also by the next engine. */
class HistoryTest {
    @TempDir
    Path state;

    private HistoryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new HistoryFixture(state);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void reopen() {
        fixture.close();
        fixture = new HistoryFixture(state);
    }

    private void exchange(long flow, String app, String host, String path, int status) {
        ScriptedFlows.exchange(
                fixture.exchanges,
                ScriptedFlows.flow(flow, app, host),
                ScriptedFlows.get(host, path, "Host", host),
                "",
                ScriptedFlows.answer(status, "Content-Type", "text/html; charset=utf-8"),
                "hello");
    }

    @Test
    void anExchangeIsListedAndShown() throws RpcException {
        var flow = ScriptedFlows.flow(1, "curl", "web.lab.test");
        var recorder = fixture.exchanges.begin(
                flow,
                ScriptedFlows.post("web.lab.test", "/a?b=c", "Host", "web.lab.test", "X-One", "1", "x-one", "2"),
                List.of(new HttpPolicy.Change("r1", "set header X-One")));
        recorder.requestBody(ScriptedFlows.bytes("abc"));
        recorder.requestEnd(Headers.of("X-Sum", "9"));
        recorder.informational(ScriptedFlows.answer(103, "Link", "</x>"));
        recorder.response(
                ScriptedFlows.answer(201, "Content-Type", "Text/HTML; charset=utf-8"),
                List.of(new HttpPolicy.Change("r2", "inject script")));
        recorder.responseBody(ScriptedFlows.bytes("hello"));
        recorder.end(Headers.of("X-End", "1"));

        var page = fixture.list("{}");

        assertThat(page.more()).isFalse();
        assertThat(page.exchanges()).hasSize(1);
        var view = page.exchanges().getFirst();
        assertThat(view.method()).isEqualTo("POST");
        assertThat(view.url()).isEqualTo("https://web.lab.test/a?b=c");
        assertThat(view.status()).isEqualTo(201);
        assertThat(view.app()).isEqualTo("curl");
        assertThat(view.state()).isEqualTo("done");
        assertThat(view.mime()).isEqualTo("text/html");
        assertThat(view.requestBytes()).isEqualTo(3);
        assertThat(view.responseBytes()).isEqualTo(5);
        assertThat(view.changed()).isTrue();
        assertThat(view.durationMs()).isNotNull();

        var detail = fixture.get(view.id());
        assertThat(detail.request().headers())
                .extracting(ExchangeDetail.Header::name)
                .containsExactly("Host", "X-One", "x-one");
        assertThat(detail.request().trailers()).containsExactly(new ExchangeDetail.Header("X-Sum", "9"));
        assertThat(detail.request().changes()).containsExactly(new ExchangeDetail.Change("r1", "set header X-One"));
        assertThat(detail.informational())
                .extracting(ExchangeDetail.Response::status)
                .containsExactly(103);
        assertThat(detail.response().trailers()).containsExactly(new ExchangeDetail.Header("X-End", "1"));
        assertThat(detail.response().body()).isEqualTo(new ExchangeDetail.Body(5, 0, "off"));
        assertThat(detail.timings().totalUs()).isNotNull();
        assertThat(detail.app().executable()).isEqualTo("/usr/bin/curl");
    }

    @Test
    void filtersMatchWhatTheySay() throws RpcException {
        exchange(1, "curl", "a.lab.test", "/1", 200);
        exchange(2, "firefox", "b.lab.test", "/2", 404);
        exchange(2, "firefox", "b.lab.test", "/100%_x", 302);

        assertThat(urls("{'app':'CURL'}")).containsExactly("https://a.lab.test/1");
        assertThat(urls("{'app':'/usr/bin/fire*'}")).hasSize(2);
        assertThat(urls("{'host':'B.*'}")).hasSize(2);
        assertThat(urls("{'status':'4xx'}")).containsExactly("https://b.lab.test/2");
        assertThat(urls("{'status':'302'}")).containsExactly("https://b.lab.test/100%_x");
        assertThat(urls("{'url':'*/100%_?'}")).containsExactly("https://b.lab.test/100%_x");
        assertThat(urls("{'url':'*/1?'}")).as("? is one character").isEmpty();
        assertThat(urls("{'method':'get','flow':2}")).hasSize(2);
        assertThat(urls("{'mime':'text/*'}")).hasSize(3);
        assertThat(urls("{'state':'open'}")).isEmpty();
        assertThat(urls("{'host':'\\\\'}")).isEmpty();
        for (var wrong : List.of("{'status':'9'}", "{'state':'x'}", "{'host':''}", "{'flow':'x'}")) {
            assertThatThrownBy(() -> fixture.list(wrong))
                    .satisfiesAnyOf(
                            e -> assertThat(e).isInstanceOf(IllegalArgumentException.class),
                            e -> assertThat(e).isInstanceOf(RpcException.class))
                    .hasMessageContaining("filter.");
        }
    }

    private List<String> urls(String filter) throws RpcException {
        return fixture.list(filter).exchanges().stream().map(ExchangeView::url).toList();
    }

    @Test
    void pagesAreWholeAndNewestFirst() throws RpcException {
        for (var i = 0; i < 25; i++) {
            exchange(1, "curl", "a.test", "/" + i, 200);
        }
        var first = fixture.ask("exchanges.list", "{'limit':10}");
        assertThat(first.get("more").asBoolean()).isTrue();
        assertThat(first.get("exchanges")).hasSize(10);
        assertThat(first.get("exchanges").get(0).get("url").asString()).isEqualTo("https://a.test/24");
        var last = first.get("exchanges").get(9).get("id").asLong();
        var second = fixture.ask("exchanges.list", "{'limit':20,'before_id':" + last + "}");
        assertThat(second.get("exchanges")).hasSize(15);
        assertThat(second.get("more").asBoolean()).isFalse();
    }

    @Test
    void flowsAreKeptForTheNextEngine() throws RpcException {
        var watch = fixture.history.flows();
        var flow = ScriptedFlows.flow(1, "curl", "web.lab.test");
        watch.opened(flow, reason -> {});
        watch.changed(flow);
        var open = ScriptedFlows.flow(2, "wget", "x.test");
        watch.opened(open, reason -> {});
        watch.changed(open);
        flow.addUp(10);
        flow.end(flow.started().plusSeconds(1), org.weir.engine.flow.CloseReason.CLIENT_CLOSED);
        watch.ended(flow);

        reopen();

        var flows = fixture.ask("history.flows", "{'filter':{'app':'curl'}}").get("flows");
        assertThat(flows).hasSize(1);
        assertThat(flows.get(0).get("host").asString()).isEqualTo("web.lab.test");
        assertThat(flows.get(0).get("bytes_up").asLong()).isEqualTo(10);
        assertThat(flows.get(0).get("close").asString()).isEqualTo("client-closed");
        var lost = fixture.ask("history.flows", "{'filter':{'app':'wget'}}").get("flows");
        assertThat(lost.get(0).get("state").asString()).as("its engine is gone").isEqualTo("ended");
        assertThat(fixture.history.lastFlowId()).isEqualTo(2);
    }

    @Test
    void idsGoOnWhereTheyEnded() throws RpcException {
        exchange(1, "curl", "a.test", "/1", 200);
        var first = fixture.list("{}").exchanges().getFirst().id();
        reopen();
        exchange(1, "curl", "a.test", "/2", 200);
        var page = fixture.list("{}");
        assertThat(page.exchanges()).hasSize(2);
        assertThat(page.exchanges().getFirst().id()).isGreaterThan(first);
    }

    @Test
    void anExchangeThatNeverEndedIsAbortedForTheNextEngine() throws RpcException {
        var recorder = fixture.exchanges.begin(
                ScriptedFlows.flow(1, "curl", "a.test"), ScriptedFlows.get("a.test", "/"), List.of());
        assertThat(fixture.list("{'state':'open'}").exchanges()).hasSize(1);
        recorder.requestEnd(Headers.EMPTY);
        reopen();
        var view = fixture.list("{}").exchanges().getFirst();
        assertThat(view.state()).isEqualTo("aborted");
        assertThat(fixture.get(view.id()).aborted()).contains("engine ended");
    }

    /** What is on the disk of a body can be read, also when nobody could write down how much it was. */
    @Test
    void ofAnExchangeThatNeverEndedThereIsTheBodyUpToThen() throws Exception {
        fixture.capture(true);
        var recorder = fixture.exchanges.begin(
                ScriptedFlows.flow(1, "curl", "a.test"), ScriptedFlows.get("a.test", "/"), List.of());
        recorder.requestEnd(Headers.EMPTY);
        recorder.response(ScriptedFlows.answer(200), List.of());
        var id = fixture.list("{'status':'200'}").exchanges().getFirst().id();
        recorder.responseBody(ScriptedFlows.bytes("half of it"));
        assertThat(fixture.body(id, "response")).isEqualTo("half of it".getBytes(StandardCharsets.UTF_8));
        assertThat(fixture.get(id).response().body()).isEqualTo(new ExchangeDetail.Body(10, 10, null));
        reopen();
        assertThat(fixture.get(id).response().body()).isEqualTo(new ExchangeDetail.Body(10, 10, "failed"));
        assertThat(fixture.body(id, "response")).isEqualTo("half of it".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bodiesAreKeptWhenAskedForAndBelongToTheOwnerOnly() throws Exception {
        fixture.capture(true);
        ScriptedFlows.exchange(
                fixture.exchanges,
                ScriptedFlows.flow(1, "curl", "a.test"),
                ScriptedFlows.post("a.test", "/"),
                "question",
                ScriptedFlows.answer(200),
                "answer");
        var id = fixture.list("{}").exchanges().getFirst().id();

        assertThat(fixture.body(id, "request")).isEqualTo("question".getBytes(StandardCharsets.UTF_8));
        assertThat(fixture.body(id, "response")).isEqualTo("answer".getBytes(StandardCharsets.UTF_8));
        assertThat(fixture.get(id).response().body()).isEqualTo(new ExchangeDetail.Body(6, 6, null));
        assertThat(fixture.ask("exchanges.body", "{'id':" + id + ",'side':'request','offset':2,'limit':3}")
                        .get("data")
                        .binaryValue())
                .isEqualTo("est".getBytes(StandardCharsets.UTF_8));
        assertThat(fixture.ask("exchanges.body", "{'id':" + id + ",'side':'request','offset':99}")
                        .get("data")
                        .binaryValue())
                .isEmpty();
        try (var all = Files.walk(state)) {
            for (var path : all.filter(path -> !path.equals(state)).toList()) {
                var rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                if (!path.toString().contains("/native/")) {
                    assertThat(rights).as(path.toString()).endsWith("------");
                }
            }
        }
    }

    @Test
    void bodiesEndAtTheirLimitAndOnlyWhereWanted() throws Exception {
        fixture.history
                .settings()
                .change(new Settings.History(
                        null, null, true, List.of("*.wanted.test"), List.of("curl"), 1, null, null, null, null, null));
        var long3 = "x".repeat(3_000);
        ScriptedFlows.exchange(
                fixture.exchanges,
                ScriptedFlows.flow(1, "curl", "a.wanted.test"),
                ScriptedFlows.get("a.wanted.test", "/"),
                "",
                ScriptedFlows.answer(200),
                long3);
        for (var other : List.of("curl other.test", "wget a.wanted.test")) {
            var words = other.split(" ");
            ScriptedFlows.exchange(
                    fixture.exchanges,
                    ScriptedFlows.flow(1, words[0], words[1]),
                    ScriptedFlows.get(words[1], "/"),
                    "",
                    ScriptedFlows.answer(200),
                    long3);
        }
        var all = fixture.list("{}").exchanges();
        assertThat(fixture.body(all.get(2).id(), "response")).hasSize(1024);
        assertThat(fixture.get(all.get(2).id()).response().body())
                .isEqualTo(new ExchangeDetail.Body(3_000, 1_024, "limit"));
        assertThat(fixture.get(all.get(1).id()).response().body().cut()).isEqualTo("off");
        assertThat(fixture.get(all.get(0).id()).response().body().cut()).isEqualTo("off");
    }

    @Test
    void webSocketMessagesAreCountedAndKept() throws Exception {
        fixture.capture(true);
        var recorder = fixture.exchanges.begin(
                ScriptedFlows.flow(1, "curl", "a.test"), ScriptedFlows.get("a.test", "/"), List.of());
        recorder.requestEnd(Headers.EMPTY);
        recorder.response(ScriptedFlows.answer(101), List.of());
        recorder.webSocket(true, 1, false, ScriptedFlows.bytes("hel"));
        recorder.webSocket(true, 0, true, ScriptedFlows.bytes("lo"));
        recorder.webSocket(false, 2, true, ScriptedFlows.bytes("x".repeat(2_000_000)));
        recorder.webSocket(false, 8, true, ScriptedFlows.bytes(""));
        recorder.end(Headers.EMPTY);
        var id = fixture.list("{}").exchanges().getFirst().id();
        fixture.body(id, "request");

        assertThat(fixture.get(id).webSocket().fromClient()).isEqualTo(2);
        assertThat(fixture.get(id).webSocket().fromServer()).isEqualTo(2);
        var first = fixture.ask("exchanges.messages", "{'id':" + id + "}");
        assertThat(first.get("messages")).hasSize(2);
        assertThat(first.get("messages").get(0).get("data").binaryValue())
                .isEqualTo("hel".getBytes(StandardCharsets.UTF_8));
        assertThat(first.get("messages").get(0).get("from_client").asBoolean()).isTrue();
        var second = fixture.ask(
                "exchanges.messages",
                "{'id':" + id + ",'offset':" + first.get("next").asLong() + "}");
        assertThat(second.get("messages").get(0).get("bytes").asLong()).isEqualTo(2_000_000);
        assertThat(second.get("messages").get(0).get("data").binaryValue()).hasSize(512 * 1024);
        assertThat(second.get("messages").get(1).get("opcode").asInt()).isEqualTo(8);
        assertThat(second.get("next").isNull()).isTrue();
    }

    @Test
    void secretsCanBeKeptOutOfTheDiskAndOutOfAnswers() throws Exception {
        exchangeWithSecrets();
        var open = fixture.list("{}").exchanges().getFirst();
        assertThat(fixture.get(open.id()).request().headers().getFirst().value())
                .isEqualTo("sid=abc");
        assertThat(fixture.ask("exchanges.get", "{'id':" + open.id() + ",'redact':true}")
                        .toString())
                .doesNotContain("abc")
                .doesNotContain("topsecret");
        assertThat(fixture.ask("exchanges.list", "{'redact':true}").toString()).doesNotContain("topsecret");
        fixture.ask("history.clear", "{}");

        fixture.ask("settings.set", "{'history':{'redact_stored':true}}");
        exchangeWithSecrets();

        var hidden = fixture.list("{}").exchanges().getFirst();
        assertThat(hidden.url()).isEqualTo("https://a.test/?token=[redacted]");
        assertThat(fixture.get(hidden.id()).request().headers().getFirst().value())
                .isEqualTo("sid=[redacted]");
        fixture.close();
        try (var files = Files.walk(state)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("topsecret");
            }
        }
        fixture = new HistoryFixture(state);
    }

    private void exchangeWithSecrets() {
        ScriptedFlows.exchange(
                fixture.exchanges,
                ScriptedFlows.flow(1, "curl", "a.test"),
                ScriptedFlows.get("a.test", "/?token=topsecret", "Cookie", "sid=abc"),
                "",
                ScriptedFlows.answer(200),
                "");
    }

    @Test
    void clearForgetsEverything() throws Exception {
        fixture.capture(true);
        exchange(1, "curl", "a.test", "/", 200);
        var id = fixture.list("{}").exchanges().getFirst().id();
        fixture.body(id, "response");
        fixture.ask("history.clear", "{}");
        assertThat(fixture.list("{}").exchanges()).isEmpty();
        assertThat(Files.exists(state.resolve("history/bodies"))).isFalse();
        exchange(1, "curl", "a.test", "/", 200);
        assertThat(fixture.list("{}").exchanges().getFirst().id()).isGreaterThan(id);
        fixture.body(fixture.list("{}").exchanges().getFirst().id(), "response");
    }

    @Test
    void settingsAreKeptAndCheckedAndABadFileIsCareful() throws Exception {
        fixture.ask("settings.set", "{'history':{'capture_bodies':true,'history_days':7}}");
        assertThatThrownBy(() -> fixture.ask("settings.set", "{'history':{'history_days':0}}"))
                .hasMessageContaining("history_days");
        reopen();
        var now = fixture.ask("settings.get", "{}").get("history");
        assertThat(now.get("capture_bodies").asBoolean()).isTrue();
        assertThat(now.get("history_days").asInt()).isEqualTo(7);
        var good = Files.readAllBytes(state.resolve("settings.json"));
        for (var length = 0; length < good.length; length += 7) {
            Files.write(state.resolve("settings.json"), java.util.Arrays.copyOf(good, length));
            reopen();
            var careful = fixture.ask("settings.get", "{}").get("history");
            assertThat(careful.get("capture_bodies").asBoolean()).isFalse();
            assertThat(careful.get("redact_stored").asBoolean()).isTrue();
            assertThat(fixture.history.problems()).extracting(Check::id).contains("settings");
        }
    }

    @Test
    void aSecondEngineLeavesTheHistoryAlone() throws IOException {
        exchange(1, "curl", "a.test", "/", 200);
        try (var second = new HistoryFixture(state)) {
            assertThat(second.history.problems())
                    .singleElement()
                    .satisfies(check -> assertThat(check.detail()).contains("another engine"));
            assertThatThrownBy(() -> second.list("{}")).hasMessageContaining("no history");
            assertThat(second.exchanges.begin(ScriptedFlows.flow(1, "a", "b"), ScriptedFlows.get("b", "/"), List.of()))
                    .isSameAs(org.weir.engine.http.ExchangeObserver.Recorder.NONE);
        }
        assertThat(fixture.history.problems()).isEmpty();
    }
}
