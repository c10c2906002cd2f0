package org.weir.cli;

import org.weir.api.control.FlowInspection;
import org.weir.api.control.FlowView;

/** Flows as rows of a table. */
final class FlowTexts {
    private FlowTexts() {}

    static Table table() {
        return new Table(
                new Table.Column("ID", false),
                new Table.Column("TIME", false),
                new Table.Column("STATE", true),
                new Table.Column("APP", true),
                new Table.Column("PID", false),
                new Table.Column("USER", true),
                new Table.Column("DESTINATION", true),
                new Table.Column("PROTO", false),
                new Table.Column("DECISION", true),
                new Table.Column("UP", false),
                new Table.Column("DOWN", false));
    }

    static String[] cells(FlowView flow) {
        return new String[] {
            Long.toString(flow.id()),
            Text.time(flow.startedMs()),
            flow.close() == null ? flow.state() : flow.close(),
            flow.app().name(),
            flow.app().pid() < 0 ? "-" : Integer.toString(flow.app().pid()),
            user(flow),
            destination(flow),
            flow.protocol(),
            decision(flow),
            Text.bytes(flow.bytesUp()),
            Text.bytes(flow.bytesDown())
        };
    }

    private static String user(FlowView flow) {
        var app = flow.app();
        return app.user() != null ? app.user() : app.uid() < 0 ? "-" : Integer.toString(app.uid());
    }

    private static String destination(FlowView flow) {
        var host = flow.host();
        return host == null
                ? flow.destination().text()
                : host + ":" + flow.destination().port() + " ("
                        + flow.destination().address() + ")";
    }

    private static String decision(FlowView flow) {
        if (flow.decision() == null) {
            return "-";
        }
        var decision = flow.rule() == null ? flow.decision() : flow.decision() + " (" + flow.rule() + ")";
        return flow.inspection() == null ? decision : decision + ": " + inspection(flow.inspection());
    }

    /** A word, and the reason unless all went as the rule wants. */
    private static String inspection(FlowInspection inspection) {
        return inspection.state().equals("inspected") || inspection.state().equals("starting")
                ? inspection.state()
                : inspection.state() + ", "
                        + (inspection.evidence() == null ? inspection.reason() : inspection.evidence());
    }
}
