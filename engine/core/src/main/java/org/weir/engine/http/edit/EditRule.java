package org.weir.engine.http.edit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpRule;
import org.weir.engine.policy.FlowPattern;
import org.weir.engine.policy.RuleException;
import org.weir.engine.policy.UserLookup;

/**
 * An HTTP rule that was checked and made ready. Immutable.
 *
 * @param rule as the user wrote it
 * @param methods empty: all
 * @param types content types of the response; empty: all
 * @param problem why the rule is not applied although it is well written (a file that cannot be read), or null
 */
public record EditRule(
        HttpRule rule,
        FlowPattern flow,
        @Nullable UrlPattern url,
        Set<String> methods,
        List<String> types,
        List<Edit> edits,
        @Nullable String problem) {

    public EditRule {
        methods = Set.copyOf(methods);
        types = List.copyOf(types);
        edits = List.copyOf(edits);
    }

    /** @throws RuleException for the first field that is wrong, for example {@code actions[0].status} */
    public static EditRule compile(HttpRule rule, UserLookup users, RuleFiles files) throws RuleException {
        return new EditCompiler(rule, users, files).compile();
    }

    /** The same under another id. */
    public EditRule withId(String id) {
        return new EditRule(rule.withId(id), flow, url, methods, types, edits, problem);
    }

    boolean inForce() {
        return rule.enabled() && problem == null;
    }

    /** Whether it wants to change response bodies. */
    boolean editsResponseBody() {
        return edits.stream()
                .anyMatch(edit -> edit instanceof Edit.Inject
                        || (edit instanceof Edit.Replace replace && replace.side() == Edit.Side.RESPONSE));
    }

    /** The only host it can match, when there is only one. */
    Optional<String> host() {
        return flow.exactDomain().or(() -> url == null ? Optional.empty() : url.host());
    }

    /** Whether it fits the request, and what the stars of its URL matched; null when it does not. */
    @Nullable
    List<String> match(Asked asked) {
        if (!methods.isEmpty() && !methods.contains(asked.method())) {
            return null;
        }
        if (!flow.matches(asked.subject())) {
            return null;
        }
        return url == null ? List.of() : url.match(asked.url());
    }

    /** Whether it fits a response of that content type. */
    boolean fitsType(String type) {
        return types.isEmpty() || types.stream().anyMatch(pattern -> MediaTypes.fits(pattern, type));
    }
}
