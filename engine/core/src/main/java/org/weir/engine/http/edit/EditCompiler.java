package org.weir.engine.http.edit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpRule;
import org.weir.engine.policy.FlowPattern;
import org.weir.engine.policy.RuleException;
import org.weir.engine.policy.UserLookup;

/** Checks one HTTP rule: its conditions here, its actions in {@link ActionCompiler}. */
final class EditCompiler {
    /** More in one rule is a mistake; they are walked for each request that matches. */
    private static final int MAX_ACTIONS = 32;

    private static final int MAX_NOTE = 1_024;

    private static final Set<String> TERMINAL = Set.of("redirect", "answer", "block");

    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]{0,31}");
    private static final Pattern TYPE =
            Pattern.compile("[a-z0-9!#$&^_.+-]{1,64}/(\\*|[a-z0-9!#$&^_.+-]{1,64})|\\*/\\*");

    private final HttpRule rule;
    private final UserLookup users;
    private final RuleFiles files;
    private @Nullable String problem;

    EditCompiler(HttpRule rule, UserLookup users, RuleFiles files) {
        this.rule = rule;
        this.users = users;
        this.files = files;
    }

    EditRule compile() throws RuleException {
        var flow = FlowPattern.parse(rule.app(), rule.user(), rule.domain(), users);
        var url = rule.url() == null ? null : UrlPattern.parse(rule.url());
        var methods = methods();
        var types = types();
        if (rule.note() != null && rule.note().length() > MAX_NOTE) {
            throw new RuleException("note", "longer than " + MAX_NOTE + " characters");
        }
        if (rule.actions().isEmpty()) {
            throw new RuleException("actions", "missing: a rule that does nothing");
        }
        if (rule.actions().size() > MAX_ACTIONS) {
            throw new RuleException("actions", "more than " + MAX_ACTIONS);
        }
        var edits = new ArrayList<Edit>();
        for (var i = 0; i < rule.actions().size(); i++) {
            var action = rule.actions().get(i);
            var place = "actions[" + i + "]";
            if (i > 0 && TERMINAL.contains(rule.actions().get(i - 1).action())) {
                throw new RuleException(
                        place + ".action",
                        "nothing can come after " + rule.actions().get(i - 1).action());
            }
            try {
                var edit = new ActionCompiler(action, place, url == null ? 0 : url.captures(), files).compile();
                if (!types.isEmpty() && !edit.onResponse()) {
                    throw new RuleException(
                            place + ".action", action.action() + " happens before the content type is known");
                }
                edits.add(edit);
            } catch (ActionCompiler.FileProblem e) {
                problem = e.getMessage();
            }
        }
        return new EditRule(rule, flow, url, methods, types, edits, problem);
    }

    private Set<String> methods() throws RuleException {
        if (rule.method() == null) {
            return Set.of();
        }
        var found = new LinkedHashSet<String>();
        for (var word : rule.method().split(",", -1)) {
            var method = word.strip().toUpperCase(Locale.ROOT);
            if (!METHOD.matcher(method).matches()) {
                throw new RuleException("method", "'" + rule.method() + "' is no method and no comma list of methods");
            }
            found.add(method);
        }
        return found;
    }

    private List<String> types() throws RuleException {
        if (rule.contentType() == null) {
            return List.of();
        }
        var found = Arrays.stream(rule.contentType().split(",", -1))
                .map(type -> type.strip().toLowerCase(Locale.ROOT))
                .toList();
        for (var type : found) {
            if (!TYPE.matcher(type).matches()) {
                throw new RuleException("content_type", "'" + type + "' is neither type/subtype nor type/*");
            }
        }
        return found;
    }
}
