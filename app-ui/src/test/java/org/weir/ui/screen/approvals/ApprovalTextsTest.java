package org.weir.ui.screen.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.weir.api.control.Approvals;
import org.weir.ui.text.Texts;

class ApprovalTextsTest {
    private final ApprovalTexts german = new ApprovalTexts(new Texts(Locale.GERMAN));
    private final ApprovalTexts english = new ApprovalTexts(new Texts(Locale.ENGLISH));

    private static Approvals.Item because(String cause) {
        var item = Inbox.open("1", "node", "lab.test");
        return new Approvals.Item(
                item.id(),
                item.app(),
                item.domain(),
                item.state(),
                item.evidence(),
                cause,
                1,
                0,
                0,
                List.of(),
                null,
                null);
    }

    @Test
    void causesAreSaidInTheUsersLanguage() {
        assertThat(german.cause(because("does not know the authority behind our certificate (alert unknown_ca)")))
                .isEqualTo("kennt die Zertifizierungsstelle hinter unserem Zertifikat nicht");
        assertThat(german.cause(because("reset the connection right after our certificate, without an alert")))
                .startsWith("hat die Verbindung gleich nach unserem Zertifikat abgebrochen");
    }

    @Test
    void aCauseThatWeDoNotKnowIsSaidInTheEnginesWords() {
        assertThat(german.cause(because("did what nobody has seen before (alert new_thing)")))
                .isEqualTo("did what nobody has seen before (alert new_thing)");
    }

    @Test
    void namesThatLieAreShownAsTheyAre() {
        assertThat(english.cause(because("x\u202Ey"))).isEqualTo("x\uFFFDy");
    }

    @Test
    void aLikelySignThatCameOnceIsAGuess() {
        assertThat(english.evidence(Inbox.watched("1", "node", "lab.test"))).isEqualTo("a guess");
        assertThat(english.evidence(Inbox.open("1", "node", "lab.test"))).isEqualTo("certain");
    }

    @Test
    void aVerdictSaysForHowLong() {
        assertThat(english.standing(Inbox.kept("1", "node", "lab.test"))).isEqualTo("Passes through for ever");
        assertThat(english.verdict(new Approvals.Verdict("inspect", "app", "", "app", null, 0)))
                .isEqualTo("Inspected until the app quits");
        assertThat(english.verdict(new Approvals.Verdict("new-word", "app", "", "app", null, 0)))
                .isEqualTo("new-word");
    }
}
