package org.weir.engine.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.control.Check;
import org.weir.engine.inspect.tls.NettyTls;

/** That nobody has a key log without being told. */
class KeyLogPartTest {
    @TempDir
    Path state;

    @Test
    void offThereIsNeitherAFileNorAWord() {
        try (var plain = NettyTls.best();
                var part = new KeyLogPart(state, false, plain)) {
            assertThat(part.checks()).isEmpty();
            assertThat(part.engine()).isSameAs(plain);
            assertThat(state).isEmptyDirectory();
        }
    }

    @Test
    void onItIsAWarning() {
        try (var part = new KeyLogPart(state, true, NettyTls.of(NettyTls.Kind.BORINGSSL))) {
            assertThat(part.checks()).hasSize(1);
            var check = part.checks().getFirst();
            assertThat(check.severity()).isEqualTo(Check.WARNING);
            assertThat(check.title()).contains("being written");
            assertThat(check.detail()).contains("tls-keys.log");
            part.engine().close();
        }
    }

    @Test
    void aFileOfAnEarlierRunIsAWarningToo() throws Exception {
        Files.writeString(state.resolve("tls-keys.log"), "CLIENT_RANDOM 00 00\n");
        try (var plain = NettyTls.best();
                var part = new KeyLogPart(state, false, plain)) {
            assertThat(part.checks().getFirst().title()).contains("earlier");
        }
    }

    @Test
    void theJdksEngineHasNoneAndSaysSo() {
        try (var plain = NettyTls.of(NettyTls.Kind.JDK);
                var part = new KeyLogPart(state, true, plain)) {
            assertThat(part.checks().getFirst().detail()).contains("not available");
            assertThat(part.engine()).isSameAs(plain);
            assertThat(state).isEmptyDirectory();
        }
    }

    @Test
    void whatCannotBeOpenedKeepsNobodyFromInspecting() throws Exception {
        Files.createDirectory(state.resolve("tls-keys.log"));
        try (var plain = NettyTls.best();
                var part = new KeyLogPart(state, true, plain)) {
            assertThat(part.engine()).isSameAs(plain);
            assertThat(part.checks().getFirst().detail()).contains("no plain file");
        }
    }

    @Test
    void itNeedsAStateFolder() {
        assertThatThrownBy(() -> Options.parse(new String[] {"--key-log"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--key-log needs --state");
        assertThat(Options.parse(new String[] {"--key-log", "--state", "/s"}).keyLog())
                .isTrue();
        assertThat(Options.parse(new String[] {"--state", "/s"}).keyLog()).isFalse();
    }
}
