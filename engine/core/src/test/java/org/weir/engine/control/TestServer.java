package org.weir.engine.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Check;
import org.weir.api.control.ControlClient;
import org.weir.api.rpc.RpcException;
import org.weir.engine.store.FlowTable;

/** A real ControlServer in a folder of its own, over fakes. */
final class TestServer implements AutoCloseable {
    final Path folder;
    final Path socket;
    final FlowTable flows = new FlowTable();
    final FakeCapture capture = new FakeCapture();
    final FakeRules rules = new FakeRules();
    final ControlServer server;
    private final List<MethodGroup> groups;

    /** Who the server believes its peers to be, unless the kernel is asked; null: the owner. */
    volatile @Nullable Integer peerUid;

    TestServer() throws IOException {
        this(Session.Timing.USUAL);
    }

    TestServer(Session.Timing timing) throws IOException {
        this(timing, List.of());
    }

    /** With methods of others. */
    TestServer(Session.Timing timing, List<MethodGroup> groups) throws IOException {
        this.groups = groups;
        // Short: a socket's path may have 107 bytes.
        folder = Files.createTempDirectory(Path.of("/tmp"), "weir-e3-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        socket = folder.resolve("control.sock");
        server = start(timing);
    }

    ControlServer start(Session.Timing timing) throws IOException {
        return ControlServer.start(
                new ControlServer.Config(socket, Set.of(4242)),
                new ControlServer.Parts(
                        flows,
                        capture,
                        rules,
                        new StatusSource("0.1.0", capture, flows, rules, List::of, () -> 0),
                        () -> new Check.Report(List.of(Check.ok("test", "All is well", ""))),
                        groups),
                timing,
                this::uid);
    }

    void useRealCredentials() {
        real = true;
    }

    private volatile boolean real;

    private int uid(int said) {
        var uid = peerUid;
        // The tests' own user is the owner unless a test says otherwise.
        return real ? said : uid == null ? 4242 : uid;
    }

    ControlClient client() throws IOException, RpcException {
        return ControlClient.connect(socket, "test");
    }

    RawClient raw() throws IOException {
        return new RawClient(socket);
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
