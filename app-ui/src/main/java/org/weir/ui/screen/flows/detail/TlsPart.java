package org.weir.ui.screen.flows.detail;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.FlowInspection;
import org.weir.api.control.FlowTls;
import org.weir.api.control.FlowView;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;
import org.weir.ui.engine.EngineFailure;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.state.Outcome;

/**
 * The encryption on both sides: what was agreed on, what the app offered, whose certificates were shown, and the alert. Asks
 * the engine for the latter when somebody looks, and again when the flow has come further.
 */
final class TlsPart implements Drawer.Part {
    private final Desk desk;
    private final Label meaning = Kit.paragraph("");
    private final DetailGrid facts = new DetailGrid();
    private final AlertSection alert;
    private final HelloSection hello;
    private final ChainSection server;
    private final ChainSection presented;
    private final VBox details;
    private final Label trouble = Kit.paragraph("", "text-muted");
    private final Button again;
    private final ScrollPane view;
    private @Nullable FlowView flow;
    private @Nullable Stage asked;
    private boolean front;
    private boolean failed;

    /** What of a flow changes what its handshakes showed. */
    private record Stage(
            long id,
            String protocol,
            @Nullable String decision,
            @Nullable FlowInspection inspection,
            boolean ended) {
        static Stage of(FlowView flow) {
            return new Stage(flow.id(), flow.protocol(), flow.decision(), flow.inspection(), flow.endedMs() != null);
        }
    }

    TlsPart(Desk desk) {
        this.desk = desk;
        alert = new AlertSection(desk);
        hello = new HelloSection(desk);
        server = new ChainSection(desk, "server");
        presented = new ChainSection(desk, "presented");
        details = new VBox(Kit.WIDE, alert.view(), hello.view(), server.view(), presented.view());
        again = Kit.button(Feather.REFRESH_CW, desk.text("shell.retry"), this::ask, "flat", "small");
        again.setId("tls-again");
        var content = new VBox(Kit.WIDE, meaning, facts.view(), Kit.row(trouble, again), details);
        content.getStyleClass().add("tls-details");
        view = new ScrollPane(content);
        view.setFitToWidth(true);
        view.setId("tls-details");
        say(null);
        Kit.show(details, false);
    }

    @Override
    public String id() {
        return "tls";
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void front(boolean isInFront) {
        front = isInFront;
        if (failed) {
            // Looking again is asking again.
            asked = null;
        }
        askIfNew();
    }

    @Override
    public void show(FlowView now) {
        if (flow == null || flow.id() != now.id()) {
            Kit.show(details, false);
            say(null);
            asked = null;
            view.setVvalue(0);
        }
        flow = now;
        meaning.setText(desk.text("flows.tls." + meaning(now)));
        var inspection = now.inspection();
        facts.show(List.of(
                fact("sni", now.protocol().equals("tls") ? now.host() : null),
                fact("agreed", inspection == null ? null : inspection.alpn()),
                fact("client-side", inspection == null ? null : inspection.clientTls()),
                fact("server-side", inspection == null ? null : inspection.serverTls()),
                fact("evidence", inspection == null ? null : inspection.evidence()),
                fact("inspection", inspection == null ? null : inspection.reason())));
        askIfNew();
    }

    private void askIfNew() {
        if (front && flow != null && !Stage.of(flow).equals(asked)) {
            ask();
        }
    }

    private void ask() {
        if (flow == null) {
            return;
        }
        var about = Stage.of(flow);
        asked = about;
        failed = false;
        say(null);
        if (!about.protocol().equals("tls") && !about.protocol().equals("unknown")) {
            // The sentence above says it.
            return;
        }
        if (!details.isVisible()) {
            say(desk.text("tls.asking"));
        }
        desk.engine()
                .ask(client -> {
                    try {
                        return Optional.of(client.flowTls(about.id()));
                    } catch (RpcException e) {
                        if (e.error().code() == ErrorCode.NOT_FOUND.number()) {
                            return Optional.<FlowTls>empty();
                        }
                        throw e;
                    }
                })
                .whenComplete((answer, thrown) -> {
                    // Only the last question counts: the answer to another may come late.
                    if (!Objects.equals(about, asked)) {
                        return;
                    }
                    if (thrown != null) {
                        failed = true;
                        say(desk.say(EngineFailure.of(thrown)));
                        Kit.show(again, true);
                    } else if (answer.isEmpty()) {
                        say(desk.text("tls.missing.not-remembered"));
                    } else {
                        draw(answer.get());
                    }
                });
    }

    private void draw(FlowTls seen) {
        say(null);
        if (FlowTls.NOT_TLS.equals(seen.helloMissing())) {
            return;
        }
        alert.show(seen);
        hello.show(seen);
        server.show(seen.server(), seen.serverMissing());
        presented.show(seen.presented(), seen.presentedMissing());
        Kit.show(details, true);
    }

    /** @param why there are no details, or null */
    private void say(@Nullable String why) {
        trouble.setText(why == null ? "" : why);
        Kit.show(trouble, why != null);
        Kit.show(again, false);
    }

    private static String meaning(FlowView flow) {
        if (!flow.protocol().equals("tls")) {
            return "none";
        }
        return switch (Outcome.of(flow)) {
            case INSPECTED -> "inspected";
            case REFUSED -> "refused";
            case STEPPED_ASIDE -> "stepped-aside";
            case FAILED -> "failed";
            case BLOCKED -> "blocked";
            case PASSED, REROUTED, PENDING -> "untouched";
        };
    }

    private DetailGrid.Line fact(String key, @Nullable String value) {
        return new DetailGrid.Line(desk.text("flows.fact." + key), value);
    }
}
