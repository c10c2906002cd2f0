package org.weir.ui.screen.flows.detail;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowView;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.state.Outcome;

/** What is known of the encryption on both sides, and how the app refused, if it did. */
final class TlsPart implements Drawer.Part {
    private final Desk desk;
    private final Label meaning = Kit.paragraph("");
    private final Facts facts = new Facts();
    private final VBox view = new VBox(Kit.GAP, meaning, facts.view());

    TlsPart(Desk desk) {
        this.desk = desk;
        VBox.setVgrow(facts.view(), Priority.ALWAYS);
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
    public void show(FlowView flow) {
        meaning.setText(desk.text("flows.tls." + meaning(flow)));
        var inspection = flow.inspection();
        facts.show(List.of(
                fact("sni", flow.protocol().equals("tls") ? flow.host() : null),
                fact("offered", String.join(", ", flow.alpn())),
                fact("agreed", inspection == null ? null : inspection.alpn()),
                fact("client-side", inspection == null ? null : inspection.clientTls()),
                fact("server-side", inspection == null ? null : inspection.serverTls()),
                fact("evidence", inspection == null ? null : inspection.evidence()),
                fact("inspection", inspection == null ? null : inspection.reason())));
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

    private Facts.Fact fact(String key, @Nullable String value) {
        return Facts.Fact.of(desk.text("flows.fact." + key), value);
    }
}
