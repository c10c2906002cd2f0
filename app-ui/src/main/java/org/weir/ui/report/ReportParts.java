package org.weir.ui.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.weir.api.control.FlowView;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.engine.Snapshot;

/** Makes the parts of a report of what the window knows. Pure; nothing of an exchange (heads, bodies, cookies) goes in. */
public final class ReportParts {
    /** The latest; enough to see what is going wrong, and few enough to be read through. */
    static final int MOST_FLOWS = 100;

    private ReportParts() {}

    /**
     * @param doctor what {@code weir doctor} printed
     * @param settings what the engine said, as JSON, or ""
     * @param flows oldest first
     */
    public static Report of(
            Map<String, String> about,
            String doctor,
            Snapshot snapshot,
            String settings,
            List<FlowView> flows,
            Redactor redactor) {
        var parts = new ArrayList<Report.Part>();
        parts.add(new Report.Part("about.txt", lines(about)));
        parts.add(new Report.Part("doctor.txt", doctor));
        parts.add(new Report.Part("weir-status.json", snapshot.status() == null ? "" : json(snapshot.status())));
        parts.add(new Report.Part("weir-settings.json", settings));
        parts.add(new Report.Part("weir-rules.json", json(snapshot.rules())));
        parts.add(new Report.Part("latest-flows.txt", flows(flows)));
        return new Report(parts.stream()
                .map(part -> new Report.Part(part.name(), redactor.redact(part.text())))
                .toList());
    }

    private static String lines(Map<String, String> values) {
        var text = new StringBuilder();
        values.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }

    private static String json(Object value) {
        return RpcCodec.json().writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }

    /** How many of which kind, then the latest, one a line. */
    private static String flows(List<FlowView> flows) {
        var text = new StringBuilder();
        var counts = new TreeMap<String, Integer>();
        flows.forEach(flow -> counts.merge(flow.decision() + ", " + flow.state(), 1, Integer::sum));
        counts.forEach(
                (kind, count) -> text.append(count).append(" x ").append(kind).append('\n'));
        text.append('\n');
        flows.stream().skip(Math.max(0, flows.size() - MOST_FLOWS)).forEach(flow -> text.append(line(flow)));
        return text.toString();
    }

    private static String line(FlowView flow) {
        var host = flow.host() == null ? "-" : Redactor.shortHost(flow.host());
        return "%d %s %s %s %s %s%s%n"
                .formatted(
                        flow.id(),
                        flow.app().name(),
                        host,
                        flow.protocol(),
                        flow.state(),
                        flow.decision(),
                        flow.reason() == null ? "" : ": " + flow.reason());
    }
}
