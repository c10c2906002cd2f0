package org.weir.ui.screen.trust;

import java.util.ArrayList;
import java.util.List;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.text.Formats;
import tools.jackson.core.JacksonException;

/** What {@code weir trust install}, {@code remove} and {@code verify} with {@code --json} say they did. Pure. */
record Outcomes(List<Outcome> all) {
    Outcomes {
        all = List.copyOf(all);
    }

    /** @param words the command's own */
    record Outcome(String store, boolean done, String words) {}

    /** Empty when it is something else: then the exit status is all that is known. */
    static Outcomes of(String json) {
        try {
            var read = RpcCodec.json().readTree(json);
            var all = new ArrayList<Outcome>();
            if (read.isArray()) {
                for (var one : read) {
                    all.add(new Outcome(
                            Formats.clean(one.path("store").asString("")),
                            one.path("done").asBoolean(false),
                            Formats.clean(one.path("words").asString(""))));
                }
            }
            return new Outcomes(all);
        } catch (JacksonException e) {
            return new Outcomes(List.of());
        }
    }

    /** What failed, one sentence for each store; "" when nothing did. */
    String failures() {
        return String.join(
                "\n",
                all.stream()
                        .filter(one -> !one.done())
                        .map(one -> one.store() + ": " + one.words())
                        .toList());
    }
}
