package org.weir.engine.http.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weir.engine.http.edit.RulesByHand.FLOW;
import static org.weir.engine.http.edit.RulesByHand.doing;
import static org.weir.engine.http.edit.RulesByHand.edited;
import static org.weir.engine.http.edit.RulesByHand.forwarded;
import static org.weir.engine.http.edit.RulesByHand.get;
import static org.weir.engine.http.edit.RulesByHand.ok;
import static org.weir.engine.http.edit.RulesByHand.policy;
import static org.weir.engine.http.edit.RulesByHand.words;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.engine.http.Headers;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.RequestHead.Version;
import org.weir.engine.http.ResponseHead;

/** Which bodies rules change, and how their heads fit afterwards. */
class EditBodiesTest {
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
}
