package org.weir.engine.inspect.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.HttpPolicy.RequestPlan;
import org.weir.engine.http.HttpPolicy.ResponsePlan;
import org.weir.engine.http.HttpPolicy.Target;
import org.weir.engine.http.RequestHead;

/** Exchanges that rules send elsewhere: paths that start with a letter go to the host of that name. */
class RouteTest {
    private final Log log = new Log();
    private final FakeStage stage = new FakeStage(Http1RulesTest.rules(RouteTest::mapped, ResponsePlan::forward), log);

    @AfterEach
    void nothingLeaks() {
        stage.finish();
    }

    @Test
    void oneExchangeGoesElsewhereAndTheNextHome() {
        stage.ask(get("/1") + get("/a") + get("/2"));
        assertThat(stage.upstream.sent).hasToString(get("/1"));
        assertThat(stage.dialled).isEmpty();
        stage.answer("HTTP/1.1 204 One\r\n\r\n");
        assertThat(stage.dialled).containsExactly("a");
        var other = connect();
        assertThat(other.sent).hasToString(get("/a"));
        assertThat(stage.used).isSameAs(other);
        stage.give(other, "HTTP/1.1 200 A\r\nContent-Length: 1\r\n\r\na");
        assertThat(stage.upstream.sent).hasToString(get("/1") + get("/2"));
        assertThat(stage.used).isSameAs(stage.upstream);
        stage.answer("HTTP/1.1 204 Two\r\n\r\n");
        assertThat(stage.client.sent)
                .hasToString(
                        "HTTP/1.1 204 One\r\n\r\nHTTP/1.1 200 A\r\nContent-Length: 1\r\n\r\naHTTP/1.1 204 Two\r\n\r\n");
        assertThat(log.lines).contains("1 end", "2 begin GET https://h/a [mapped]", "2 end", "3 end");
        assertThat(stage.client.held).isFalse();
    }

    @Test
    void theSameTargetKeepsItsConnectionAndAnotherClosesIt() {
        stage.ask(get("/a"));
        var a = connect();
        stage.give(a, "HTTP/1.1 204 A\r\n\r\n");
        stage.ask(get("/a"));
        stage.give(a, "HTTP/1.1 204 A\r\n\r\n");
        assertThat(a.sent).hasToString(get("/a") + get("/a"));
        stage.ask(get("/b"));
        assertThat(a.dropped).isTrue();
        assertThat(stage.dialled).containsExactly("a", "b");
        var b = connect();
        assertThat(b.sent).hasToString(get("/b"));
    }

    @Test
    void aTargetThatEndedWhileIdleIsDialledAgain() {
        stage.ask(get("/a"));
        var a = connect();
        stage.give(a, "HTTP/1.1 204 A\r\n\r\n");
        stage.end(a);
        assertThat(stage.client.ended).isFalse();
        stage.ask(get("/a"));
        assertThat(stage.dialled).containsExactly("a", "a");
        stage.ask("");
        connect();
    }

    @Test
    void theOwnServersEndWaitsForTheExchangeElsewhere() {
        stage.ask(get("/a"));
        var a = connect();
        stage.end(stage.upstream);
        assertThat(stage.client.ended).isFalse();
        stage.give(a, "HTTP/1.1 200 A\r\nContent-Length: 1\r\n\r\na");
        assertThat(stage.client.sent.toString()).endsWith("a");
        assertThat(stage.client.ended).isTrue();
    }

    @Test
    void theOwnServersEndBehindTheExchangeElsewhereIsTheClientsAtOnce() {
        stage.ask(get("/a"));
        var a = connect();
        stage.give(a, "HTTP/1.1 204 A\r\n\r\n");
        stage.end(stage.upstream);
        assertThat(stage.client.ended).isTrue();
    }

    @Test
    void aTargetThatIsNotReachedIsAnsweredWith502() {
        stage.ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
        stage.dialling.failed("refused");
        assertThat(stage.client.sent.toString())
                .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
                .endsWith("a:80: refused\n");
        assertThat(stage.left).isTrue();
        assertThat(stage.upstream.sent).isEmpty();
        assertThat(log.lines).endsWith("1 end");
    }

    @Test
    void bodiesFollowTheirHead() {
        stage.ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab");
        var a = connect();
        stage.ask("cd" + get("/2"));
        assertThat(a.sent).hasToString("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nabcd");
        assertThat(stage.upstream.sent).isEmpty();
        stage.give(a, "HTTP/1.1 204 A\r\n\r\n");
        assertThat(stage.upstream.sent).hasToString(get("/2"));
        assertThat(log.lines).contains("1 sends abcd", "1 end");
    }

    private FakeStage.FakeLine connect() {
        var line = stage.new FakeLine();
        stage.dialling.connected(line);
        return line;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    private static RequestPlan mapped(RequestHead head) {
        var first = head.path().charAt(1);
        return Character.isDigit(first)
                ? RequestPlan.forward(head)
                : new RequestPlan.Forward(
                        head, null, new Target("http", String.valueOf(first), 80), List.of(new Change("r1", "mapped")));
    }
}
