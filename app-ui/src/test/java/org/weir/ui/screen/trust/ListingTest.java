package org.weir.ui.screen.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command prints, and what no command prints. */
class ListingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"authority\":{},\"stores\":[]}",
                "{\"authority\":{\"state\":\"ready\"},\"stores\":{}}",
                "{\"authority\":[",
                "\u0000",
                "weir: no Java 25 found"
            })
    void nonsenseIsToldInOneSentence(String text) {
        assertThatThrownBy(() -> Listing.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStoreOfAStrangeKindIsShownAllTheSame() {
        var listing = Listing.of(
                "{\"authority\":{\"state\":\"ready\"},\"stores\":[{},{\"store\":\"new\",\"state\":\"sleeping\","
                        + "\"ours\":\"perhaps\",\"note\":5}]}");
        assertThat(listing.stores()).singleElement().satisfies(store -> {
            assertThat(store.state()).isEqualTo(StoreState.UNKNOWN);
            assertThat(store.isMissing()).isTrue();
            assertThat(store.isThere()).isFalse();
        });
    }

    @Test
    void namesFromOutsideCannotTurnTheLineAround() {
        var listing = Listing.of(
                "{\"authority\":{\"state\":\"ready\"},\"stores\":[{\"store\":\"a\\u202eb\",\"state\":\"absent\"}]}");
        assertThat(listing.stores().getFirst().id()).isEqualTo("a\uFFFDb");
    }

    @Test
    void plansAndOutcomesOfNonsenseAreNone() {
        assertThatThrownBy(() -> Plans.of("{}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Plans.of("[[")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Plans.of("[1,null,{}]").changesSomething()).isFalse();
        assertThat(Outcomes.of("not json").all()).isEmpty();
        assertThat(Outcomes.of("{\"error\":1}").all()).isEmpty();
    }

    @Test
    void fingerprintsAreGroupedToBeCompared() {
        assertThat(AuthorityCard.grouped("9f2c51d07a")).isEqualTo("9f2c 51d0 7a");
        assertThat(AuthorityCard.madeAt("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"))
                .isEmpty();
        assertThat(AuthorityCard.madeAt("")).isEmpty();
    }
}
