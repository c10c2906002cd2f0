package org.weir.engine.inspect.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.weir.engine.Fuzz;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.edit.EditPolicy;
import org.weir.engine.http.edit.EditRules;
import org.weir.engine.policy.UserLookup;
import org.weir.engine.store.rules.RulesFile;

/**
 * Whole conversations through a session whose rules change heads and bodies, mutated: nothing throws, no buffer is lost, and
 * what we send to the server is never a message that we would refuse ourselves.
 */
class EditedFuzzTest {
    private static final String RULES = """
            {"version":1,"rules":[],"http":[
             {"id":"h1","actions":[{"action":"set-request-header","name":"X-A","value":"1"},{"action":"remove-request-header","name":"x-b"}]},
             {"id":"h2","url":"*/edit*","actions":[{"action":"replace-request","find":"b+","value":"<$0>","regex":true},
               {"action":"replace-response","find":"a","value":"aa"},{"action":"add-response-header","name":"X-C","value":"2"}]},
             {"id":"h3","url":"*/page*","actions":[{"action":"inject-script","body":"1"}]},
             {"id":"h4","url":"*/moved*","actions":[{"action":"redirect","target":"https://lab.test/new"}]},
             {"id":"h5","url":"*/own*","actions":[{"action":"answer","status":200,"body":"own"}]},
             {"id":"h6","url":"*/no*","actions":[{"action":"block"}]}
            ]}
            """;

    /** Client and server take turns; the line of a turn says who, and is not sent. */
    private static final String TURN = "\0\0";

    private static final List<byte[]> CORPUS = Stream.of(
                    "GET /edit HTTP/1.1\r\nHost: h\r\nX-B: 1\r\n\r\n" + TURN
                            + "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nbaabb",
                    "POST /edit HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "3\r\nabb\r\n0\r\nT: 1\r\n\r\n" + TURN
                            + "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n2;e=1\r\naa\r\n0\r\n\r\n",
                    "POST /edit HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\n"
                            + TURN + "HTTP/1.1 100 Continue\r\n\r\n" + TURN + "abc" + TURN
                            + "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
                    "GET /page HTTP/1.1\r\nHost: h\r\nSec-Fetch-Dest: document\r\n\r\n" + TURN
                            + "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n<html><head></head>",
                    "GET /moved HTTP/1.1\r\nHost: h\r\n\r\nGET /own HTTP/1.1\r\nHost: h\r\n\r\nGET /no HTTP/1.1\r\nHost: h\r\n\r\n"
                            + "GET / HTTP/1.1\r\nHost: h\r\n\r\n" + TURN + "HTTP/1.1 304 Same\r\nETag: \"a\"\r\n\r\n",
                    "GET /edit HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" + TURN
                            + "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\u0081\u0002aa"
                            + TURN
                            + "\u0081\u0082\0\1\2\3aa",
                    "HEAD /edit HTTP/1.1\r\nHost: h\r\n\r\n" + TURN
                            + "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n")
            .map(EditedFuzzTest::octets)
            .toList();

    private static final List<byte[]> WORDS = Stream.of(
                    TURN,
                    "\r\n",
                    "\n",
                    "\r\n\r\n",
                    " ",
                    "\t",
                    ": ",
                    "0\r\n\r\n",
                    "ffffffffffffffff\r\n",
                    "Content-Length: 3\r\n",
                    "Content-Length: +3\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Transfer-Encoding: gzip, chunked\r\n",
                    "Transfer-Encoding: identity\r\n",
                    "Content-Encoding: gzip\r\n",
                    "Content-Encoding: br\r\n",
                    "Content-Type: text/html\r\n",
                    "Connection: close\r\n",
                    "Connection: x-a, keep-alive\r\n",
                    "Host: other\r\n",
                    "Expect: 100-continue\r\n",
                    "HTTP/1.0",
                    "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n",
                    "GET http://h/edit HTTP/1.1\r\nHost: h\r\n\r\n",
                    "HTTP/1.1 204 No\r\n\r\n",
                    "HTTP/1.1 103 Early\r\n\r\n",
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                    "\0")
            .map(EditedFuzzTest::octets)
            .toList();

    private static EditRules rules;

    @BeforeAll
    static void compile() throws Exception {
        var content = RulesFile.read(RULES.getBytes(StandardCharsets.UTF_8), UserLookup.NONE, file -> {
            throw new java.io.IOException("there is no " + file);
        });
        rules = new EditRules(content.http());
    }

    @Test
    void nothingThrowsNothingLeaksAndNothingBadIsMade() {
        Fuzz.run("HTTP/1 under rules", CORPUS, WORDS, EditedFuzzTest::talk);
    }

    private static void talk(byte[] input) {
        var turns = new String(input, StandardCharsets.ISO_8859_1).split(TURN, 20);
        var stage = new FakeStage(new EditPolicy(() -> rules), new Log());
        // The same conversation always goes in the same pieces.
        var piece = 1 + input.length % 61 * 8;
        for (var turn = 0; turn < turns.length; turn++) {
            for (var at = 0; at < turns[turn].length(); at += piece) {
                var text = turns[turn].substring(at, Math.min(turns[turn].length(), at + piece));
                if (turn % 2 == 0) {
                    stage.ask(text);
                } else {
                    stage.answer(text);
                }
            }
        }
        stage.end(input.length % 2 == 0 ? stage.client : stage.upstream);
        stage.finish();
        if (!turns[0].contains("\n")) {
            // A server that speaks first is no HTTP server: all is relayed as it comes.
            return;
        }
        var again = new FakeStage(HttpPolicy.NONE, ExchangeObserver.NONE);
        again.ask(stage.upstream.sent.toString());
        assertThat(again.client.sent.toString()).doesNotContain("HTTP/1.1 400");
        again.finish();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
