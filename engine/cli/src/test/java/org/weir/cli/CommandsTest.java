package org.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;

/** Each command against a scripted engine: what it asks, what it prints, what it exits with. */
class CommandsTest extends CommandFixture {
    @Test
    void statusInWords() {
        ok("status");
        assertThat(weir.out())
                .startsWith("observing: connections are captured and shown; none is decrypted\n")
                .contains("3 open, 1042 since start: 1030 passed, 8 blocked, 4 rerouted")
                .contains("121 KiB up, 639 KiB down")
                .contains("capturing, attribution full")
                .contains("up 6 min 0 s, mode open")
                .contains("warning  rules.json has an error")
                .contains("line 3, column 14");
    }

    @Test
    void statusAsJsonIsTheProtocols() throws IOException {
        assertThat(json("status", "--json"))
                .isEqualTo(ScriptedEngine.golden("status.response.json").get("result"));
        assertThat(json("--json", "status")).as("before the command, too").isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "on|{'on':true}",
                "on --mode hold|{'on':true,'mode':'hold'}",
                "off|{'on':false}",
                "pause 15m|{'on':false,'pause_seconds':900}",
                "pause 30s|{'on':false,'pause_seconds':30}",
                "pause 2h|{'on':false,'pause_seconds':7200}",
                "pause 7d|{'on':false,'pause_seconds':604800}",
                "pause until-restart|{'on':false,'until_restart':true}",
                "resume|{'on':true}"
            })
    void captureCommandsAskAndShowTheStatus(String line, String asked) {
        ok(line.split(" "));
        assertThat(engine.asked("capture.set")).isEqualTo(asked);
        assertThat(weir.out()).startsWith("observing: ");
    }

    @Test
    void aPauseSaysUntilWhen() {
        var status = "{'protocol':1,'version':'0.1.0','state':'paused','wanted':'off','resume_at_ms':1790000000000,"
                + "'mode':'open','interceptor':{'connected':true,'state':'idle','attribution':'full','version':'1'},"
                + "'problems':[],'flows':{'open':0,'total':0,'passed':0,'blocked':0,'rerouted':0,'inspected':0,"
                + "'bytes_up':0,'bytes_down':0},'rules':{'count':0,'revision':0},'uptime_ms':1000,'pid':1}";
        engine.answer("capture.set", status);
        ok("pause", "15m");
        assertThat(weir.out()).startsWith("paused: nothing is captured until " + Text.time(1_790_000_000_000L));
    }

    @Test
    void aPauseUntilRestartSaysSo() {
        var status = "{'protocol':1,'version':'0.1.0','state':'paused','wanted':'off','resume_at_ms':null,"
                + "'mode':'open','interceptor':{'connected':true,'state':'idle','attribution':'full','version':'1'},"
                + "'problems':[],'flows':{'open':0,'total':0,'passed':0,'blocked':0,'rerouted':0,'inspected':0,"
                + "'bytes_up':0,'bytes_down':0},'rules':{'count':0,'revision':0},'uptime_ms':1000,'pid':1}";
        engine.answer("capture.set", status);
        ok("pause", "until-restart");
        assertThat(weir.out()).startsWith("paused: nothing is captured until you resume it or the engine is started");
    }

    @Test
    void flowsAsATable() {
        ok("flows");
        var lines = weir.out().lines().toList();
        assertThat(lines.get(0)).startsWith("ID    TIME");
        assertThat(lines.get(1))
                .contains(
                        "1042",
                        "client-closed",
                        "curl",
                        "4711",
                        "web.lab.test:443 (192.0.2.10)",
                        "tls",
                        "pass",
                        "517 B");
        assertThat(lines.get(2)).contains("1041", "open", "x.py", "web.lab.test:80", "http", "reroute (r2)");
        assertThat(lines.get(0).indexOf("APP")).isEqualTo(lines.get(1).indexOf("curl"));
        assertThat(lines.get(3)).isEqualTo("2 of 1042 shown; see --limit");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100, 140})
    void aTableFitsTheTerminal(int columns) {
        weir = new CommandRunner(engine.socket(), columns);
        ok("flows");
        assertThat(weir.out().lines().filter(line -> line.length() > Math.max(columns, 95)))
                .isEmpty();
    }

    @Test
    void flowsAsJsonAndFiltersAsTheProtocolSays() throws IOException {
        engine.answer(
                "flows.list",
                ScriptedEngine.golden("flows.list.response.json")
                        .get("result")
                        .toString()
                        .replace("\"total\":1042", "\"total\":2"));
        var page = json(
                "flows",
                "--json",
                "--app",
                "curl",
                "--user",
                "u",
                "--host",
                "*.lab.test",
                "--address",
                "192.0.2.10",
                "--port",
                "443",
                "--decision",
                "pass",
                "--state",
                "ended",
                "--limit",
                "50");
        assertThat(page.get("flows")).hasSize(2);
        assertThat(page.get("total").intValue()).isEqualTo(2);
        assertThat(engine.asked("flows.list"))
                .isEqualTo("{'filter':{'app':'curl','user':'u','host':'*.lab.test','address':'192.0.2.10','port':443,"
                        + "'decision':'pass','state':'ended'},'limit':50}");
    }

    @Test
    void aFlowIsClosed() {
        ok("flows", "close", "1041");
        assertThat(engine.asked("flows.close")).isEqualTo("{'id':1041}");
        assertThat(weir.out()).isEqualTo("flow 1041 is closed\n");
        engine.answer("flows.close", "{'closed':false}");
        ok("flows", "close", "1041");
        assertThat(weir.out()).isEqualTo("flow 1041 had ended by itself\n");
        assertThat(json("flows", "close", "1041", "--json").get("closed").booleanValue())
                .isFalse();
    }

    @Test
    void rulesAreListed() {
        ok("rules", "list");
        assertThat(weir.out())
                .contains("#  ID  ACTION")
                .contains("r2  reroute socks5://198.51.100.20:1080  app x.py, domain *.lab.test, port 80");
        assertThat(json("rules", "list", "--json").get("revision").intValue()).isEqualTo(5);
        engine.answer("rules.list", "{'rules':[],'revision':1,'problems':['line 1, column 1: not JSON']}");
        ok("rules", "list");
        assertThat(weir.out()).isEqualTo("problem: line 1, column 1: not JSON\nno rules: every connection is passed\n");
    }

    @Test
    void aProxysPasswordIsNotShown() {
        engine.answer(
                "rules.list",
                "{'rules':[{'id':'r1','action':'reroute','target':'socks5://me:secret@proxy:1080'}],'revision':1,"
                        + "'problems':[]}");
        ok("rules", "list");
        assertThat(weir.out()).contains("socks5://me:***@proxy:1080").doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "block|{'rule':{'action':'block'}}",
                "--app curl --port 443 --at 0 block|{'rule':{'app':'curl','port':'443','action':'block'},'index':0}",
                "--user u --domain *.test --cidr 192.0.2.0/24 --protocol tls --note n pass"
                        + "|{'rule':{'user':'u','domain':'*.test','cidr':'192.0.2.0/24','protocol':'tls','action':'pass',"
                        + "'note':'n'}}",
                "reroute socks5://p:1080|{'rule':{'action':'reroute','target':'socks5://p:1080'}}",
                "inspect|{'rule':{'action':'inspect'}}",
                "--on-refusal block inspect|{'rule':{'action':'inspect','on_refusal':'block'}}"
            })
    void rulesAreAdded(String line, String asked) {
        ok(("rules add " + line).split(" "));
        assertThat(engine.asked("rules.add")).isEqualTo(asked);
        assertThat(weir.out()).startsWith("rule r2 is at 0: reroute");
    }

    @Test
    void rulesAreMovedAndRemoved() {
        ok("rules", "move", "r2", "1");
        assertThat(engine.asked("rules.move")).isEqualTo("{'id':'r2','index':1}");
        ok("rules", "remove", "r2");
        assertThat(engine.asked("rules.remove")).isEqualTo("{'id':'r2'}");
        assertThat(json("rules", "remove", "r2", "--json").get("removed").stringValue())
                .isEqualTo("r2");
        assertThat(json("rules", "move", "r2", "1", "--json").get("index").intValue())
                .isEqualTo(1);
        assertThat(json("rules", "add", "--json", "block").get("rule").get("id").stringValue())
                .isEqualTo("r2");
    }

    @Test
    void rulesAreTested() {
        ok(
                "rules",
                "test",
                "--app",
                "/usr/bin/curl",
                "--user",
                "u",
                "--host",
                "h",
                "--address",
                "192.0.2.1",
                "--port",
                "443",
                "--protocol",
                "tls");
        assertThat(engine.asked("rules.test"))
                .isEqualTo(
                        "{'app':'/usr/bin/curl','user':'u','host':'h','address':'192.0.2.1','port':443,'protocol':'tls'}");
        assertThat(weir.out())
                .isEqualTo("pass: rule r1: app curl (the interceptor leaves it alone; the engine never sees it)\n");
        assertThat(json("rules", "test", "--json").get("rule").stringValue()).isEqualTo("r1");
        engine.answer(
                "rules.test",
                "{'decision':'inspect','rule':'r2','reason':'rule r2: everything','compiled':false,'quic_refused':true}");
        ok("rules", "test");
        assertThat(weir.out())
                .isEqualTo(
                        "inspect: rule r2: everything; QUIC (UDP to port 443) is refused, so that the app uses TCP\n");
    }

    @Test
    void doctorSpeaksPlainlyAndAnErrorHasItsExitCode() {
        ok("doctor");
        assertThat(weir.out())
                .contains("ok       The interceptor is connected and capturing\n")
                .contains("warning  rules.json has an error")
                .contains("to do: weir rules list");
        engine.answer("doctor", "{'checks':[{'id':'x','severity':'error','title':'Broken','detail':''}]}");
        assertThat(weir.run("doctor")).isEqualTo(ExitCode.DOCTOR_FOUND);
        assertThat(weir.run("doctor", "--json")).isEqualTo(ExitCode.DOCTOR_FOUND);
        assertThat(weir.out()).startsWith("{\"checks\":[");
    }

    @Test
    void versionNeedsNoEngine() throws IOException {
        engine.stop();
        ok("version");
        assertThat(weir.out()).startsWith("weir ");
        assertThat(json("version", "--json").get("protocol").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_ALLOWED, 4, not allowed: because",
        "INVALID_PARAMS, 1, because",
        "NOT_FOUND, 1, because",
        "STORAGE_FAILED, 1, 'it is in force, but could not be kept: because'",
        "INTERNAL_ERROR, 1, because"
    })
    void refusalsAreSaidAndHaveTheirExitCode(ErrorCode code, int exit, String sentence) {
        engine.refuse("rules.add", code, "because");
        assertThat(weir.run("rules", "add", "block")).isEqualTo(exit);
        assertThat(weir.err()).isEqualTo("weir: " + sentence + "\n");
        assertThat(weir.run("rules", "add", "--json", "block")).isEqualTo(exit);
        var error = RpcCodec.json().readTree(weir.out()).get("error");
        assertThat(error.get("message").stringValue()).isEqualTo(sentence);
        assertThat(weir.err()).isEmpty();
    }

    @Test
    void aNewerEngineIsAFailureInWords() {
        engine.refuse("hello", ErrorCode.WRONG_VERSION, "this engine speaks version 2 of the protocol");
        assertThat(weir.run("status")).isEqualTo(ExitCode.FAILED);
        assertThat(weir.err()).contains("speaks version 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no-such-command",
                "pause",
                "pause 15",
                "pause 0s",
                "pause 8d",
                "pause restart",
                "flows --port x",
                "flows --limit 0",
                "flows --limit 20001",
                "flows close",
                "flows close x",
                "flows tls",
                "flows tls x",
                "flows tls 1 --pem app",
                "rules",
                "rules add",
                "rules add alow",
                "rules add reroute",
                "rules add block somewhere",
                "rules add --on-refusal block pass",
                "rules add --on-refusal ask inspect",
                "rules move r1",
                "rules remove",
                "status --no-such-option"
            })
    void wrongUsageIsTwo(String line) {
        assertThat(weir.run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(weir.err()).isNotEmpty();
        assertThat(weir.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "on", "off", "resume", "flows", "flows --watch", "rules list", "doctor"})
    void withoutAnEngineItIsThree(String line) throws IOException {
        engine.stop();
        assertThat(weir.run(line.split(" "))).isEqualTo(ExitCode.NOT_REACHABLE);
        assertThat((weir.out() + weir.err()).toLowerCase(Locale.ROOT)).contains("your network works without");
    }

    @Test
    void doctorWithoutAnEngineSaysWhatToDo() throws IOException {
        engine.stop();
        assertThat(weir.run("doctor", "--json")).isEqualTo(ExitCode.NOT_REACHABLE);
        var checks = RpcCodec.json().readTree(weir.out()).get("checks");
        assertThat(checks.get(0).get("id").stringValue()).isEqualTo("engine");
        assertThat(weir.out()).contains("weir-interceptor reset");
    }

    @Test
    void theOptionNamesTheSocketBeforeTheEnvironment() throws IOException {
        assertThat(weir.run("--socket", "/nowhere/control.sock", "status")).isEqualTo(ExitCode.NOT_REACHABLE);
        assertThat(weir.err()).contains("there is no /nowhere/control.sock");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "status --help",
                "on -h",
                "flows --help",
                "flows close --help",
                "rules --help",
                "rules add --help",
                "http --help",
                "http add --help",
                "inspect add --help",
                "doctor --help"
            })
    void everyCommandHasHelp(String line) {
        ok(line.split(" "));
        assertThat(weir.out()).startsWith("Usage: weir");
    }

    @Test
    void helpAndThePageNameTheSameExitCodes() throws IOException {
        ok("--help");
        var page = Files.readString(Path.of("../../docs/cli.md"));
        for (var code : new int[] {0, 1, 2, 3, 4, 5}) {
            assertThat(weir.out()).containsPattern("(?m)^  " + code + "   \\w");
            assertThat(page).contains("| " + code + " |");
        }
    }

    @Test
    void controlCharactersFromOutsideDoNotReachTheTerminal() throws IOException {
        var evil = ScriptedEngine.golden("flows.list.response.json")
                .get("result")
                .toString()
                .replace("web.lab.test", "web\\u001b[2J\\u009b.test");
        engine.answer("flows.list", evil);
        ok("flows");
        assertThat(weir.out()).contains("web?[2J?.test").doesNotContain("\u001b");
    }
}
