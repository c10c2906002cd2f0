package org.weir.engine.http.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weir.engine.http.edit.RulesByHand.FLOW;
import static org.weir.engine.http.edit.RulesByHand.doing;
import static org.weir.engine.http.edit.RulesByHand.forwarded;
import static org.weir.engine.http.edit.RulesByHand.get;
import static org.weir.engine.http.edit.RulesByHand.ok;
import static org.weir.engine.http.edit.RulesByHand.policy;
import static org.weir.engine.http.edit.RulesByHand.words;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.HttpPolicy.RequestPlan;
import org.weir.engine.http.HttpPolicy.Target;

/** Rules applied to heads: a table for each action, and which rules match. */
class EditPolicyTest {
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
}
