package org.weir.ui.screen;

import java.io.IOException;
import org.weir.api.control.ControlClient;
import org.weir.api.rpc.RpcException;

/** Changes at the engine, each told in a notice that offers the way back. */
public final class Changes {
    private final Desk desk;

    /** Something that is asked of the engine, without an answer that matters. */
    @FunctionalInterface
    public interface Step {
        void on(ControlClient client) throws IOException, RpcException;
    }

    public Changes(Desk desk) {
        this.desk = desk;
    }

    /** Does {@code step}; {@code back} is what “Undo” does. */
    public void run(Step step, String said, Step back) {
        ask(step, () -> done(said, back));
    }

    /** Says what was done already, and offers the way back. */
    public void done(String said, Step back) {
        desk.notices().done(said, desk.text("shell.undo"), () -> back(back));
    }

    /** Takes something back. */
    public void back(Step step) {
        ask(step, () -> desk.notices().done(desk.text("rules.undone")));
    }

    private void ask(Step step, Runnable then) {
        desk.ask(
                client -> {
                    step.on(client);
                    return true;
                },
                done -> then.run());
    }
}
