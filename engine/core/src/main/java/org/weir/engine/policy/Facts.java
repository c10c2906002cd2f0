package org.weir.engine.policy;

import org.jspecify.annotations.Nullable;

/** A question's facts that are known when the connection is accepted, in the form that rules compare. */
record Facts(AppFacts app, int uid, @Nullable String user, Ip address, int port) {

    /** The same as the kernel sees it, which compares the executable alone, going to another port. */
    Facts asExecutableTo(int otherPort) {
        return new Facts(
                new AppFacts(app.executable(), app.executableName(), null, null, null), uid, user, address, otherPort);
    }

    static Facts of(Question question) {
        var app = question.app();
        return new Facts(AppFacts.of(app), app.uid(), app.user(), Ip.of(question.address()), question.port());
    }
}
