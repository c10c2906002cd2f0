package org.weir.engine.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weir.engine.refusal.Apps.CURL;
import static org.weir.engine.refusal.Apps.WGET;
import static org.weir.engine.refusal.Apps.certain;
import static org.weir.engine.refusal.Apps.data;
import static org.weir.engine.refusal.Apps.ends;
import static org.weir.engine.refusal.Apps.inspects;
import static org.weir.engine.refusal.Apps.passes;
import static org.weir.engine.refusal.Apps.silent;
import static org.weir.engine.refusal.Apps.tries;
import static org.weir.engine.refusal.Apps.verdict;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.api.control.Approvals;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;
import org.weir.engine.refusal.Refusals.Verdict;

/** What the user sees and decides, and what that does to the next connections. */
class ApprovalsInboxTest {
    private static final String HOST = "www.example.com";

    private final FakeTimes times = new FakeTimes();
    private final AtomicBoolean runs = new AtomicBoolean(true);
    private final RefusalMemory memory = RefusalMemory.open(null, times, process -> runs.get());
    private final ApprovalsInbox inbox = new ApprovalsInbox(memory);

    private Approvals.Item refused(String host, HandshakeEnd end) {
        verdict(memory, CURL, host);
        times.pass(Duration.ofSeconds(1));
        ends(memory, CURL, host, end);
        return inbox.list(true).getFirst();
    }

    private Approvals.Decided decide(String id, String decision, @Nullable String scope, @Nullable String duration)
            throws RpcException {
        return inbox.decide(new Approvals.DecideParams(id, decision, scope, duration));
    }

    private Verdict next() {
        return verdict(memory, CURL, HOST);
    }

    @Test
    void anEntryNamesAppDomainCauseAndEvidence() {
        var item = refused(HOST, certain());
        assertThat(item.app().name()).isEqualTo("curl");
        assertThat(item.app().key()).isEqualTo("/usr/bin/curl");
        assertThat(item.domain()).isEqualTo("example.com");
        assertThat(item.state()).isEqualTo("open");
        assertThat(item.evidence()).isEqualTo("certain");
        assertThat(item.cause()).contains("unknown_ca");
        assertThat(item.count()).isEqualTo(1);
        assertThat(item.hosts()).extracting(Approvals.Host::host).containsExactly(HOST);
        assertThat(item.hosts().getFirst().passesUntilMs())
                .isEqualTo(times.wallMillis() + Duration.ofDays(30).toMillis());
        assertThat(item.suggestion().decision()).isEqualTo("fix-trust");
        assertThat(item.firstSeenMs()).isEqualTo(times.wallMillis());
        assertThat(item.verdict()).isNull();
        assertThat(inbox.pending()).isEqualTo(1);
    }

    @Test
    void hostsAndPortsOfADomainAreOneEntry() {
        refused(HOST, certain());
        ends(memory, CURL, "api.example.com", silent());
        memory.handshake(CURL, HOST, "192.0.2.10", 8443, certain());
        ends(memory, CURL, "www.example.org", certain());
        ends(memory, WGET, HOST, certain());
        assertThat(inbox.list(false)).hasSize(3);
        var first = inbox.list(false).stream()
                .filter(item ->
                        item.domain().equals("example.com") && item.app().name().equals("curl"))
                .findFirst()
                .orElseThrow();
        assertThat(first.count()).isEqualTo(3);
        assertThat(first.hosts()).hasSize(3);
        assertThat(first.evidence()).isEqualTo("certain");
        assertThat(inbox.pending()).isEqualTo(3);
    }

    @Test
    void aGuessAsksOnlyWhenItComesAgain() {
        assertThat(refused(HOST, silent()).state()).isEqualTo("watched");
        assertThat(inbox.pending()).isZero();
        times.pass(Duration.ofMinutes(10));
        assertThat(refused(HOST, silent()).state()).isEqualTo("open");
        assertThat(inbox.pending()).isEqualTo(1);
    }

    @Test
    void aServerThatWantsACertificateIsShownButAsksNothing() {
        memory.serverWantsCertificate(CURL, HOST, "192.0.2.10", 443);
        assertThat(inbox.list(false)).isEmpty();
        assertThat(inbox.list(true)).extracting(Approvals.Item::state).containsExactly("server");
    }

    @Test
    void keepPassesBeyondTheMemorysTerm() throws Exception {
        decide(refused(HOST, certain()).id(), "keep", null, null);
        times.pass(Duration.ofDays(1_000));
        assertThat(((Verdict.Pass) next()).reason()).contains("you decided").contains("for ever");
        assertThat(inbox.pending()).isZero();
        assertThat(inbox.list(false)).isEmpty();
        assertThat(inbox.list(true)).extracting(Approvals.Item::state).containsExactly("decided");
    }

    @Test
    void blockBlocks() throws Exception {
        decide(refused(HOST, certain()).id(), "block", "domain", "ever");
        assertThat(next()).isInstanceOf(Verdict.Block.class);
        assertThat(verdict(memory, CURL, "api.example.com")).isInstanceOf(Verdict.Block.class);
        assertThat(inspects(verdict(memory, CURL, "www.example.org"))).isTrue();
    }

    @Test
    void keepComesBeforeARuleThatBlocksWhatRefuses() throws Exception {
        decide(refused(HOST, certain()).id(), "keep", null, null);
        assertThat(passes(memory.verdict(CURL, HOST, "192.0.2.10", 443, true))).isTrue();
    }

    @Test
    void inspectGoesOnEvenIfItRefuses() throws Exception {
        decide(refused(HOST, certain()).id(), "inspect", null, null);
        for (var i = 0; i < 3; i++) {
            assertThat(next()).isEqualTo(new Verdict.Inspect(false));
            times.pass(Duration.ofSeconds(1));
            ends(memory, CURL, HOST, certain());
        }
        assertThat(inbox.list(true).getFirst().count()).isEqualTo(4);
    }

    @Test
    void tryOnceLetsOneConnectionTryWhileTheOthersPass() throws Exception {
        decide(refused(HOST, certain()).id(), "try-once", null, null);
        assertThat(tries(next())).isTrue();
        assertThat(passes(next())).isTrue();
        times.pass(Duration.ofSeconds(1));
        ends(memory, CURL, HOST, certain());
        assertThat(passes(next())).as("it refused again").isTrue();
        assertThat(inbox.pending()).isEqualTo(1);
    }

    @Test
    void tryOnceThatSucceedsEndsTheSuspicion() throws Exception {
        decide(refused(HOST, certain()).id(), "try-once", null, null);
        assertThat(tries(next())).isTrue();
        times.pass(Duration.ofSeconds(1));
        ends(memory, CURL, HOST, data());
        assertThat(next()).isEqualTo(new Verdict.Inspect(false));
        assertThat(inbox.list(true)).isEmpty();
    }

    @Test
    void fixTrustNamesTheStoreAndChangesNothing() throws Exception {
        var done = decide(refused(HOST, certain()).id(), "fix-trust", null, null);
        assertThat(done.undo()).isNull();
        assertThat(done.trust().command()).startsWith("weir trust install");
        assertThat(passes(next())).isTrue();
        assertThat(inbox.pending()).isEqualTo(1);
    }

    @Test
    void forgetTakesAwayWhatWasDecidedThere() throws Exception {
        var id = refused(HOST, certain()).id();
        decide(id, "block", null, null);
        decide(id, "forget", null, null);
        assertThat(passes(next())).isTrue();
        assertThat(decide(id, "forget", null, null).undo()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        // scope, same host, same domain, other domain
        "host, true, false, false",
        "domain, true, true, false",
        "app, true, true, true"
    })
    void scopes(String scope, boolean host, boolean domain, boolean other) throws Exception {
        var id = refused(HOST, certain()).id();
        decide(id, "block", scope, "ever");
        assertThat(next() instanceof Verdict.Block).isEqualTo(host);
        assertThat(verdict(memory, CURL, "api.example.com") instanceof Verdict.Block)
                .isEqualTo(domain);
        assertThat(verdict(memory, CURL, "www.example.org") instanceof Verdict.Block)
                .isEqualTo(other);
        assertThat(verdict(memory, WGET, HOST) instanceof Verdict.Block).isFalse();
    }

    @Test
    void theNarrowestScopeDecides() throws Exception {
        var id = refused(HOST, certain()).id();
        decide(id, "block", "host", "ever");
        decide(id, "inspect", "app", "ever");
        decide(id, "keep", "domain", "ever");
        assertThat(next()).isInstanceOf(Verdict.Block.class);
        assertThat(passes(verdict(memory, CURL, "api.example.com"))).isTrue();
        assertThat(inspects(verdict(memory, CURL, "www.example.org"))).isTrue();
    }

    @Test
    void onceIsForOneConnection() throws Exception {
        decide(refused(HOST, certain()).id(), "block", null, "once");
        assertThat(next()).isInstanceOf(Verdict.Block.class);
        assertThat(passes(next())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1h, 3600", "30d, 2592000"})
    void timesEnd(String duration, long seconds) throws Exception {
        decide(refused(HOST, certain()).id(), "block", null, duration);
        times.pass(Duration.ofSeconds(seconds - 1));
        assertThat(next()).isInstanceOf(Verdict.Block.class);
        times.pass(Duration.ofSeconds(1));
        assertThat(next()).isNotInstanceOf(Verdict.Block.class);
    }

    @Test
    void untilTheAppQuits() throws Exception {
        decide(refused(HOST, certain()).id(), "block", null, "app");
        memory.sweep();
        assertThat(next()).isInstanceOf(Verdict.Block.class);
        runs.set(false);
        memory.sweep();
        assertThat(passes(next())).isTrue();
    }

    @Test
    void untilAnAppQuitsThatHasQuitIsRefused() {
        var id = refused(HOST, certain()).id();
        runs.set(false);
        assertThatThrownBy(() -> decide(id, "block", null, "app"))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("duration: curl does not run");
    }

    @Test
    void undoIsTheExactInverse() throws Exception {
        var id = refused(HOST, certain()).id();
        decide(id, "keep", "domain", "30d");
        var before = inbox.list(true);
        decide(id, "block", "domain", "1h");
        decide(id, "inspect", "host", "ever");
        decide(id, "forget", "domain", null);
        inbox.undo(null);
        inbox.undo(null);
        inbox.undo(null);
        assertThat(inbox.list(true)).isEqualTo(before);
        inbox.undo(null);
        assertThat(inbox.list(true)).extracting(Approvals.Item::verdict).containsExactly((Approvals.Verdict) null);
        assertThat(inbox.pending()).isEqualTo(1);
        refused(ErrorCode.NOT_FOUND, () -> inbox.undo(null));
    }

    @Test
    void aUsedDecisionCanBeUndone() throws Exception {
        var id = refused(HOST, certain()).id();
        decide(id, "keep", null, "ever");
        decide(id, "block", null, "once");
        assertThat(next()).isInstanceOf(Verdict.Block.class);
        inbox.undo(null);
        assertThat(((Verdict.Pass) next()).reason()).contains("you decided");
    }

    @Test
    void undoRefusesWhenSomethingElseWasDecidedSince() throws Exception {
        var id = refused(HOST, certain()).id();
        var first = decide(id, "keep", null, null).undo();
        var second = decide(id, "block", null, null).undo();
        refused(ErrorCode.NOT_FOUND, () -> inbox.undo(first));
        inbox.undo(second);
        inbox.undo(first);
    }

    @Test
    void atLeastTheLastDecisionsCanBeUndone() throws Exception {
        var id = refused(HOST, certain()).id();
        for (var i = 0; i < 30; i++) {
            decide(id, i % 2 == 0 ? "keep" : "block", null, null);
        }
        times.pass(Duration.ofMinutes(5));
        for (var i = 0; i < Decisions.MAX_UNDO; i++) {
            inbox.undo(null);
        }
        refused(ErrorCode.NOT_FOUND, () -> inbox.undo(null));
    }

    @Test
    void aDecisionAboutTheWholeAppCanBeTakenBackWhenItsRefusalsAreForgotten() throws Exception {
        var id = refused(HOST, certain()).id();
        decide(id, "inspect", "app", "ever");
        next();
        times.pass(Duration.ofSeconds(1));
        ends(memory, CURL, HOST, data());
        var left = inbox.list(true);
        assertThat(left).extracting(Approvals.Item::domain).containsExactly("*");
        decide(left.getFirst().id(), "forget", null, null);
        assertThat(inbox.list(true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "no-such-id, keep, , , NOT_FOUND",
        ", maybe, , , INVALID_PARAMS",
        ", , , , INVALID_PARAMS",
        ", keep, world, , INVALID_PARAMS",
        ", keep, , 2h, INVALID_PARAMS"
    })
    void wrongWishesChangeNothing(
            @Nullable String id,
            @Nullable String decision,
            @Nullable String scope,
            @Nullable String duration,
            ErrorCode code) {
        var real = refused(HOST, certain()).id();
        var before = inbox.list(true);
        refused(
                code,
                () -> inbox.decide(new Approvals.DecideParams(id == null ? real : id, decision, scope, duration)));
        assertThat(inbox.list(true)).isEqualTo(before);
    }

    @Test
    void changesAreTold() throws Exception {
        var told = new AtomicInteger();
        inbox.onChange(told::incrementAndGet);
        var id = refused(HOST, certain()).id();
        assertThat(told).hasValue(1);
        next();
        assertThat(told).as("a connection that passes is no news").hasValue(1);
        decide(id, "keep", null, null);
        inbox.undo(null);
        assertThat(told).hasValue(3);
    }

    @Test
    void doctorListsAppsThatAlwaysRefuse() {
        assertThat(memory.checks()).allMatch(check -> check.severity().equals("ok"));
        for (var domain : List.of("a.example", "b.example", "c.example")) {
            ends(memory, CURL, domain, certain());
            ends(memory, WGET, domain, certain());
        }
        ends(memory, WGET, "d.example", data());
        var found = memory.checks().stream()
                .filter(check -> check.id().equals("refusing-apps"))
                .findFirst()
                .orElseThrow();
        assertThat(found.severity()).isEqualTo("warning");
        assertThat(found.detail()).contains("/usr/bin/curl", "3 domains").doesNotContain("wget");
    }

    private interface Call {
        void run() throws RpcException;
    }

    private static void refused(ErrorCode code, Call call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.error().code()).isEqualTo(code.number()));
    }
}
