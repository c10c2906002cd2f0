package org.weir.ui.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SingleInstanceTest {
    @TempDir
    private Path folder;

    private final AtomicInteger raised = new AtomicInteger();

    @Test
    void aSecondStartRaisesTheFirst() throws IOException {
        var socket = folder.resolve("weir/ui.sock");
        try (var first = SingleInstance.listen(socket, raised::incrementAndGet)) {
            assertThat(SingleInstance.raise(socket)).isTrue();
            assertThat(SingleInstance.raise(socket)).isTrue();
            await().untilAtomic(raised, org.hamcrest.Matchers.is(2));
            assertThat(first).isNotNull();
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void whatACrashLeftIsNobody() throws IOException {
        var socket = folder.resolve("ui.sock");
        Files.writeString(socket, "");
        assertThatThrownBy(() -> SingleInstance.raise(socket)).isInstanceOf(IOException.class);
        try (var first = SingleInstance.listen(socket, raised::incrementAndGet)) {
            assertThat(SingleInstance.raise(socket)).isTrue();
            assertThat(first).isNotNull();
        }
    }

    @Test
    void whoSaysSomethingElseRaisesNothing() throws IOException {
        var socket = folder.resolve("ui.sock");
        try (var first = SingleInstance.listen(socket, raised::incrementAndGet);
                var stranger = java.nio.channels.SocketChannel.open(java.net.UnixDomainSocketAddress.of(socket))) {
            stranger.write(java.nio.ByteBuffer.wrap(new byte[] {'x'}));
            assertThat(SingleInstance.raise(socket)).isTrue();
            await().untilAtomic(raised, org.hamcrest.Matchers.is(1));
            assertThat(first).isNotNull();
        }
    }
}
