package org.weir.engine.refusal;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.engine.refusal.HandshakeEnd.Ending;
import org.weir.engine.refusal.Refusals.Verdict;

/** Every transition of the memory, through the interface that flows use. */
class RefusalMemoryTest {
    private static final String HOST = "www.example.com";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeTimes times = new FakeTimes();
    private final RefusalMemory memory = RefusalMemory.open(null, times, process -> true);

    /** A connection that is inspected and ends so; its certificate was sent after everything before. */
    private String inspected(HandshakeEnd end) {
        assertThat(inspects(verdict(memory, CURL, HOST))).isTrue();
        times.pass(SECOND);
        return ends(memory, CURL, HOST, end);
    }

    private void expectPass() {
        assertThat(verdict(memory, CURL, HOST)).isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void whatWasNeverMetIsInspected() {
        assertThat(verdict(memory, CURL, HOST)).isEqualTo(new Verdict.Inspect(false));
    }

    @Test
    void aCertainRefusalPassesTheNextForThirtyDays() {
        assertThat(inspected(certain())).contains("curl refused our certificate", "unknown_ca");
        expectPass();
        times.pass(Duration.ofDays(30).minus(SECOND));
        expectPass();
        times.pass(SECOND);
        assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
    }

    @Test
    void thePassSaysWhy() {
        inspected(certain());
        assertThat(((Verdict.Pass) verdict(memory, CURL, HOST)).reason())
                .startsWith("passed through: curl refused our certificate")
                .contains("alert unknown_ca");
    }

    @Test
    void aLikelyRefusalPassesTheNextTooAndItsTermDoublesToADay() {
        var minutes = new long[] {10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440};
        for (var term : minutes) {
            assertThat(inspected(silent())).contains("probably refused");
            expectPass();
            times.pass(Duration.ofMinutes(term).minus(SECOND));
            expectPass();
            times.pass(SECOND);
        }
    }

    @Test
    void otherAppsHostsAndPortsGoOnBeingInspected() {
        inspected(certain());
        assertThat(inspects(verdict(memory, WGET, HOST))).isTrue();
        assertThat(inspects(verdict(memory, CURL, "www.example.org"))).isTrue();
        assertThat(inspects(memory.verdict(CURL, HOST, "192.0.2.10", 8443, false)))
                .isTrue();
    }

    @Test
    void aNameIsTheSameInAnyCaseAndWithItsDot() {
        inspected(certain());
        assertThat(passes(verdict(memory, CURL, "WWW.Example.COM."))).isTrue();
    }

    @Test
    void withoutANameTheAddressCounts() {
        memory.handshake(CURL, null, "192.0.2.10", 443, certain());
        assertThat(passes(memory.verdict(CURL, null, "192.0.2.10", 443, false))).isTrue();
        assertThat(inspects(memory.verdict(CURL, null, "192.0.2.11", 443, false)))
                .isTrue();
    }

    @Test
    void aDomainIsRefusedOnceNotOnceForEachOfItsHosts() {
        inspected(certain());
        assertThat(passes(verdict(memory, CURL, "cdn.example.com"))).isTrue();
        assertThat(inspects(verdict(memory, CURL, "example.co.uk"))).isTrue();
    }

    @Test
    void whereTheAppAcceptsSomeHostsOnlyThoseItRefusesPass() {
        ends(memory, CURL, "api.example.com", certain());
        times.pass(SECOND);
        ends(memory, CURL, HOST, data());
        assertThat(passes(verdict(memory, CURL, "api.example.com"))).isTrue();
        assertThat(inspects(verdict(memory, CURL, HOST))).isTrue();
        assertThat(inspects(verdict(memory, CURL, "new.example.com")))
                .as("the domain's latest word was yes")
                .isTrue();
    }

    @Test
    void anAcceptedHostStaysInspectedWhenASiblingIsRefused() {
        ends(memory, CURL, HOST, data());
        times.pass(Duration.ofMinutes(1));
        ends(memory, CURL, "api.example.com", certain());
        assertThat(inspects(verdict(memory, CURL, HOST))).isTrue();
        assertThat(passes(verdict(memory, CURL, "new.example.com"))).isTrue();
    }

    @Test
    void connectionsUnderWayAtOnceAreOneRound() {
        for (var i = 0; i < 6; i++) {
            ends(memory, CURL, HOST, Apps.ended(null, Ending.FIN, Duration.ofSeconds(i), 0));
            times.pass(SECOND);
        }
        times.pass(Duration.ofMinutes(10));
        assertThat(tries(verdict(memory, CURL, HOST)))
                .as("one strike: ten minutes")
                .isTrue();
    }

    @Test
    void anAlertBesideASilentEndMakesItCertain() {
        ends(memory, CURL, HOST, silent());
        ends(memory, CURL, HOST, certain());
        times.pass(Duration.ofDays(29));
        expectPass();
    }

    @Test
    void aSilentEndBesideAnAlertLeavesItCertain() {
        ends(memory, CURL, HOST, certain());
        ends(memory, CURL, HOST, silent());
        times.pass(Duration.ofDays(29));
        expectPass();
    }

    @Test
    void aSuccessWithDataClearsAGuess() {
        ends(memory, CURL, HOST, silent());
        ends(memory, CURL, HOST, data());
        assertThat(verdict(memory, CURL, HOST)).isEqualTo(new Verdict.Inspect(false));
        assertThat(memory.entries()).isEmpty();
    }

    @Test
    void aSuccessUnderWayBesideItDoesNotClearACertainRefusal() {
        ends(memory, CURL, HOST, certain());
        ends(memory, CURL, HOST, data());
        expectPass();
    }

    @Test
    void aLaterSuccessClearsACertainRefusal() {
        inspected(certain());
        times.pass(Duration.ofDays(30));
        inspected(data());
        assertThat(verdict(memory, CURL, HOST)).isEqualTo(new Verdict.Inspect(false));
    }

    @Test
    void anAppOfTwoMindsFailsEverMoreRarely() {
        inspected(silent());
        times.pass(Duration.ofMinutes(10));
        inspected(data());
        times.pass(Duration.ofMinutes(1));
        inspected(silent());
        times.pass(Duration.ofMinutes(19));
        expectPass();
    }

    @Test
    void aSilentEndRightAfterASuccessIsABrowsersSpareConnection() {
        inspected(data());
        assertThat(inspected(silent())).isNull();
        assertThat(inspects(verdict(memory, CURL, HOST))).isTrue();
    }

    @Test
    void aSilentEndLongAfterASuccessCounts() {
        inspected(data());
        times.pass(Duration.ofMinutes(1));
        assertThat(inspected(silent())).isNotNull();
        expectPass();
    }

    @Test
    void notEverySilentEndIsForgiven() {
        for (var i = 0; i < Terms.MAX_FORGIVEN; i++) {
            ends(memory, CURL, HOST, data());
            assertThat(ends(memory, CURL, HOST, silent())).isNull();
        }
        ends(memory, CURL, HOST, data());
        assertThat(ends(memory, CURL, HOST, silent())).isNotNull();
        expectPass();
    }

    @Test
    void anAlertRightAfterASuccessCounts() {
        inspected(data());
        assertThat(inspected(certain())).isNotNull();
        expectPass();
    }

    @Test
    void oneCanaryAtATime() {
        inspected(certain());
        times.pass(Duration.ofDays(30));
        assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
        assertThat(((Verdict.Pass) verdict(memory, CURL, HOST)).reason()).contains("another connection tries");
        times.pass(SECOND);
        ends(memory, CURL, HOST, certain());
        expectPass();
        times.pass(Duration.ofDays(29));
        expectPass();
    }

    @Test
    void aCanaryThatEndsSilentlyBesideOthersIsNotHeldAgainstTheApp() {
        inspected(certain());
        times.pass(Duration.ofDays(30));
        assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
        expectPass();
        times.pass(SECOND);
        assertThat(ends(memory, CURL, HOST, silent()))
                .as("a browser drops what it does not need")
                .isNull();
        expectPass();
        times.pass(Duration.ofMinutes(10));
        assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
        times.pass(SECOND);
        assertThat(ends(memory, CURL, HOST, silent())).as("alone it counts").isNotNull();
    }

    @Test
    void aCanaryThatTellsNothingLetsTheNextTry() {
        inspected(certain());
        times.pass(Duration.ofDays(30));
        assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
        ends(memory, CURL, HOST, Apps.upstreamFailed());
        assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
    }

    @Test
    void aCanaryThatIsLostIsWaitedForForAMinute() {
        inspected(certain());
        times.pass(Duration.ofDays(30));
        assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
        times.pass(Duration.ofSeconds(59));
        expectPass();
        times.pass(SECOND);
        assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
    }

    @Test
    void aSiblingsCanarySpeaksForTheDomain() {
        inspected(certain());
        times.pass(Duration.ofDays(30));
        assertThat(tries(verdict(memory, CURL, "cdn.example.com"))).isTrue();
        times.pass(SECOND);
        expectPass();
        ends(memory, CURL, "cdn.example.com", certain());
        expectPass();
        assertThat(passes(verdict(memory, CURL, "cdn.example.com"))).isTrue();
    }

    @Test
    void aServerThatWantsACertificateIsPassedAndNeverBlamedOnTheApp() {
        memory.serverWantsCertificate(CURL, HOST, "192.0.2.10", 443);
        assertThat(((Verdict.Pass) verdict(memory, CURL, HOST)).reason()).contains("certificate that only it has");
        assertThat(passes(memory.verdict(CURL, HOST, "192.0.2.10", 443, true)))
                .as("on_refusal: block is about apps")
                .isTrue();
        assertThat(inspects(verdict(memory, CURL, "cdn.example.com"))).isTrue();
        assertThat(memory.pending()).isZero();
    }

    @Test
    void whomOurEngineCouldNotAnswerIsPassedForAWhileAndNotBlamed() {
        assertThat(memory.engineGaveUp(CURL, HOST, "192.0.2.10", 443)).contains("our TLS engine gave up");
        expectPass();
        assertThat(inspects(verdict(memory, CURL, "cdn.example.com"))).isTrue();
        assertThat(memory.pending()).isZero();
        assertThat(memory.verdict(CURL, HOST, "192.0.2.10", 443, true))
                .as("an app could do it on purpose")
                .isInstanceOf(Verdict.Block.class);
        times.pass(Duration.ofMinutes(10));
        assertThat(tries(verdict(memory, CURL, HOST))).isTrue();
    }

    @Test
    void aRuleCanBlockWhatRefuses() {
        assertThat(memory.verdict(CURL, HOST, "192.0.2.10", 443, true)).isInstanceOf(Verdict.Inspect.class);
        inspected(certain());
        assertThat(memory.verdict(CURL, HOST, "192.0.2.10", 443, true))
                .isInstanceOfSatisfying(
                        Verdict.Block.class, block -> assertThat(block.reason()).contains("unknown_ca"));
        expectPass();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theScriptOfAnInterpreterIsTheApp(boolean sameScript) {
        var one = Apps.app("/usr/bin/python3.11", "/home/u/a.py", null, "python3", 300);
        var other = Apps.app("/usr/bin/python3.11", sameScript ? "/home/u/a.py" : "/home/u/b.py", null, "python3", 301);
        ends(memory, one, HOST, certain());
        assertThat(passes(verdict(memory, other, HOST))).isEqualTo(sameScript);
    }

    @Test
    void withoutExecutableTheAppIdAndElseNameAndUserCount() {
        assertThat(AppRef.of(Apps.app(null, null, "org.example.App", "app", 1)).key())
                .isEqualTo("id:org.example.App");
        assertThat(AppRef.of(Apps.app(null, null, null, "app", 1)).key()).isEqualTo("comm:app/1000");
    }
}
