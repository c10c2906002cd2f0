package org.weir.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpRules;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir http add}: the conditions; what is done stands in {@link HttpAddActions}. */
@Command(
        name = "add",
        sortOptions = false,
        description =
                "Add an HTTP rule. Conditions that are not given match everything; all that are given must match.",
        footer = {
            "",
            "For example:",
            "  weir http add --domain api.example.com --set-response-header 'X-Frame-Options: DENY'",
            "  weir http add --url 'https://old.example.com/*' --redirect 'https://new.example.com/$1'"
        })
final class HttpAddCommand extends Subcommand implements Callable<Integer> {
    @Option(names = "--app", paramLabel = "NAME-OR-PATH", description = "Glob; on the path when it has a slash.")
    private @Nullable String app;

    @Option(names = "--user", paramLabel = "U", description = "User name or uid.")
    private @Nullable String user;

    @Option(names = "--domain", paramLabel = "PATTERN", description = "Exact name, *.suffix, or * (any name).")
    private @Nullable String domain;

    @Option(
            names = "--url",
            paramLabel = "PATTERN",
            description = "With stars: the whole URL; without: what it starts with.")
    private @Nullable String url;

    @Option(names = "--method", paramLabel = "M", description = "GET, or a comma list.")
    private @Nullable String method;

    @Option(names = "--content-type", paramLabel = "T", description = "Of the response: text/html, text/*.")
    private @Nullable String contentType;

    @Option(names = "--note", paramLabel = "T", description = "Your own words.")
    private @Nullable String note;

    @Option(names = "--at", paramLabel = "INDEX", description = "Its place; 0 is first (default: last).")
    private @Nullable Integer at;

    @ArgGroup(exclusive = false, multiplicity = "1", heading = "%nWhat is done, in this order:%n")
    private @Nullable HttpAddActions actions;

    @Override
    public Integer call() {
        var path = AppPaths.resolved(app);
        HttpRules.Draft draft;
        try {
            draft = new HttpRules.Draft(
                    null,
                    path,
                    user,
                    domain,
                    url,
                    method,
                    contentType,
                    Objects.requireNonNull(actions).actions(),
                    note);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        return weir().withEngine(client -> {
            var added = client.addHttpRule(draft, at);
            var rule = added.rule();
            say(
                    "HTTP rule " + rule.id() + " is at " + added.index() + ": " + HttpTexts.actions(rule) + " when "
                            + HttpTexts.conditions(rule) + AppPaths.note(app, path),
                    added);
            if (!weir().json()
                    && client.rules().rules().stream()
                            .noneMatch(
                                    other -> other.enabled() && other.action().equals("inspect"))) {
                weir().out()
                        .println("note: it takes effect on inspected connections, and no rule inspects any yet; see"
                                + " 'weir inspect add'");
            }
            return ExitCode.OK;
        });
    }
}
