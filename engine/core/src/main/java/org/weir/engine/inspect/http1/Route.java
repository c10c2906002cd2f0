package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.HttpPolicy.Target;
import org.weir.engine.inspect.raw.Line;
import org.weir.engine.inspect.raw.Stage;

/**
 * Where requests go: to the flow's own server, or to one that a rule names for single exchanges. It changes only between
 * exchanges, when all before were answered, so that responses keep their order. One other connection is kept for the next
 * exchange with the same target.
 */
@SuppressWarnings("ReferenceEquality") // Lines are told apart by identity.
final class Route {
    private final Stage stage;
    private final Http1Session session;
    private final byte[] scratch;
    private final ResponseSide own;
    private ResponseSide present;
    private @Nullable ResponseSide detour;
    private @Nullable Target target;
    private boolean dialling;
    private boolean ownEnded;
    private boolean ownCut;

    Route(Stage stage, Http1Session session, byte[] scratch) {
        this.stage = stage;
        this.session = session;
        this.scratch = scratch;
        this.own = new ResponseSide(session, scratch, stage.upstream());
        this.present = own;
    }

    /** Whose responses are forwarded now. */
    ResponseSide responses() {
        return present;
    }

    /** @param wanted null for the flow's own server */
    boolean leadsTo(@Nullable Target wanted) {
        return wanted == null ? present == own : present == detour && wanted.equals(target);
    }

    boolean isDialling() {
        return dialling;
    }

    /** Whether the flow's own server ended while requests went elsewhere. */
    boolean ownEnded() {
        return ownEnded;
    }

    boolean ownCut() {
        return ownCut;
    }

    /** Changes the route; only while no exchange waits for its response. Tells the session now or later. */
    void change(@Nullable Target wanted) {
        // Whatever is written to the client next comes behind the response that just ended.
        present.passNow();
        if (wanted == null) {
            present = own;
        } else if (detour != null && wanted.equals(target)) {
            present = detour;
        } else {
            dial(wanted);
            return;
        }
        lead();
    }

    void read(Line from, ByteBuf bytes) {
        if (from == present.from) {
            present.take(bytes);
        } else {
            // Nothing was asked on that line.
            bytes.release();
            ended(from, true);
        }
    }

    void ended(Line from, boolean cut) {
        if (from == own.from) {
            if (present == own) {
                own.inputEnded(cut);
            } else {
                ownEnded = true;
                ownCut = cut;
                if (session.isIdle()) {
                    session.upstreamOver(cut);
                }
            }
        } else if (detour != null && from == detour.from) {
            if (present == detour && session.awaiting() != null) {
                detour.inputEnded(cut);
            } else {
                forget();
            }
        }
    }

    /** The client sends no more. */
    void clientEnded(boolean cut) {
        end(own.from, cut);
        if (detour != null) {
            end(detour.from, cut);
        }
    }

    void release() {
        own.release();
        if (detour != null) {
            detour.release();
        }
    }

    private void dial(Target wanted) {
        forget();
        dialling = true;
        stage.dial(wanted, new Stage.Dialled() {
            @Override
            public void connected(Line line) {
                dialling = false;
                var side = new ResponseSide(session, scratch, line);
                detour = side;
                target = wanted;
                present = side;
                lead();
            }

            @Override
            public void failed(String why) {
                dialling = false;
                session.unreachable(wanted.host() + ":" + wanted.port() + ": " + why);
            }
        });
    }

    private void lead() {
        stage.use(present.from);
        session.routed(present.from);
    }

    private void forget() {
        var old = detour;
        if (old == null) {
            return;
        }
        detour = null;
        target = null;
        old.release();
        stage.drop(old.from);
        if (present == old) {
            present = own;
            stage.use(own.from);
        }
    }

    private static void end(Line line, boolean cut) {
        if (cut) {
            line.cut();
        } else {
            line.end();
        }
    }

    /** For a tunnel: the lines that are not its own are ended. */
    Line onlyPresent() {
        if (present != own) {
            own.from.end();
        } else if (detour != null) {
            detour.release();
            stage.drop(detour.from);
        }
        return present.from;
    }
}
