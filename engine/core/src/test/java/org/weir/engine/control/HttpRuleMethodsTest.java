package org.weir.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.Rule;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.engine.policy.UserLookup;
import org.weir.engine.store.rules.RuleStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code http.rules.*} over a real store, in the JSON that clients send and get. */
class HttpRuleMethodsTest {
    private static final String BLOCK = "{'rule':{'domain':'%s','actions':[{'action':'block'}]}}";

    @TempDir
    Path folder;

    private RuleStore store;
    private HttpRuleMethods methods;

    @BeforeEach
    void open() {
        store = new RuleStore(folder.resolve("s/rules.json"), UserLookup.NONE);
        methods = new HttpRuleMethods(store, UserLookup.NONE);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private JsonNode ask(String method, String params) throws RpcException {
        assertThat(methods.serves("http.rules." + method)).isTrue();
        var json = RpcCodec.json();
        var node = (ObjectNode) json.readTree(params.replace('\'', '"'));
        try {
            return json.readTree(methods.call("http.rules." + method, node));
        } catch (IllegalArgumentException e) {
            // As Methods does for all groups.
            throw new RpcException(ErrorCode.INVALID_PARAMS, e.getMessage());
        }
    }

    private java.util.List<String> ids() throws RpcException {
        return ask("list", "{}")
                .at("/rules")
                .valueStream()
                .map(rule -> rule.get("id").asString())
                .toList();
    }

    @Test
    void aRuleIsAddedListedAndStored() throws Exception {
        var added = ask(
                "add",
                "{'rule':{'app':'curl','domain':'*.lab.test','url':'https://a.lab.test/v1/*','method':'GET',"
                        + "'content_type':'text/html','note':'n','actions':["
                        + "{'action':'set-response-header','name':'X-A','value':'1'},"
                        + "{'action':'replace-response','find':'a+','value':'b','regex':true}]}}");
        ask("add", "{'rule':{'actions':[{'action':'map','target':'https://b.lab.test:8443'}]}}");
        assertThat(added.at("/index").asInt()).isZero();
        var id = added.at("/rule/id").asString();
        assertThat(id).isNotEmpty();
        var listed = ask("list", "{}");
        assertThat(listed.at("/rules/0")).isEqualTo(added.get("rule"));
        assertThat(listed.at("/rules/0/enabled").asBoolean()).isTrue();
        assertThat(listed.at("/rules/0/content_type").asString()).isEqualTo("text/html");
        assertThat(listed.at("/rules/0/actions/1/regex").asBoolean()).isTrue();
        assertThat(listed.at("/rules/1/actions/0/target").asString()).isEqualTo("https://b.lab.test:8443");
        assertThat(listed.at("/problems")).isEmpty();
        try (var next = new RuleStore(folder.resolve("s/rules.json"), UserLookup.NONE)) {
            var again = RpcCodec.json()
                    .readTree(new HttpRuleMethods(next, UserLookup.NONE)
                            .call("http.rules.list", RpcCodec.json().createObjectNode()));
            assertThat(again.at("/rules")).isEqualTo(listed.at("/rules"));
        }
    }

    /** The golden message is what the window is tested to send; it has every kind of action that can stand together. */
    @Test
    void whatTheWindowSendsIsTaken() throws Exception {
        var golden = RpcCodec.json()
                .readTree(Files.readString(
                        Path.of("../../docs/protocol/golden/control/http.rules.add.every-action.request.json")));
        var params = (ObjectNode) golden.at("/message/params");
        var added = RpcCodec.json().readTree(methods.call("http.rules.add", params));
        var expected = ((ObjectNode) params.get("rule")).deepCopy();
        expected.put("id", "h1").put("enabled", true);
        assertThat(added.get("rule")).isEqualTo(expected);
        assertThat(ask("list", "{}").get("problems")).isEmpty();
    }

    @Test
    void theRevisionGrowsWithEachChange() throws Exception {
        var before = ask("list", "{}").get("revision").asLong();
        var id = ask("add", BLOCK.formatted("a.test")).at("/rule/id").asString();
        var added = ask("list", "{}").get("revision").asLong();
        assertThat(added).isGreaterThan(before);
        ask("remove", "{'id':'" + id + "'}");
        assertThat(ask("list", "{}").get("revision").asLong()).isGreaterThan(added);
    }

    @Test
    void rulesHaveAnOrder() throws Exception {
        var a = ask("add", BLOCK.formatted("a.test")).at("/rule/id").asString();
        var b = ask("add", BLOCK.formatted("b.test")).at("/rule/id").asString();
        var inserted = ask("add", "{'index':0,'rule':{'domain':'c.test','actions':[{'action':'block'}]}}");
        var c = inserted.at("/rule/id").asString();
        assertThat(inserted.get("index").asInt()).isZero();
        assertThat(ids()).containsExactly(c, a, b);
        assertThat(ask("move", "{'id':'" + c + "','index':2}")).isEmpty();
        assertThat(ids()).containsExactly(a, b, c);
        assertThat(ask("remove", "{'id':'" + b + "'}")).isEmpty();
        assertThat(ids()).containsExactly(a, c);
    }

    @Test
    void aRuleThatIsOffIsKeptAndDoesNothing() throws Exception {
        ask("add", "{'rule':{'enabled':false,'domain':'a.test','actions':[{'action':'block'}]}}");
        assertThat(ask("list", "{}").at("/rules/0/enabled").asBoolean()).isFalse();
        assertThat(ask("test", "{'url':'https://a.test/'}").get("outcome").asString())
                .isEqualTo("forward");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | rule: is missing",
                "{'rule':{}} | actions",
                "{'rule':{'actions':[{'action':'explode'}]}} | explode",
                "{'rule':{'actions':[{'action':'set-request-header','value':'1'}]}} | name",
                "{'rule':{'actions':[{'action':'set-request-header','name':'a b','value':'1'}]}} | name",
                "{'rule':{'actions':[{'action':'set-request-header','name':'A','value':'1\\r\\nB: 2'}]}} | value",
                "{'rule':{'actions':[{'action':'map','target':'nowhere'}]}} | nowhere",
                "{'rule':{'actions':[{'action':'map','target':'ftp://h:21'}]}} | ftp",
                "{'rule':{'actions':[{'action':'replace-response','find':'(','value':'','regex':true}]}} | find",
                "{'rule':{'actions':[{'action':'block','name':'A'}]}} | name",
                "{'rule':{'actions':[{'action':'block'},{'action':'block'}]}} | nothing can come after block",
                "{'rule':{'domain':'a b','actions':[{'action':'block'}]}} | domain",
                "{'rule':{'user':'nobody-there','actions':[{'action':'block'}]},'index':7} | index",
                "{'rule':{'domain':5.5,'actions':'x'}} | rule",
                "{'rule':{'domain':'a.test','actions':[{'action':'block'}]},'index':1} | index",
                "{'rule':{'domain':'a.test','actions':[{'action':'block'}]},'index':-1} | index"
            })
    void whatIsWrongIsRefusedAndNamed(String params, String named) throws Exception {
        assertError(ErrorCode.INVALID_PARAMS, named, "add", params);
        assertThat(ids()).isEmpty();
    }

    @Test
    void ofWhatIsNotThereNothingIsChanged() throws Exception {
        ask("add", BLOCK.formatted("a.test"));
        assertError(ErrorCode.NOT_FOUND, "there is no HTTP rule h9", "remove", "{'id':'h9'}");
        assertError(ErrorCode.NOT_FOUND, "there is no HTTP rule h9", "move", "{'id':'h9','index':0}");
        assertError(ErrorCode.INVALID_PARAMS, "id: is missing", "remove", "{}");
        assertError(ErrorCode.INVALID_PARAMS, "id: is missing", "move", "{'index':0}");
        assertError(ErrorCode.INVALID_PARAMS, "index: is missing", "move", "{'id':'" + ids().getFirst() + "'}");
        assertError(ErrorCode.INVALID_PARAMS, "index", "move", "{'id':'" + ids().getFirst() + "','index':5}");
        assertError(ErrorCode.METHOD_NOT_FOUND, "no method http.rules.swap", "swap", "{}");
        assertThat(ids()).hasSize(1);
    }

    @Test
    void whatCannotBeStoredIsInForceAndSaid() throws Exception {
        Files.writeString(folder.resolve("s"), "in the way");
        assertThatThrownBy(() -> ask("add", BLOCK.formatted("a.test")))
                .isInstanceOfSatisfying(
                        RpcException.class,
                        e -> assertThat(e.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED.number()));
        assertThat(ask("list", "{}").get("problems")).hasSize(1);
        assertThat(ask("test", "{'url':'https://a.test/'}").get("outcome").asString())
                .isEqualTo("block");
    }

    @Test
    void aTestSaysWhatWouldHappen() throws Exception {
        ask(
                "add",
                "{'rule':{'domain':'a.test','actions':[{'action':'set-request-header','name':'X-A','value':'1'},"
                        + "{'action':'set-response-header','name':'X-B','value':'2'}]}}");
        ask("add", "{'rule':{'app':'wget','actions':[{'action':'answer','status':418}]}}");
        ask("add", "{'rule':{'method':'POST','actions':[{'action':'block'}]}}");
        ask(
                "add",
                "{'rule':{'content_type':'text/css','actions':[{'action':'replace-response','find':'x','value':'y'}]}}");

        var forward = ask("test", "{'url':'https://a.test/x?y'}");
        assertThat(forward.get("outcome").asString()).isEqualTo("forward");
        assertThat(forward.get("changes")
                        .valueStream()
                        .map(change -> change.get("what").asString()))
                .containsExactly("set request header X-A", "set response header X-B");
        assertThat(ask("test", "{'url':'http://b.test/','app':'/usr/bin/wget'}")
                        .get("outcome")
                        .asString())
                .isEqualTo("answer");
        assertThat(ask("test", "{'url':'http://b.test/','method':'post'}")
                        .get("outcome")
                        .asString())
                .isEqualTo("block");
        assertThat(ask("test", "{'url':'http://b.test/','content_type':'text/css'}")
                        .get("changes"))
                .hasSize(1);
        assertThat(ask("test", "{'url':'http://b.test/'}").get("changes")).isEmpty();
    }

    @Test
    void aTestSaysWhetherSuchAConnectionIsInspectedAtAll() throws Exception {
        var before = ask("test", "{'url':'https://a.test:8443/'}");
        assertThat(before.get("inspected").asBoolean()).isFalse();
        assertThat(before.get("reason").asString()).isEqualTo("no rule matched");
        store.add(new Rule("", true, null, null, "a.test", null, "8443", null, "inspect", null, null), null);
        assertThat(ask("test", "{'url':'https://A.test:8443/'}")
                        .get("inspected")
                        .asBoolean())
                .isTrue();
        assertThat(ask("test", "{'url':'https://a.test/'}").get("inspected").asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a.test", "ftp://a.test/", "https://", "https://a b/", "//a.test/", "https:///x", "mailto:a"
            })
    void onlyUrlsOfHttpCanBeTested(String url) {
        assertError(
                ErrorCode.INVALID_PARAMS,
                "url: '" + url + "' is no http:// or https:// URL",
                "test",
                "{'url':'" + url + "'}");
    }

    @Test
    void aTestNeedsAUrl() {
        assertError(ErrorCode.INVALID_PARAMS, "url: is missing", "test", "{}");
        assertError(ErrorCode.INVALID_PARAMS, "url", "test", "{'url':{}}");
    }

    private void assertError(ErrorCode code, String words, String method, String params) {
        assertThatThrownBy(() -> ask(method, params))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.error().code()).isEqualTo(code.number()))
                .hasMessageContaining(words);
    }
}
