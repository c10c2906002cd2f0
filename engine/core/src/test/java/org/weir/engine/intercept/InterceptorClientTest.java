package org.weir.engine.intercept;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.interceptor.InterceptorMessages;
import org.weir.api.interceptor.InterceptorMessages.CaptureApply;
import org.weir.api.interceptor.InterceptorMessages.EngineLoad;
import org.weir.api.interceptor.InterceptorMessages.HeartbeatResult;
import org.weir.api.interceptor.ScopeEntry;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcError;
import org.weir.api.rpc.RpcMessage;
import org.weir.engine.intercept.Capture.LossMode;
import org.weir.engine.platform.UserNames;
import org.weir.testkit.sim.SimInterceptor;

/** The client of interceptor.sock against a simulated interceptor. */
@Timeout(60)
class InterceptorClientTest {
    private static final String TOKEN = "00112233445566778899aabbccddeeff";

    @TempDir
    Path folder;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final Admission admission = new Admission(2, () -> false);
    private volatile List<ScopeEntry> scope = List.of(ScopeEntry.includeTcp());
    private Path socket;
    private InterceptorClient client;

    @BeforeEach
    void path() {
        socket = folder.resolve("i.sock");
    }

    @AfterEach
    void close() throws Exception {
        client.stop(Duration.ofMillis(500));
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    private void start(Wish wish) {
        var canaries = new Canaries(loops);
        var owners = new OwnerFinder(
                (_, _, answer) -> answer.accept(Optional.empty()), (_, _, _) -> null, new UserNames(), Runnable::run);
        var listeners = new Listeners(loops, admission, canaries, () -> owners, (channel, _, _) -> channel.close());
        client = new InterceptorClient(
                new InterceptorClient.Parts(
                        socket.toString(),
                        loops.next(),
                        new WishStore(folder.resolve("state")),
                        () -> scope,
                        listeners,
                        canaries,
                        admission,
                        Clock.systemUTC()),
                wish);
        client.start();
    }

    private static CaptureApply apply(SimInterceptor sim) throws Exception {
        return InterceptorMessages.decode(
                sim.next(InterceptorMessages.CAPTURE_APPLY).params(), CaptureApply.class);
    }

    private void awaitState(String state) {
        await().atMost(10, TimeUnit.SECONDS).until(() -> client.status().state().equals(state));
    }

    @Test
    void theWishReachesTheInterceptorWithGrowingRevisions() throws Exception {
        try (var sim = new SimInterceptor(socket)) {
            start(Wish.on(LossMode.HOLD));
            assertThat(apply(sim)).isEqualTo(new CaptureApply(1, "hold", List.of(ScopeEntry.includeTcp())));
            awaitState("capturing");
            assertThat(client.status().connected()).isTrue();
            assertThat(client.status().interceptorVersion()).isEqualTo("0.0.1");
            client.set(false, null, null);
            assertThat(apply(sim)).isEqualTo(new CaptureApply(2, "hold", List.of()));
            client.set(true, null, LossMode.CLOSED);
            assertThat(apply(sim)).isEqualTo(new CaptureApply(3, "closed", List.of(ScopeEntry.includeTcp())));
            scope = List.of();
            client.scopeChanged();
            assertThat(apply(sim)).isEqualTo(new CaptureApply(4, "closed", List.of()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyAnInterceptorThatCanIsAskedToRefuse(boolean can) throws Exception {
        var quic = new ScopeEntry(
                ScopeEntry.Action.REFUSE,
                ScopeEntry.Protocol.UDP,
                List.of(new ScopeEntry.Ports(443, 443)),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        scope = List.of(quic, ScopeEntry.includeTcp());
        try (var sim = new SimInterceptor(socket)) {
            sim.capabilities(can ? new String[] {"tcp4", InterceptorMessages.CAN_REFUSE} : new String[] {"tcp4"});
            start(Wish.on(LossMode.OPEN));
            assertThat(apply(sim).scope()).isEqualTo(can ? scope : List.of(ScopeEntry.includeTcp()));
        }
    }

    @Test
    void aRestartedInterceptorIsAskedAgainWithinASecond() throws Exception {
        var first = new SimInterceptor(socket);
        start(Wish.on(LossMode.OPEN));
        apply(first);
        awaitState("capturing");
        first.close();
        await().until(() -> !client.status().connected());
        Files.deleteIfExists(socket);
        TimeUnit.SECONDS.sleep(2); // long enough for the longest pause between two tries
        var from = System.nanoTime();
        try (var second = new SimInterceptor(socket)) {
            assertThat(apply(second).scope()).isNotEmpty();
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from)).isLessThan(1_000);
        }
    }

    @Test
    void theCanaryComesBackInTheHeartbeat() throws Exception {
        try (var sim = new SimInterceptor(socket)) {
            start(Wish.on(LossMode.OPEN));
            apply(sim);
            assertThat(beat(sim, 1)).isEmpty();
            for (var address : sim.addresses()) {
                try (var canary = new Socket(address.getAddress(), address.getPort())) {
                    canary.getOutputStream().write(("WEIR-CANARY " + TOKEN + "\n").getBytes(US_ASCII));
                    assertThat(canary.getInputStream().read()).isEqualTo(-1);
                }
            }
            await().until(() -> beat(sim, 2).equals(TOKEN));
        }
    }

    @Test
    void whatIsNoCanaryIsClosedAndChangesNothing() throws Exception {
        try (var sim = new SimInterceptor(socket)) {
            start(Wish.on(LossMode.OPEN));
            apply(sim);
            var address = sim.addresses().getFirst();
            for (var line : List.of("GET / HTTP/1.1\r\n", "WEIR-CANARY xyz\n", "x".repeat(100), "")) {
                try (var other = new Socket(address.getAddress(), address.getPort())) {
                    other.setSoTimeout(5_000);
                    other.getOutputStream().write(line.getBytes(US_ASCII));
                    if (line.isEmpty()) {
                        other.shutdownOutput();
                    }
                    assertThat(endOf(other)).isTrue();
                }
            }
            assertThat(beat(sim, 1)).isEmpty();
        }
    }

    private static boolean endOf(Socket socket) {
        try {
            return socket.getInputStream().read() == -1;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.io.IOException e) {
            return true;
        }
    }

    @Test
    void refusalsBecomeNotesAndAreTriedAgain() throws Exception {
        try (var sim = new SimInterceptor(socket)) {
            sim.refuseHello(RpcError.of(ErrorCode.BUSY, "another engine is connected"));
            start(Wish.on(LossMode.OPEN));
            await().until(() -> client.status().notes().toString().contains("another engine is connected"));
            sim.refuseApply(RpcError.of(ErrorCode.CAPTURE_FAILED, "nftables: no"));
            sim.refuseHello(null);
            await().until(() -> client.status().notes().toString().contains("nftables: no"));
            assertThat(client.status().connected()).isTrue();
            sim.refuseApply(null);
            client.set(true, null, LossMode.HOLD);
            awaitState("capturing");
            assertThat(client.status().notes()).isEmpty();
        }
    }

    @Test
    void anotherVersionIsNotTalkedTo() throws Exception {
        try (var sim = new SimInterceptor(socket)) {
            sim.protocol(2);
            start(Wish.on(LossMode.OPEN));
            await().until(() -> client.status().notes().toString().contains("protocol 2"));
            assertThat(client.status().connected()).isFalse();
        }
    }

    @Test
    void garbageEndsTheSessionAndANewOneStarts() throws Exception {
        try (var sim = new SimInterceptor(socket)) {
            start(Wish.on(LossMode.OPEN));
            apply(sim);
            sim.sendBytes("this is no JSON\n".getBytes(US_ASCII));
            assertThat(apply(sim).revision()).isEqualTo(1);
        }
    }

    @Test
    void unknownRequestsAreAnsweredAndUnknownNotificationsIgnored() throws Exception {
        try (var sim = new SimInterceptor(socket)) {
            start(Wish.on(LossMode.OPEN));
            apply(sim);
            var empty = org.weir.api.rpc.RpcCodec.json().createObjectNode();
            sim.send(new RpcMessage.Notification("news.of.tomorrow", empty));
            sim.send(new RpcMessage.Request(77, "capture.explode", empty));
            assertThat(sim.nextAnswer())
                    .isInstanceOfSatisfying(
                            RpcMessage.Failure.class,
                            failure ->
                                    assertThat(failure.error().code()).isEqualTo(ErrorCode.METHOD_NOT_FOUND.number()));
            assertThat(beat(sim, 5)).isEmpty();
        }
    }

    @Test
    void notificationsAreSeen() throws Exception {
        try (var sim = new SimInterceptor(socket)) {
            start(Wish.on(LossMode.OPEN));
            apply(sim);
            awaitState("capturing");
            sim.send(new RpcMessage.Notification(
                    InterceptorMessages.CAPTURE_CHANGED,
                    InterceptorMessages.encode(new InterceptorMessages.CaptureChanged("lifted", "because", 1))));
            sim.send(new RpcMessage.Notification(
                    InterceptorMessages.TAMPER_REPAIRED,
                    InterceptorMessages.encode(new InterceptorMessages.TamperRepaired("ip rule", "pid 1", 3))));
            awaitState("lifted");
            assertThat(client.status().reason()).isEqualTo("because");
            await().until(() -> client.status().notes().toString().contains("repaired ip rule"));
            sim.send(new RpcMessage.Notification(
                    InterceptorMessages.ATTRIBUTION_LIMITED,
                    InterceptorMessages.encode(new InterceptorMessages.AttributionLimited("no BTF"))));
            await().until(() -> client.status().attribution().equals("limited"));
            assertThat(client.status().notes().toString()).contains("no BTF");
        }
    }

    @Test
    void overloadIsToldAndTakenBack() throws Exception {
        try (var sim = new SimInterceptor(socket)) {
            start(Wish.on(LossMode.OPEN));
            apply(sim);
            admission.enter();
            admission.enter();
            assertThat(load(sim)).isFalse();
            admission.leave();
            admission.leave();
            assertThat(load(sim)).isTrue();
        }
    }

    @Test
    void aPauseEndsByItself() throws Exception {
        try (var sim = new SimInterceptor(socket)) {
            start(Wish.on(LossMode.OPEN));
            apply(sim);
            client.set(false, Duration.ofSeconds(1), null);
            assertThat(apply(sim).scope()).isEmpty();
            assertThat(client.status().resumeAt()).isNotNull();
            assertThat(apply(sim).scope()).isNotEmpty();
            assertThat(client.status().wanted()).isTrue();
            assertThat(new WishStore(folder.resolve("state")).load()).contains(Wish.on(LossMode.OPEN));
        }
    }

    @Test
    void aPauseUntilRestartLastsAndTheNextProcessCaptures() throws Exception {
        try (var sim = new SimInterceptor(socket)) {
            start(Wish.on(LossMode.HOLD));
            apply(sim);
            client.pauseUntilRestart(null);
            assertThat(apply(sim).scope()).isEmpty();
            assertThat(client.status().paused()).isTrue();
            assertThat(client.status().resumeAt()).isNull();
            assertThat(new WishStore(folder.resolve("state")).load()).contains(Wish.on(LossMode.HOLD));
            client.set(true, null, null);
            assertThat(apply(sim).scope()).isNotEmpty();
            assertThat(client.status().paused()).isFalse();
        }
    }

    @Test
    void stoppingLiftsTheCapture() throws Exception {
        try (var sim = new SimInterceptor(socket)) {
            start(Wish.on(LossMode.OPEN));
            apply(sim);
            client.stop(Duration.ofSeconds(2));
            assertThat(sim.next(InterceptorMessages.CAPTURE_LIFT)).isNotNull();
        }
    }

    private static boolean load(SimInterceptor sim) throws Exception {
        return InterceptorMessages.decode(
                        sim.next(InterceptorMessages.ENGINE_LOAD).params(), EngineLoad.class)
                .accepting();
    }

    private static String beat(SimInterceptor sim, long seq) throws Exception {
        var result = (RpcMessage.Result) sim.heartbeat(seq);
        var beat = InterceptorMessages.decode(result.result(), HeartbeatResult.class);
        assertThat(beat.seq()).isEqualTo(seq);
        return beat.canary();
    }
}
