package org.weir.engine.inspect.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.HttpPolicy;

/** Random conversations, split anywhere. The failing seed is the test's name. */
class Http1PropertyTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatNobodyChangesPassesByteForByte(long seed) {
        var random = new Random(seed);
        for (var round = 0; round < 40; round++) {
            var talk = new Talk(random);
            var log = new Log();
            var stage = new FakeStage(HttpPolicy.NONE, log);
            talk.play(stage, random);
            assertThat(stage.ended).isNull();
            assertThat(stage.upstream.sent).hasToString(talk.requests());
            assertThat(stage.client.sent).hasToString(talk.responses());
            assertThat(log.lines.stream().filter(line -> line.contains(" end"))).hasSize(talk.size());
            assertThat(bodies(log.lines, " gets ")).isEqualTo(talk.responseBodies());
            assertThat(bodies(log.lines, " sends ")).isEqualTo(talk.requestBodies());
            stage.finish();
        }
    }

    @Test
    void truncationAnywhereForwardsWhatThereWasAndEnds() {
        var talk = new Talk(new Random(11));
        var requests = talk.requests();
        var responses = talk.responses();
        for (var length = 0; length <= responses.length(); length++) {
            var stage = new FakeStage(HttpPolicy.NONE, new Log());
            stage.ask(requests);
            stage.answer(responses.substring(0, length));
            stage.end(stage.upstream);
            assertThat(stage.client.sent).hasToString(responses.substring(0, length));
            assertThat(stage.client.ended).isTrue();
            stage.finish();
        }
        for (var length = 0; length <= requests.length(); length++) {
            var stage = new FakeStage(HttpPolicy.NONE, new Log());
            stage.ask(requests.substring(0, length));
            stage.end(stage.client);
            assertThat(stage.upstream.sent).hasToString(requests.substring(0, length));
            assertThat(stage.upstream.ended).isTrue();
            stage.finish();
        }
    }

    @Test
    void everyExchangeThatBeganEndsOnceWhereverTheConnectionBreaks() {
        var talk = new Talk(new Random(12));
        for (var length = 0; length <= talk.responses().length(); length += 3) {
            var log = new Log();
            var stage = new FakeStage(HttpPolicy.NONE, log);
            stage.ask(talk.requests());
            stage.answer(talk.responses().substring(0, length));
            stage.finish();
            for (var n = 1; n <= talk.size(); n++) {
                var id = n + " ";
                assertThat(log.lines.stream()
                                .filter(line -> line.startsWith(id))
                                .filter(line -> line.contains(" end") || line.contains(" aborted ")))
                        .hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void randomAndMutilatedBytesNeitherCrashNorLeak(long seed) {
        var random = new Random(seed);
        for (var round = 0; round < 150; round++) {
            var talk = new Talk(random);
            var requests = mutilated(talk.requests(), random);
            var responses = mutilated(talk.responses(), random);
            var stage = new FakeStage(HttpPolicy.NONE, new Log());
            var asked = 0;
            var answered = 0;
            while (stage.ended == null && (asked < requests.length() || answered < responses.length())) {
                var piece = 1 + random.nextInt(200);
                if (random.nextBoolean() && asked < requests.length()) {
                    stage.ask(requests.substring(asked, Math.min(requests.length(), asked + piece)));
                    asked += piece;
                } else if (answered < responses.length()) {
                    stage.answer(responses.substring(answered, Math.min(responses.length(), answered + piece)));
                    answered += piece;
                }
            }
            if (random.nextBoolean()) {
                stage.end(stage.client);
                stage.end(stage.upstream);
            }
            // Nothing that was not said is ever invented towards the server.
            assertThat(requests).startsWith(stage.upstream.sent.toString());
            stage.finish();
        }
    }

    @Test
    void manyRequestsOverOneConnectionKeepNothing() {
        var stage = new FakeStage(HttpPolicy.NONE, ExchangeObserver.NONE);
        for (var i = 0; i < 20_000; i++) {
            stage.forget();
            stage.ask("GET /" + i + " HTTP/1.1\r\nHost: h\r\n\r\n");
            stage.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
        }
        assertThat(stage.ended).isNull();
        assertThat(stage.client.sent.toString()).endsWith("\r\n\r\nab");
        stage.finish();
    }

    private static String mutilated(String text, Random random) {
        var bytes = new StringBuilder(text);
        for (var i = random.nextInt(6); i > 0 && !bytes.isEmpty(); i--) {
            var at = random.nextInt(bytes.length());
            switch (random.nextInt(4)) {
                case 0 -> bytes.setCharAt(at, (char) random.nextInt(256));
                case 1 -> bytes.deleteCharAt(at);
                case 2 -> bytes.insert(at, "\r\n \0:;,0aF".charAt(random.nextInt(10)));
                default -> bytes.insert(at, text, 0, random.nextInt(text.length()));
            }
        }
        return bytes.toString();
    }

    private static String bodies(List<String> lines, String word) {
        var all = new StringBuilder();
        for (var line : lines) {
            var at = line.indexOf(word);
            if (at >= 0) {
                all.append(line.substring(at + word.length()));
            }
        }
        return all.toString();
    }

    /** Requests and their responses. */
    private static final class Talk {
        private final List<String> requests = new ArrayList<>();
        private final List<String> responses = new ArrayList<>();
        private final StringBuilder requestBodies = new StringBuilder();
        private final StringBuilder responseBodies = new StringBuilder();

        Talk(Random random) {
            for (var n = 1 + random.nextInt(6); n > 0; n--) {
                var method = List.of("GET", "POST", "HEAD").get(random.nextInt(3));
                requests.add(method + " /" + n + " HTTP/1.1\r\n" + fields(random)
                        + (method.equals("POST") ? framed(random, requestBodies) : "\r\n"));
                var interim = random.nextInt(8) == 0 ? "HTTP/1.1 103 Early\r\n" + fields(random) + "\r\n" : "";
                var response = "HTTP/1.1 200 OK\r\n" + fields(random);
                responses.add(interim
                        + switch (method) {
                            case "HEAD" -> response + "Content-Length: 100\r\n\r\n";
                            default ->
                                random.nextInt(8) == 0
                                        ? "HTTP/1.1 304 Same\r\nContent-Length: 5\r\n\r\n"
                                        : response + framed(random, responseBodies);
                        });
            }
        }

        int size() {
            return requests.size();
        }

        String requests() {
            return String.join("", requests);
        }

        String responses() {
            return String.join("", responses);
        }

        String requestBodies() {
            return requestBodies.toString();
        }

        String responseBodies() {
            return responseBodies.toString();
        }

        /** Requests ahead of their responses by any number, in pieces of any size. */
        void play(FakeStage stage, Random random) {
            var asked = 0;
            for (var answered = 0; answered < size(); answered++) {
                while (asked <= answered || (asked < size() && random.nextBoolean())) {
                    for (var piece : pieces(requests.get(asked++), random)) {
                        stage.ask(piece);
                    }
                }
                for (var piece : pieces(responses.get(answered), random)) {
                    stage.answer(piece);
                }
            }
        }

        private static List<String> pieces(String text, Random random) {
            var pieces = new ArrayList<String>();
            var most = 1 + random.nextInt(random.nextBoolean() ? 20 : 500);
            for (var at = 0; at < text.length(); ) {
                var to = Math.min(text.length(), at + 1 + random.nextInt(most));
                pieces.add(text.substring(at, to));
                at = to;
            }
            return pieces;
        }

        private static String fields(Random random) {
            var fields = new StringBuilder();
            for (var n = random.nextInt(5); n > 0; n--) {
                fields.append("x-" + n)
                        .append(":")
                        .append(" ".repeat(random.nextInt(3)))
                        .append("v".repeat(random.nextInt(30)))
                        .append("\t".repeat(random.nextInt(2)))
                        .append("\r\n");
            }
            return fields.toString();
        }

        private static String framed(Random random, StringBuilder bodies) {
            var body = "b".repeat(random.nextInt(random.nextInt(10) == 0 ? 3_000 : 100));
            bodies.append(body);
            if (random.nextBoolean()) {
                return "Content-Length: " + body.length() + "\r\n\r\n" + body;
            }
            var chunked = new StringBuilder("Transfer-Encoding: chunked\r\n\r\n");
            for (var at = 0; at < body.length(); ) {
                var to = Math.min(body.length(), at + 1 + random.nextInt(60));
                chunked.append(Integer.toHexString(to - at))
                        .append(random.nextInt(4) == 0 ? ";e=\"1\"" : "")
                        .append("\r\n")
                        .append(body, at, to)
                        .append("\r\n");
                at = to;
            }
            return chunked + "00\r\n" + (random.nextInt(3) == 0 ? "T: 1\r\n" : "") + "\r\n";
        }
    }
}
