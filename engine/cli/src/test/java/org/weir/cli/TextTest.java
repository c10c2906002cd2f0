package org.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KiB", "10240,10 KiB", "1048576,1.0 MiB", "5368709120,5.0 GiB"})
    void bytes(long count, String text) {
        assertThat(Text.bytes(count)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"999,0 s", "61000,1 min 1 s", "3600000,1 h 0 min", "90000000,1 d 1 h"})
    void duration(long millis, String text) {
        assertThat(Text.duration(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"abc,3,abc", "abcd,3,ab~", "abc,1,~", "abc,0,''"})
    void cut(String text, int width, String cut) {
        assertThat(Text.cut(text, width)).isEqualTo(cut);
    }
}
