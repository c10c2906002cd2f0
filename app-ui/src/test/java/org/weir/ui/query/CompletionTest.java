package org.weir.ui.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.weir.ui.TestFlows;

class CompletionTest {
    private final Vocabulary seen = Vocabulary.of(List.of(
            TestFlows.flow(1, "firefox", "www.example.com", "pass", null),
            TestFlows.flow(2, "my app", "www.example.com", "pass", null),
            TestFlows.flow(3, "firefox", "api.example.org", "pass", null)));

    private List<String> labels(String text) {
        return Completion.of(text, text.length(), seen).stream()
                .map(Completion::label)
                .toList();
    }

    @Test
    void offersFieldsThenValuesMostFrequentFirst() {
        assertThat(labels("a")).containsExactly("app:", "address:", "age:");
        assertThat(labels("app:")).containsExactly("app:firefox", "app:\"my app\"");
        assertThat(labels("host:api")).containsExactly("host:api.example.org");
        assertThat(labels("decision:re")).contains("decision:refused", "decision:rerouted");
        assertThat(labels("-app:f")).containsExactly("-app:firefox");
        assertThat(labels("port:443,")).containsExactly("port:443,443");
    }

    @Test
    void whatIsCompleteOffersNothing() {
        assertThat(labels("app:firefox")).isEmpty();
        assertThat(labels("colour:")).isEmpty();
    }

    @Test
    void replacesTheWordUnderTheCaretOnly() {
        var text = "port:443 app:f state:open";
        var choice = Completion.of(text, "port:443 app:f".length(), seen).getFirst();
        assertThat(choice.text()).isEqualTo("port:443 app:firefox state:open");
        assertThat(choice.text().substring(0, choice.caret())).isEqualTo("port:443 app:firefox ");
    }

    @Test
    void whatIsOfferedIsUnderstood() {
        for (var field : Field.values()) {
            for (var choice : Completion.of(field.word() + ":", field.word().length() + 1, seen)) {
                assertThat(Query.parse(choice.text()).problem())
                        .as(choice.text())
                        .isNull();
            }
        }
    }
}
