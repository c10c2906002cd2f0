package org.weir.engine.http.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.HttpAction;
import org.weir.api.control.HttpRule;
import org.weir.api.rpc.RpcCodec;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.HttpPolicy.RequestPlan;
import org.weir.engine.http.HttpPolicy.ResponsePlan;
import org.weir.engine.http.HttpPolicy.Target;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.RequestHead.Version;
import org.weir.engine.http.ResponseHead;
import org.weir.engine.policy.RuleException;
import org.weir.engine.policy.UserLookup;
import org.weir.engine.store.TestFlows;

/** Rules applied to heads: a table for each action, and which rules match. */
class EditPolicyTest {
    private static final Flow FLOW = TestFlows.named(1, "api.lab.test");
    private static final RuleFiles FILES = file -> {
        if (file.toString().equals("/srv/page.html")) {
            return "<p>local".getBytes(StandardCharsets.UTF_8);
        }
        throw new IOException("there is no " + file);
    };

    private static HttpRule rule(String json) {
        return RpcCodec.json().readValue(json.replace('\'', '"'), HttpRule.class);
    }

    private static EditRule compiled(String json) throws RuleException {
        return EditRule.compile(rule(json), UserLookup.NONE, FILES);
    }

    /** Rules h1, h2... in order. */
    private static EditPolicy policy(String... rules) throws RuleException {
        var all = new ArrayList<EditRule>();
        for (var json : rules) {
            all.add(compiled(json).withId("h" + (all.size() + 1)));
        }
        var compiled = new EditRules(all);
        return new EditPolicy(() -> compiled);
    }

    private static String doing(String action) {
        return "{'actions':[{" + action + "}]}";
    }

    private static RequestHead get(String path, String... headers) {
        return new RequestHead(
                Version.HTTP_1_1,
                "GET",
                "https",
                "api.lab.test",
                path,
                Headers.of(headers).plus("Host", "api.lab.test"));
    }

    private static ResponseHead ok(String... headers) {
        return new ResponseHead(Version.HTTP_1_1, 200, "OK", Headers.of(headers));
    }

    private static List<String> words(List<Change> changes) {
        return changes.stream()
                .map(change -> change.rule() + ": " + change.what())
                .toList();
    }

    private static RequestPlan.Forward forwarded(EditPolicy policy, RequestHead head) {
        assertThat(policy.request(FLOW, head)).isInstanceOf(RequestPlan.Forward.class);
        return (RequestPlan.Forward) policy.request(FLOW, head);
    }

    private static String edited(ResponsePlan plan, String body) throws Exception {
        assertThat(plan.body()).isNotNull();
        return new String(Bodies.editedInPieces(plan.body(), Bodies.utf8(body), 3), StandardCharsets.UTF_8);
    }

    @Test
    void withoutRulesAndWithoutMatchTheVeryHeadIsHandedOn() throws Exception {
        var head = get("/");
        var response = ok("Content-Type", "text/html");
        for (var policy : List.of(
                new EditPolicy(() -> EditRules.NONE),
                policy("{'domain':'other.test','actions':[{'action':'block'}]}"),
                policy("{'enabled':false,'actions':[{'action':'block'}]}"),
                policy("{'app':'wget','actions':[{'action':'block'}]}"))) {
            assertThat(forwarded(policy, head).head()).isSameAs(head);
            assertThat(forwarded(policy, head).changes()).isEmpty();
            assertThat(policy.response(FLOW, head, response).head()).isSameAs(response);
            assertThat(policy.response(FLOW, head, response).body()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'domain':'api.lab.test'|true",
                "'domain':'*.lab.test'|true",
                "'domain':'lab.test'|false",
                "'domain':'*'|true",
                "'app':'curl'|true",
                "'app':'/usr/bin/*'|true",
                "'app':'wget'|false",
                "'user':'1000'|true",
                "'user':'0'|false",
                "'method':'GET'|true",
                "'method':'post, get'|true",
                "'method':'POST'|false",
                "'url':'https://api.lab.test'|true",
                "'url':'https://API.lab.test:443/v1'|true",
                "'url':'https://api.lab.tes'|false",
                "'url':'https://api.lab.test:8443/'|false",
                "'url':'http://api.lab.test/'|false",
                "'url':'https://api.lab.test/v2'|false",
                "'url':'*/v1/*?q=*'|true",
                "'url':'*://*.lab.test/*'|true",
                "'url':'https://api.lab.test/v1/x?q=2'|false",
                "'domain':'api.lab.test','app':'wget'|false"
            })
    void conditions(String conditions, boolean matches) throws Exception {
        var policy = policy("{" + conditions + ",'actions':[{'action':'block'}]}");
        assertThat(policy.request(FLOW, get("/v1/x?q=1")) instanceof RequestPlan.Block)
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'action':'set-request-header','name':'x-a','value':'2'|[X-A=2, Host=api.lab.test]|h1: set request header x-a",
                "'action':'add-request-header','name':'B','value':'3'|[X-A=1, Host=api.lab.test, B=3]|h1: added request header B",
                "'action':'remove-request-header','name':'X-a'|[Host=api.lab.test]|h1: removed request header X-a",
                "'action':'remove-request-header','name':'Not-There'|[X-A=1, Host=api.lab.test]|",
                "'action':'set-request-header','name':'Host','value':'b.test'|[X-A=1, Host=b.test]|h1: set request header Host"
            })
    void requestHeaders(String action, String headers, String change) throws Exception {
        var plan = forwarded(policy(doing(action)), get("/", "X-A", "1"));
        assertThat(plan.head().headers().fields().stream()
                        .map(field -> field.name() + "=" + field.value())
                        .toList())
                .hasToString(headers);
        assertThat(words(plan.changes())).isEqualTo(change == null ? List.of() : List.of(change));
        assertThat(plan.head().authority()).isEqualTo(action.contains("b.test") ? "b.test" : "api.lab.test");
    }

    @Test
    void responseHeadersAndOnlyForTheirContentType() throws Exception {
        var policy = policy(
                "{'content_type':'text/*','actions':[{'action':'set-response-header','name':'X-Frame-Options','value':'DENY'},"
                        + "{'action':'remove-response-header','name':'Server'}]}");
        var plan =
                policy.response(FLOW, get("/"), ok("Content-Type", "text/html", "Server", "x", "Content-Length", "5"));
        assertThat(plan.head().headers())
                .isEqualTo(Headers.of("Content-Type", "text/html", "Content-Length", "5", "X-Frame-Options", "DENY"));
        assertThat(words(plan.changes()))
                .containsExactly("h1: set response header X-Frame-Options", "h1: removed response header Server");
        assertThat(plan.body()).isNull();
        assertThat(policy.response(FLOW, get("/"), ok("Content-Type", "image/png"))
                        .changes())
                .isEmpty();
    }

    @Test
    void aMapSendsItElsewhereAndTheLastOneCounts() throws Exception {
        var plan = forwarded(
                policy(
                        doing("'action':'map','target':'localhost:8080'"),
                        doing("'action':'map','target':'http://[::1]:81'")),
                get("/"));
        assertThat(plan.target()).isEqualTo(new Target("http", "::1", 81));
        assertThat(words(plan.changes())).containsExactly("h1: sent to localhost:8080", "h2: sent to http://::1:81");
    }

    @Test
    void redirectsTakeThePartsOfTheUrlAndNeverPointAtThemselves() throws Exception {
        var policy = policy("{'url':'https://*.lab.test/*','actions':[{'action':'redirect','status':308,"
                + "'target':'https://new.test/$1/$2$$'}]}");
        assertThat(policy.request(FLOW, get("/a/b?c"))).isInstanceOfSatisfying(RequestPlan.Answer.class, answer -> {
            assertThat(answer.head().status()).isEqualTo(308);
            assertThat(answer.head().headers().first("location")).contains("https://new.test/api/a/b?c$");
            assertThat(words(answer.changes())).containsExactly("h1: redirected to https://new.test/api/a/b?c$ (308)");
        });
        var itself = policy(doing("'action':'redirect','target':'https://api.lab.test/x'"));
        assertThat(forwarded(itself, get("/x")).changes()).isEmpty();
        assertThat(itself.request(FLOW, get("/y"))).isInstanceOf(RequestPlan.Answer.class);
    }

    @Test
    void localAnswersHaveTheHeadersOfTheRulesUpToThem() throws Exception {
        var policy = policy(
                doing("'action':'set-response-header','name':'X-One','value':'1'"),
                doing("'action':'answer','status':200,'file':'/srv/page.html'"),
                doing("'action':'set-response-header','name':'X-Two','value':'2'"));
        assertThat(policy.request(FLOW, get("/"))).isInstanceOfSatisfying(RequestPlan.Answer.class, answer -> {
            assertThat(answer.head().headers())
                    .isEqualTo(Headers.of(
                            "content-type", "text/html; charset=utf-8", "content-length", "8", "X-One", "1"));
            assertThat(StandardCharsets.UTF_8.decode(answer.body()).toString()).isEqualTo("<p>local");
            assertThat(words(answer.changes()))
                    .containsExactly("h2: answered with 200", "h1: set response header X-One");
        });
        assertThat(policy.request(FLOW, get("/")))
                .isInstanceOfSatisfying(
                        RequestPlan.Answer.class,
                        answer -> assertThat(answer.body().remaining())
                                .as("the body is not used up")
                                .isEqualTo(8));
    }

    @Test
    void aTerminalActionEnds() throws Exception {
        var policy = policy(doing("'action':'block'"), doing("'action':'answer','status':200"));
        assertThat(policy.request(FLOW, get("/")))
                .isEqualTo(new RequestPlan.Block(List.of(new Change("h1", "blocked"))));
    }

    @Test
    void conditionsSeeTheRequestAsItCame() throws Exception {
        var policy = policy(
                doing("'action':'set-request-header','name':'Host','value':'b.test'"),
                "{'domain':'b.test','actions':[{'action':'block'}]}");
        assertThat(forwarded(policy, get("/")).head().authority()).isEqualTo("b.test");
    }

    @Test
    void textIsReplacedAndTheHeadFitsTheNewBody() throws Exception {
        var policy = policy(doing("'action':'replace-response','find':'old','value':'new'"));
        var plan = policy.response(
                FLOW,
                get("/"),
                ok("Content-Type", "application/json", "Content-Length", "7", "ETag", "\"a\"", "Digest", "x"));
        assertThat(plan.head().headers()).isEqualTo(Headers.of("Content-Type", "application/json", "ETag", "W/\"a\""));
        assertThat(edited(plan, "an old one")).isEqualTo("an new one");
        assertThat(words(plan.changes())).containsExactly("h1: replaced 'old' in the response");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type=image/png",
                "Content-Type=text/plain;Content-Encoding=compress",
                "Content-Type=text/plain;Content-Encoding=gzip, br",
                "Content-Type=text/plain;Content-Length=0",
                ""
            })
    void whatIsNoTextIsLeftAlone(String headers) throws Exception {
        var policy = policy(doing("'action':'replace-response','find':'old','value':'new'"));
        var head = ok(headers.isEmpty() ? new String[0] : headers.split("[=;]"));
        assertThat(policy.response(FLOW, get("/"), head).head()).isSameAs(head);
    }

    @ParameterizedTest
    @CsvSource({"GET, 206", "GET, 304", "GET, 204", "HEAD, 200"})
    void whatHasNoWholeBodyIsLeftAlone(String method, int status) throws Exception {
        var policy = policy(doing("'action':'replace-response','find':'old','value':'new'"));
        var request = new RequestHead(Version.HTTP_2, method, "https", "api.lab.test", "/", Headers.EMPTY);
        var head = new ResponseHead(Version.HTTP_2, status, "", Headers.of("content-type", "text/html"));
        assertThat(policy.response(FLOW, request, head).head()).isSameAs(head);
    }

    @Test
    void requestBodies() throws Exception {
        var policy = policy(doing("'action':'replace-request','find':'old','value':'new'"));
        var plan = forwarded(policy, get("/", "Content-Type", "application/json", "Content-Length", "3"));
        assertThat(plan.head().headers().has("content-length")).isFalse();
        assertThat(new String(Bodies.editedInPieces(plan.body(), Bodies.utf8("old"), 1), StandardCharsets.UTF_8))
                .isEqualTo("new");
        assertThat(forwarded(policy, get("/")).body()).isNull();
    }

    @Test
    void onlyCodingsThatCanBeEditedAreAskedFor() throws Exception {
        var policy = policy(doing("'action':'replace-response','find':'a','value':'b'"));
        var plan = forwarded(policy, get("/", "Accept-Encoding", "gzip, deflate, br;q=0.9, zstd, dcb, *;q=0.1"));
        assertThat(plan.head().headers().first("accept-encoding")).contains("gzip, deflate, br;q=0.9, zstd");
        assertThat(plan.changes()).isEmpty();
    }

    @Test
    void scriptsAndStylesGoIntoPagesInOrderWithThePagesNonce() throws Exception {
        var policy = policy(
                doing("'action':'inject-script','body':'a(1)//\u00fc'"), doing("'action':'inject-style','body':'b{}'"));
        var page = ok("Content-Type", "text/html", "Content-Security-Policy", "default-src 'self' 'nonce-n1'");
        assertThat(edited(policy.response(FLOW, get("/"), page), "<html><head><title>"))
                .isEqualTo(
                        "<html><head><script nonce=\"n1\">a(1)//\\u00fc</script><style nonce=\"n1\">b{}</style><title>");
        var strict = ok("Content-Type", "text/html", "Content-Security-Policy", "default-src 'self'");
        var left = policy.response(FLOW, get("/"), strict);
        assertThat(left.body()).isNull();
        assertThat(left.head().headers()).isEqualTo(strict.headers());
        assertThat(words(left.changes()).getFirst())
                .isEqualTo("h1: left alone: the page's content-security-policy allows no script");
        assertThat(policy.response(FLOW, get("/", "Sec-Fetch-Dest", "empty"), ok("Content-Type", "text/html"))
                        .body())
                .as("a fragment that a script loads is no page")
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'actions':[]}|actions: missing",
                "{'actions':[{}]}|actions[0].action: missing",
                "{'actions':[{'action':'x'}]}|actions[0].action: unknown action 'x'",
                "{'actions':[{'action':'block'},{'action':'block'}]}|actions[1].action: nothing can come after block",
                "{'actions':[{'action':'block','name':'x'}]}|actions[0].name: means nothing for block",
                "{'actions':[{'action':'set-request-header','name':'a b','value':'c'}]}|actions[0].name: 'a b' is no header",
                "{'actions':[{'action':'set-request-header','name':':path','value':'c'}]}|actions[0].name: ':path' is no",
                "{'actions':[{'action':'set-request-header','name':'Content-Length','value':'1'}]}|actions[0].name: Content-",
                "{'actions':[{'action':'set-request-header','name':'A','value':'a\\r\\nb'}]}|actions[0].value: has characters",
                "{'actions':[{'action':'set-request-header','name':'A'}]}|actions[0].value: missing",
                "{'actions':[{'action':'remove-request-header','name':'Host'}]}|actions[0].name: Host can only be set",
                "{'actions':[{'action':'redirect','target':'https://x/$1'}]}|actions[0].target: $1: there are only 0 parts",
                "{'actions':[{'action':'redirect','status':200,'target':'x'}]}|actions[0].status: 200 is none of",
                "{'actions':[{'action':'answer','status':99}]}|actions[0].status: 99 is not from 200",
                "{'actions':[{'action':'answer','status':204,'body':'x'}]}|actions[0].status: 204 has no body",
                "{'actions':[{'action':'answer','body':'x','file':'/y'}]}|actions[0].body: either body or file",
                "{'actions':[{'action':'answer','file':'y'}]}|actions[0].file: 'y' is no absolute path",
                "{'actions':[{'action':'map','target':'x'}]}|actions[0].target: 'x' is not host:port",
                "{'actions':[{'action':'map','target':'x:99999'}]}|actions[0].target: 'x:99999'",
                "{'actions':[{'action':'replace-response','find':'','value':'x'}]}|actions[0].find: empty",
                "{'actions':[{'action':'replace-response','find':'(','value':'x','regex':true}]}|actions[0].find: ",
                "{'actions':[{'action':'replace-response','find':'(a)','value':'$2','regex':true}]}|actions[0].value: $2",
                "{'actions':[{'action':'inject-script','body':'</SCRIPT>'}]}|actions[0].body: has '</script'",
                "{'url':'x.test/','actions':[{'action':'block'}]}|url: 'x.test/' starts with none",
                "{'method':'G T','actions':[{'action':'block'}]}|method: 'G T' is no method",
                "{'content_type':'html','actions':[{'action':'set-response-header','name':'a','value':'b'}]}|content_type: ",
                "{'content_type':'text/html','actions':[{'action':'block'}]}|actions[0].action: block happens before",
                "{'domain':'a b','actions':[{'action':'block'}]}|domain: "
            })
    void wrongRulesSayWhichField(String json, String message) {
        assertThatThrownBy(() -> compiled(json))
                .isInstanceOf(RuleException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aFileThatIsNotThereIsAProblemAndTheRuleIsNotApplied() throws Exception {
        var rule = compiled("{'actions':[{'action':'answer','file':'/no/such'}]}");
        assertThat(rule.problem()).isEqualTo("actions[0].file: there is no /no/such");
        var rules = new EditRules(List.of(rule));
        assertThat(forwarded(new EditPolicy(() -> rules), get("/")).changes()).isEmpty();
    }

    /** Whatever rules that compile meet, a plan comes out, and heads keep to the limits of header fields. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {51, 52})
    void randomRulesOnRandomHeads(long seed) throws Exception {
        var random = new Random(seed);
        var texts = List.of(
                "a",
                "*",
                "$1",
                "old",
                "https://api.lab.test/*",
                "*/x",
                "text/html",
                "x:1",
                "\u00fc",
                "(a|b)",
                "/srv/page.html");
        for (var round = 0; round < 4_000; round++) {
            var rules = new ArrayList<EditRule>();
            for (var i = 0; i < 3; i++) {
                var action = new HttpAction(
                        HttpAction.WORDS.get(random.nextInt(HttpAction.WORDS.size())),
                        maybe(random, texts),
                        maybe(random, texts),
                        maybe(random, texts),
                        random.nextBoolean() ? true : null,
                        random.nextInt(3) == 0 ? 302 : null,
                        null,
                        maybe(random, texts),
                        maybe(random, texts),
                        maybe(random, texts));
                try {
                    rules.add(EditRule.compile(
                            new HttpRule(
                                    "h" + i,
                                    true,
                                    null,
                                    null,
                                    null,
                                    random.nextBoolean() ? "*/x*" : null,
                                    null,
                                    null,
                                    List.of(action),
                                    null),
                            UserLookup.NONE,
                            FILES));
                } catch (RuleException e) {
                    assertThat(e.getMessage())
                            .as("seed %d round %d", seed, round)
                            .isNotBlank();
                }
            }
            var compiled = new EditRules(rules);
            var policy = new EditPolicy(() -> compiled);
            var junk = new byte[random.nextInt(20)];
            random.nextBytes(junk);
            var request = new RequestHead(
                    Version.HTTP_2,
                    "GET",
                    "https",
                    new String(junk, StandardCharsets.ISO_8859_1),
                    "/x" + new String(junk, StandardCharsets.ISO_8859_1),
                    Headers.of("a", "b"));
            assertThat(policy.request(FLOW, request))
                    .as("seed %d round %d", seed, round)
                    .isNotNull();
            var response = ok(
                    "content-type",
                    random.nextBoolean()
                            ? "text/html"
                            : "text/plain;charset=" + texts.get(random.nextInt(texts.size())));
            var plan = policy.response(FLOW, request, response);
            if (plan.body() != null) {
                try (var editor = plan.body().open()) {
                    editor.feed(ByteBuffer.wrap(junk));
                    editor.finish();
                }
            }
        }
    }

    private static String maybe(Random random, List<String> texts) {
        return random.nextInt(3) > 0 ? texts.get(random.nextInt(texts.size())) : null;
    }
}
