package org.weir.ui.screen.flows;

import java.util.List;
import org.weir.api.control.FlowView;
import org.weir.ui.state.Outcome;
import org.weir.ui.text.EngineWords;
import org.weir.ui.text.Formats;
import org.weir.ui.text.Texts;

/** A flow's values in words. Pure. */
public final class FlowTexts {
    private final Texts texts;
    private final EngineWords engine;

    public FlowTexts(Texts texts) {
        this.texts = texts;
        engine = new EngineWords(texts);
    }

    public String host(FlowView flow) {
        return flow.host() == null ? flow.destination().address() : Formats.clean(flow.host());
    }

    /** {@code h2}, {@code http/1.1}, {@code tls}: the most telling word there is. */
    public String protocol(FlowView flow) {
        var inspection = flow.inspection();
        return inspection != null
                        && inspection.alpn() != null
                        && !inspection.alpn().isEmpty()
                ? Formats.clean(inspection.alpn())
                : flow.protocol();
    }

    public String user(FlowView flow) {
        var app = flow.app();
        return app.user() != null ? Formats.clean(app.user()) : app.uid() < 0 ? "" : Integer.toString(app.uid());
    }

    /** Why it was decided so: how an app refused, why inspection stepped aside, else the rule. */
    public String why(FlowView flow) {
        var inspection = flow.inspection();
        if (inspection != null && Outcome.of(flow) != Outcome.INSPECTED) {
            return engine.say(inspection.evidence() == null ? inspection.reason() : inspection.evidence());
        }
        return flow.reason() == null ? "" : engine.say(flow.reason());
    }

    public String duration(FlowView flow) {
        var end = flow.endedMs() == null ? System.currentTimeMillis() : flow.endedMs();
        return texts.formats().duration(end - flow.startedMs());
    }

    public String app(FlowView flow) {
        return Formats.clean(flow.app().name());
    }

    /** The line of a group. */
    String group(List<Row.OfFlow> members) {
        var open = FlowModel.count(members, flow -> flow.endedMs() == null ? 1 : 0);
        var bytes = members.stream()
                .mapToLong(row -> row.view().bytesUp() + row.view().bytesDown())
                .sum();
        return texts.get("flows.group", members.size(), open, texts.formats().bytes(bytes));
    }
}
