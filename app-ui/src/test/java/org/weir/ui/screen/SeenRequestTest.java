package org.weir.ui.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeenRequestTest {
    @Test
    void whatOneScreenSaysAnotherUnderstands() {
        var seen = new SeenRequest("GET", "https://a.test/x y?z");
        assertThat(SeenRequest.of(seen.what())).contains(seen);
        assertThat(SeenRequest.of("h2")).isEmpty();
        assertThat(SeenRequest.of("new")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://A.test/x?y#z, a.test, https://A.test/x",
        "http://a.test:8080, a.test, http://a.test:8080",
        "https://[2001:db8::1]:443/, 2001:db8::1, https://[2001:db8::1]:443/",
        "https://[broken, '', https://[broken",
        "nonsense, '', nonsense"
    })
    void theHostAndThePlaceAreReadFromTheUrl(String url, String host, String place) {
        var seen = new SeenRequest("GET", url);
        assertThat(seen.host()).isEqualTo(host);
        assertThat(seen.place()).isEqualTo(place);
    }
}
