package org.weir.ui.screen.flows.detail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** JSON, HTML and XML laid out, and the colours of their words. */
class LayoutsTest {
    private static final int MOST = 100_000;

    /** Hostile input takes as long as any other; on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private static String json(String text) {
        return JsonLayout.of(text, false, MOST);
    }

    private static String html(String text) {
        return MarkupLayout.of(text, true, MOST);
    }

    @Test
    void jsonKeepsItsNumbersAndDoubledNames() {
        assertThat(json("{\"a\":0.12345678901234567890,\"a\":1E400,\"b\":[],\"c\":{ },\"d\":[1,\"x,]\\\"\"]}"))
                .isEqualTo("""
                        {
                          "a" : 0.12345678901234567890,
                          "a" : 1E400,
                          "b" : [ ],
                          "c" : { },
                          "d" : [
                            1,
                            "x,]\\""
                          ]
                        }""");
    }

    @Test
    void severalDocumentsStandBelowEachOther() {
        assertThat(json("{\"a\":1}\n{\"b\":2}\n3 true")).isEqualTo("""
                {
                  "a" : 1
                }
                {
                  "b" : 2
                }
                3
                true""");
    }

    @Test
    void whatIsCutIsLaidOutAsFarAsItGoes() {
        assertThat(json("{\"a\":[1,")).isNull();
        assertThat(JsonLayout.of("{\"a\":[1,\"op", true, MOST)).endsWith("    1,\n    \"op");
        assertThat(JsonLayout.of("no json", true, MOST)).isNull();
    }

    @Test
    void htmlIsSetIn() {
        assertThat(html("<!DOCTYPE html><html><HEAD><meta charset=x><title>A  b</title></HEAD>"
                        + "<body><p class='a>b'>One<br>two</body></html>"))
                .isEqualTo("""
                        <!DOCTYPE html>
                        <html>
                          <HEAD>
                            <meta charset=x>
                            <title>
                              A b
                            </title>
                          </HEAD>
                          <body>
                            <p class='a>b'>
                              One
                              <br>
                              two
                          </body>
                        </html>
                        """);
    }

    @Test
    void scriptsAreTextThatNobodyTouches() {
        assertThat(html("<script>if (a < b) {\n  x(\"</b>\");\n}</script><p>x</p>"))
                .isEqualTo("""
                <script>
                if (a < b) {
                  x("</b>");
                }
                </script>
                <p>
                  x
                </p>
                """);
    }

    @Test
    void xmlKnowsNoElementsByName() {
        assertThat(MarkupLayout.of("<?xml version='1.0'?><br><A/><!-- <x> --><![CDATA[<y>]]></br>", false, MOST))
                .isEqualTo("""
                        <?xml version='1.0'?>
                        <br>
                          <A/>
                          <!-- <x> -->
                          <![CDATA[<y>]]>
                        </br>
                        """);
    }

    @Test
    void brokenMarkupStaysAsItIs() {
        assertThat(html("a < b </i> <p \"x> <b")).contains("a", "< b", "</i>");
        assertThat(html("<")).isEqualTo("<\n");
        assertThat(html("<!-- no end")).isEqualTo("<!-- no end\n");
        assertThat(html("<script>no end")).contains("no end");
    }

    @Test
    void whatIsMadeToTakeLongDoesNot() {
        var half = 1_000_000;
        for (var text : List.of(
                "<a>".repeat(half / 3) + "</b>".repeat(half / 4),
                "<a \"'>".repeat(half / 6),
                "<".repeat(half),
                "<!--".repeat(half / 4),
                "<script>".repeat(half / 8),
                "<a ".repeat(half / 3))) {
            assertTimeoutPreemptively(SOON, () -> html(text));
        }
        for (var text : List.of("[".repeat(half), "{\"".repeat(half), "\"\\".repeat(half), ":,".repeat(half))) {
            assertTimeoutPreemptively(SOON, () -> {
                json(text);
                JsonLayout.of("[" + text, true, MOST);
            });
        }
    }

    @Test
    void anythingIsLaidOutWithoutAnAccident() {
        var random = new Random(5);
        var signs = "<>/!-[]{}\"':,=&;? ab\n\\CDATAscript";
        for (var round = 0; round < 5_000; round++) {
            var text = random.ints(random.nextInt(60), 0, signs.length())
                    .mapToObj(at -> "" + signs.charAt(at))
                    .collect(Collectors.joining());
            html(text);
            MarkupLayout.of(text, false, MOST);
            json(text);
            JsonLayout.of(text, true, MOST);
            for (var syntax : Syntax.values()) {
                assertThat(syntax.pieces(text).stream().map(Syntax.Piece::text).collect(Collectors.joining()))
                        .isEqualTo(text);
            }
        }
    }

    private static List<String> kinds(Syntax syntax, String line) {
        return syntax.pieces(line).stream()
                .filter(piece -> !piece.kind().isEmpty())
                .map(piece -> piece.kind() + " " + piece.text())
                .toList();
    }

    @Test
    void wordsHaveTheirColours() {
        assertThat(kinds(Syntax.JSON, "  \"a\\\"b\" : [ \"c\", -1.5e3, true ]"))
                .containsExactly("key \"a\\\"b\"", "string \"c\"", "number -1.5e3", "word true");
        assertThat(kinds(Syntax.MARKUP, "<a href=\"x\">t</a><!-- c -->"))
                .containsExactly(
                        "tag <a", "key href", "string \"x\"", "tag >", "tag </a", "tag >", "comment <!-- c -->");
        assertThat(kinds(Syntax.FORM, "name = a = b")).containsExactly("key name");
        assertThat(kinds(Syntax.PLAIN, "{\"a\":1}")).isEmpty();
        assertTimeoutPreemptively(SOON, () -> kinds(Syntax.JSON, "\"" + "\\a".repeat(100_000)));
    }
}
