package org.weir.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.weir.api.rpc.RpcCodec;

/** The table that the interceptor's matcher, which also runs in the kernel, is held to as well (glob_test.c). */
class GlobTest {
    private static final Path TABLE = Path.of("../../docs/protocol/golden/scope/globs.json");

    static Stream<Arguments> rows() throws Exception {
        return RpcCodec.json().readTree(Files.readString(TABLE)).values().stream()
                .map(row -> Arguments.of(
                        row.get("pattern").stringValue(),
                        row.get("text").stringValue(),
                        row.get("matches").booleanValue()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void meansTheSameAsInTheKernel(String pattern, String text, boolean matches) {
        assertThat(Glob.of(pattern).matches(text)).isEqualTo(matches);
    }
}
