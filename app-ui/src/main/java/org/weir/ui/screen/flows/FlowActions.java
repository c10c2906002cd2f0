package org.weir.ui.screen.flows;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ExchangeFilter;
import org.weir.api.control.Exchanges;
import org.weir.api.control.FlowView;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.RuleActions;
import org.weir.ui.text.Formats;

/** What can be done with a flow. */
public final class FlowActions {
    private final Desk desk;
    private final RuleActions rules;

    /** What a decision is about. */
    public enum Scope {
        APP,
        DOMAIN,
        PAIR
    }

    public FlowActions(Desk desk) {
        this.desk = desk;
        rules = new RuleActions(desk);
    }

    /**
     * Decides about all new connections like this one.
     *
     * @param action pass, block or inspect
     */
    public void decide(FlowView flow, Scope scope, String action) {
        var app = scope == Scope.DOMAIN ? null : app(flow);
        var domain = scope == Scope.APP ? null : flow.host();
        if (domain == null && scope != Scope.APP) {
            // No name was asked for: the address has to do.
            rules.add(
                    new org.weir.api.control.RuleDraft(
                            null, app, null, null, flow.destination().address(), null, null, action, null, null),
                    rule -> {});
            return;
        }
        rules.decide(app, domain, action);
    }

    /** What a rule about this app names: the script of an interpreter, else the executable. */
    static String app(FlowView flow) {
        var app = flow.app();
        return app.script() != null ? app.script() : app.executable() != null ? app.executable() : app.name();
    }

    public void close(FlowView flow) {
        desk.ask(
                client -> client.closeFlow(flow.id()),
                closed -> desk.notices().done(desk.text(closed ? "flows.closed" : "flows.was-closed")));
    }

    public void copyJson(FlowView flow) {
        desk.copy(RpcCodec.json().writerWithDefaultPrettyPrinter().writeValueAsString(flow), desk.text("shell.copied"));
    }

    /** The flow's latest request. */
    public void copyCurl(FlowView flow) {
        desk.ask(
                client -> client.exchanges(new Exchanges.ListParams(ofFlow(flow), 1, null, false))
                        .exchanges(),
                exchanges -> {
                    if (exchanges.isEmpty()) {
                        desk.notices().failed(desk.text("flows.no-request"));
                    } else {
                        copyCurl(exchanges.getFirst().id());
                    }
                });
    }

    /** One request, exactly as it was sent. */
    public void copyCurl(long exchange) {
        desk.command().run(List.of("curl", Long.toString(exchange))).thenAccept(result -> {
            if (result.done()) {
                desk.copy(result.out().strip(), desk.text("flows.curl-copied"));
            } else {
                desk.notices().failed(result.complaint());
            }
        });
    }

    /** @param flow null: of all flows in the history */
    public void exportHar(@Nullable FlowView flow, Window window) {
        var chooser = new FileChooser();
        chooser.setTitle(desk.text("flows.har.title"));
        chooser.setInitialFileName(
                flow == null || flow.host() == null
                        ? "weir.har"
                        : Formats.clean(flow.host()).replace('/', '_') + ".har");
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter("HAR", "*.har"));
        var file = chooser.showSaveDialog(window);
        if (file != null) {
            exportHar(flow, file);
        }
    }

    /** Secrets in heads and URLs are left out: an archive is made to be given away. */
    void exportHar(@Nullable FlowView flow, File file) {
        var line = new ArrayList<>(List.of("har", "-o", file.getPath()));
        if (flow != null) {
            line.add("--flow");
            line.add(Long.toString(flow.id()));
        }
        desk.command().run(line).thenAccept(result -> {
            if (result.done()) {
                desk.notices().done(desk.text("flows.har.done", file.getPath()));
            } else {
                desk.notices().failed(result.complaint());
            }
        });
    }

    static ExchangeFilter ofFlow(FlowView flow) {
        return new ExchangeFilter(null, null, null, null, null, null, null, flow.id(), null, null);
    }
}
