package org.weir.engine.refusal;

/** What the end of a handshake with an app means for inspecting that app. */
sealed interface Outcome {
    /** @param cause what the app did, in words that follow its name: {@code does not know ...} */
    record Refused(Evidence evidence, String cause) implements Outcome {}

    /** The app took our certificate: it sent application data. */
    record Accepted() implements Outcome {}

    /** It tells nothing about our certificate. */
    record Unclear(String why) implements Outcome {}
}
