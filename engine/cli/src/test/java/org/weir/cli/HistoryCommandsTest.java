package org.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;

/** The commands of the history against a scripted engine: what they ask, what they print. */
class HistoryCommandsTest extends CommandFixture {
    @Test
    void exchangesAsATable() {
        ok("exchanges", "--app", "curl", "--status", "4xx", "--limit", "2", "--flow", "7");
        assertThat(engine.asked("exchanges.list"))
                .isEqualTo("{'filter':{'app':'curl','status':'4xx','flow':7},'limit':2}");
        var lines = weir.out().lines().toList();
        assertThat(lines.get(0)).startsWith("ID  TIME").contains("METHOD  STATUS");
        assertThat(lines.get(1)).contains("77", "POST", "200*", "/form?token=[redacted]", "5 B");
        assertThat(lines.get(2)).contains("76", "GET", "open");
        assertThat(lines.get(3)).isEqualTo("2 shown, there are more; see --limit");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 100})
    void tablesFitTheTerminal(int columns) {
        weir = new CommandRunner(engine.socket(), columns);
        assertThat(ok("exchanges", "--limit", "2").lines().limit(3)).allMatch(line -> line.length() <= columns);
    }

    @Test
    void historyShowsFlows() {
        ok("history", "--host", "*.lab.test", "--since", "2026-01-31T12:00:00Z");
        assertThat(engine.asked("history.flows"))
                .isEqualTo("{'filter':{'host':'*.lab.test','since_ms':1769860800000},'limit':200}");
        assertThat(weir.out()).contains("1042", "curl", "web.lab.test:443");
        assertThat(ok("history", "clear")).isEqualTo("the history is empty\n");
    }

    @Test
    void showTellsAllOfAnExchange() {
        assertThat(ok("show", "77"))
                .contains("POST https://web.lab.test/form?token=[redacted] HTTP/1.1")
                .contains("Cookie: sid=[redacted]")
                .contains("(body: 11 B, captured)")
                .contains("(changed by rule r3: set header X-Test)")
                .contains("HTTP/1.1 200 OK")
                .contains("(body: 5 B, not captured; see weir settings)")
                .contains("(trailer) X-Sum: 9")
                .contains("waited 9 ms")
                .contains("2 messages from the app, 3 from the server");
        assertThat(ok("show", "77", "--body", "request")).isEqualTo("hello world");
        assertThat(engine.asked("exchanges.body")).isEqualTo("{'id':77,'side':'request','offset':0}");
        ok("show", "77", "--body");
        assertThat(engine.asked("exchanges.body")).contains("'side':'response'");
        engine.refuse("exchanges.get", ErrorCode.NOT_FOUND, "no exchange 9");
        assertThat(weir.run("show", "9")).isEqualTo(ExitCode.FAILED);
        assertThat(weir.err()).contains("no exchange 9");
    }

    @Test
    void curlIsACommand() {
        assertThat(ok("curl", "77")).startsWith("curl \\\n  --http1.1").contains("--data-raw 'hello world'");
        assertThat(engine.asked("exchanges.get")).contains("'redact':false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "capture_bodies=on|{'history':{'capture_bodies':true}}",
                "history_days=7|{'history':{'history_days':7}}",
                "body_hosts=*.a.test,b.test|{'history':{'body_hosts':['*.a.test','b.test']}}",
                "body_hosts=|{'history':{'body_hosts':[]}}"
            })
    void settingsAreChanged(String change, String asked) {
        ok("settings", change);
        assertThat(engine.asked("settings.set")).isEqualTo(asked);
    }

    @Test
    void settingsAreShown() {
        assertThat(ok("settings")).contains("capture_bodies", "off", "history_days", "30");
        assertThat(RpcCodec.json()
                        .readTree(ok("settings", "--json"))
                        .at("/history/body_days")
                        .asInt())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense=1", "capture_bodies", "capture_bodies=perhaps", "history_days=x"})
    void wrongSettingsAreRefused(String change) {
        assertThat(weir.run("settings", change)).isEqualTo(2);
        assertThat(engine.asked("settings.set")).isEqualTo("nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"exchanges --limit 0", "exchanges --since yesterday", "history --limit 0", "show", "har --x"})
    void wrongUsageIsTold(String line) {
        assertThat(weir.run(line.split(" "))).isEqualTo(2);
    }
}
