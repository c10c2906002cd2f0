package org.weir.ui.screen.approvals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals;
import org.weir.api.control.ControlClient;
import org.weir.api.rpc.RpcException;
import org.weir.ui.engine.EngineFailure;
import org.weir.ui.screen.Desk;

/** Decides about entries, says what was decided, and takes it back while the notice stands. */
final class Deeds {
    private final Desk desk;
    private final ApprovalTexts texts;

    /**
     * What became of some decisions.
     *
     * @param undos in the order in which they were made
     * @param failure of the first that was refused
     */
    private record Done(
            List<Long> undos, int count, @Nullable EngineFailure failure) {}

    Deeds(Desk desk, ApprovalTexts texts) {
        this.desk = desk;
        this.texts = texts;
    }

    /** @param decision, scope, duration words of {@link Approvals.DecideParams} */
    void decide(List<Approvals.Item> items, String decision, String scope, String duration) {
        if (items.isEmpty()) {
            return;
        }
        desk.ask(
                client -> all(client, items, decision, scope, duration), done -> tell(done, items, decision, duration));
    }

    /** One that is refused does not keep the others from being decided. */
    private static Done all(
            ControlClient client, List<Approvals.Item> items, String decision, String scope, String duration)
            throws IOException {
        var undos = new ArrayList<Long>();
        EngineFailure failure = null;
        var count = 0;
        for (var item : items) {
            var where = item.domain().equals(ApprovalTexts.WHOLE_APP) ? Choices.APP : scope;
            try {
                var made = client.decide(new Approvals.DecideParams(
                        item.id(), decision, where, Choices.hasDuration(decision) ? duration : null));
                count++;
                if (made.undo() != null) {
                    undos.add(made.undo());
                }
            } catch (RpcException e) {
                failure = failure == null ? EngineFailure.of(e) : failure;
            }
        }
        return new Done(undos, count, failure);
    }

    private void tell(Done done, List<Approvals.Item> items, String decision, String duration) {
        if (done.failure() != null) {
            desk.notices().failed(desk.say(done.failure()));
        }
        if (done.count() == 0) {
            return;
        }
        var subject =
                items.size() == 1 ? texts.subject(items.getFirst()) : desk.text("approvals.subject.many", done.count());
        var said = desk.text("approvals.done." + decision, subject, texts.duration(duration));
        if (done.undos().isEmpty()) {
            desk.notices().done(said);
        } else {
            desk.notices().done(said, desk.text("shell.undo"), () -> undo(done.undos()));
        }
    }

    /** The last one first: the engine takes back nothing else. */
    private void undo(List<Long> numbers) {
        desk.ask(
                client -> {
                    for (var number : numbers.reversed()) {
                        client.undoDecision(number);
                    }
                    return numbers.size();
                },
                count -> desk.notices().done(desk.text("approvals.undone")));
    }

    /** How the app could be made to accept our certificate. */
    void trustHelp(Approvals.Item item, Consumer<Approvals.TrustHelp> help) {
        desk.ask(
                client -> client.decide(new Approvals.DecideParams(item.id(), Choices.FIX_TRUST, null, null)),
                answer -> {
                    if (answer.trust() != null) {
                        help.accept(answer.trust());
                    }
                });
    }
}
