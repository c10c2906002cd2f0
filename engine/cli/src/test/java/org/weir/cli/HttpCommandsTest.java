package org.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;

/** {@code weir http}, {@code weir inspect}, links in {@code --app}, and commands that wait for the interceptor. */
class HttpCommandsTest extends CommandFixture {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--block|[{'action':'block'}]",
                "--set-response-header X-Frame-Options:_DENY|[{'action':'set-response-header','name':'X-Frame-Options',"
                        + "'value':'DENY'}]",
                "--add-request-header A:b --remove-request-header C --set-request-header D:|[{'action':"
                        + "'remove-request-header','name':'C'},{'action':'set-request-header','name':'D','value':''},"
                        + "{'action':'add-request-header','name':'A','value':'b'}]",
                "--replace old=>new --replace-regex o+=>$0|[{'action':'replace-response','value':'new','find':'old'},"
                        + "{'action':'replace-response','value':'$0','find':'o+','regex':true}]",
                "--redirect https://x.test/$1 --status 308|[{'action':'redirect','status':308,"
                        + "'target':'https://x.test/$1'}]",
                "--answer 503 --header Retry-After:5 --body later|[{'action':'answer','status':503,'headers':"
                        + "[{'name':'Retry-After','value':'5'}],'body':'later'}]",
                "--answer 200 --file /srv/x.html|[{'action':'answer','status':200,'file':'/srv/x.html'}]",
                "--map localhost:8080|[{'action':'map','target':'localhost:8080'}]"
            })
    void actionsAreAsked(String line, String actions) {
        var words = ("http add " + line).split(" ");
        for (var i = 0; i < words.length; i++) {
            words[i] = words[i].replace('_', ' ');
        }
        ok(words);
        assertThat(engine.asked("http.rules.add")).isEqualTo("{'rule':{'actions':" + actions + "}}");
        assertThat(weir.out())
                .startsWith("HTTP rule h2 is at 1: set response header X-Frame-Options: DENY; replace response"
                        + " /colou?r/ => color; inject script when domain *.lab.test, url https://api.lab.test/v1/*,"
                        + " method GET, content type text/html")
                .contains("no rule inspects any yet");
    }

    @Test
    void conditionsAreAsked() {
        ok(
                "http",
                "add",
                "--app",
                "curl",
                "--user",
                "u",
                "--domain",
                "*.test",
                "--url",
                "https://x/*",
                "--method",
                "GET",
                "--content-type",
                "text/*",
                "--note",
                "n",
                "--at",
                "0",
                "--json",
                "--block");
        assertThat(engine.asked("http.rules.add"))
                .startsWith("{'rule':{'app':'curl','user':'u','domain':'*.test','url':'https://x/*','method':'GET',"
                        + "'content_type':'text/*','actions':[")
                .endsWith("],'note':'n'},'index':0}");
        assertThat(RpcCodec.json().readTree(weir.out()).get("rule").get("id").stringValue())
                .isEqualTo("h2");
    }

    @Test
    void aScriptsTextIsKeptInTheRule() throws IOException {
        var script = Files.writeString(folder.resolve("a.js"), "alert(1)");
        ok("http", "add", "--inject-script", script.toString());
        assertThat(engine.asked("http.rules.add"))
                .isEqualTo("{'rule':{'actions':[{'action':'inject-script','body':'alert(1)'}]}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http",
                "http add",
                "http add --app curl",
                "http add --set-response-header nocolon",
                "http add --replace nothing",
                "http add --block --answer 200",
                "http add --status 301 --block",
                "http add --body x --block",
                "http add --answer 200 --body x --file y",
                "http add --inject-script /no/such/file",
                "http move h1",
                "http test",
                "inspect",
                "inspect add",
                "inspect add --on-refusal ask curl"
            })
    void wrongUsageIsTwo(String line) {
        assertThat(weir.run(line.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(weir.err()).isNotEmpty();
        assertThat(engine.asked("http.rules.add")).isEqualTo("nothing");
    }

    @Test
    void httpRulesAreListedMovedRemovedAndTested() {
        ok("http", "list");
        assertThat(weir.out())
                .contains("#  ID  DOES")
                .contains("0  h1  answer 503")
                .contains("app curl");
        ok("http", "list", "--json");
        assertThat(RpcCodec.json().readTree(weir.out()).get("rules")).hasSize(2);
        ok("http", "move", "h2", "0");
        assertThat(engine.asked("http.rules.move")).isEqualTo("{'id':'h2','index':0}");
        ok("http", "remove", "h2");
        assertThat(engine.asked("http.rules.remove")).isEqualTo("{'id':'h2'}");
        ok("http", "test", "https://api.lab.test/v1/x");
        assertThat(engine.asked("http.rules.test")).isEqualTo("{'url':'https://api.lab.test/v1/x'}");
        assertThat(weir.out())
                .startsWith(
                        "forward\n  h2: set response header X-Frame-Options\nnote: such a connection is not inspected");
    }

    @ParameterizedTest
    @CsvSource({
        "firefox, app",
        "api.example.com, domain",
        "*.example.com, domain",
        "*, domain",
        "x.py, app",
        "python3.11, app",
        "/opt/x/y.z, app",
        "org.x.Main.jar, app",
        "localhost, app"
    })
    void whatIsAnAppAndWhatADomain(String what, String field) {
        ok("inspect", "add", what);
        assertThat(engine.asked("rules.add")).isEqualTo("{'rule':{'" + field + "':'" + what + "','action':'inspect'}}");
    }

    @Test
    void inspectIsListedAndRemoved() {
        ok("inspect", "list");
        assertThat(weir.out()).startsWith("nothing is inspected; to begin: weir inspect add ");
        engine.answer(
                "rules.list",
                "{'rules':[{'id':'r1','app':'firefox','action':'inspect'},{'id':'r2','app':'firefox','action':'pass'},"
                        + "{'id':'r3','app':'firefox','port':'443','action':'inspect','on_refusal':'block'}],"
                        + "'revision':1,'problems':[]}");
        ok("inspect", "list");
        assertThat(weir.out())
                .isEqualTo("r1  inspect when app firefox\nr3  inspect, block on refusal when app firefox, port 443\n");
        ok("inspect", "remove", "firefox");
        assertThat(engine.asked("rules.remove")).isEqualTo("{'id':'r1'}");
        assertThat(weir.run("inspect", "remove", "curl")).isEqualTo(ExitCode.FAILED);
        assertThat(weir.err()).contains("no rule inspects just curl");
    }

    @Test
    void linksToProgramsAreResolvedAndLinksToScriptsAreNot() throws IOException {
        var program = Files.write(folder.resolve("python3.11"), new byte[] {0x7f, 'E', 'L', 'F'});
        var script = Files.writeString(folder.resolve("tool.py"), "#!/usr/bin/python3\n");
        var toProgram = Files.createSymbolicLink(folder.resolve("python3"), program);
        var toScript = Files.createSymbolicLink(folder.resolve("tool"), script);
        var gone = Files.createSymbolicLink(folder.resolve("gone"), folder.resolve("nothing"));
        ok("rules", "add", "--app", toProgram.toString(), "block");
        assertThat(engine.asked("rules.add")).contains("'app':'" + program.toRealPath() + "'");
        assertThat(weir.out()).contains(toProgram + " is a link, and connections carry " + program.toRealPath());
        for (var asIs : new Object[] {toScript, gone, folder, program + "*", "python3"}) {
            ok("rules", "add", "--app", asIs.toString(), "block");
            assertThat(engine.asked("rules.add")).contains("'app':'" + asIs + "'");
            assertThat(weir.out()).doesNotContain("is a link");
        }
    }

    @ParameterizedTest
    @CsvSource({"off, off, capturing, idle", "on, on, lifted, capturing", "resume, on, idle, capturing"})
    void captureCommandsWaitUntilTheInterceptorFollowed(String command, String wanted, String before, String after)
            throws IOException {
        var status = ScriptedEngine.golden("status.response.json")
                .get("result")
                .toString()
                // answer() takes single quotes for JSON's.
                .replace("'", "");
        assertThat(status).contains("\"wanted\":\"on\"", "\"state\":\"capturing\"");
        var following = status.replace("\"wanted\":\"on\"", "\"wanted\":\"" + wanted + "\"");
        engine.answer("capture.set", following.replace("\"state\":\"capturing\"", "\"state\":\"" + before + "\""));
        engine.answer("status", following.replace("\"state\":\"capturing\"", "\"state\":\"" + after + "\""));
        ok(command);
        assertThat(weir.out()).contains("interceptor  " + after);
    }
}
