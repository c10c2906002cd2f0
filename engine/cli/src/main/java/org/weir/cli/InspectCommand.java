package org.weir.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Rule;
import org.weir.api.control.RuleDraft;
import org.weir.api.rpc.RpcCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir inspect}: rules with the action inspect, for one app or one domain each, without knowing about rules. */
@Command(name = "inspect", description = "What is decrypted: apps and domains. Nothing is unless you say so.")
final class InspectCommand extends Subcommand implements Runnable {
    /** Where a first look is most useful, and where our certificate is accepted once it is installed. */
    private static final List<String> BROWSERS = List.of(
            "firefox",
            "firefox-esr",
            "chromium",
            "google-chrome",
            "brave-browser",
            "microsoft-edge",
            "vivaldi",
            "opera");

    /** What stands behind the last dot of programs, not of names. */
    private static final Set<String> PROGRAMS = Set.of("py", "js", "sh", "jar", "exe", "pl", "rb", "php", "bin");

    @Override
    public void run() {
        throw wrong("Which? add, list or remove");
    }

    @Command(name = "add", sortOptions = false, description = "Inspect an app or a domain.")
    int add(
            @Parameters(
                            paramLabel = "APP-OR-DOMAIN",
                            description = "An app's name or path, or a domain: name, *.suffix, * for all.")
                    String what,
            @Option(
                            names = "--on-refusal",
                            paramLabel = "pass|block",
                            description = "What becomes of an app that refuses our certificate (default: pass).")
                    @Nullable
                    String onRefusal,
            @Option(names = "--at", paramLabel = "INDEX", description = "Its place among the rules (default: last).")
                    @Nullable
                    Integer at) {
        if (onRefusal != null && !onRefusal.equals("pass") && !onRefusal.equals("block")) {
            throw wrong("--on-refusal is pass or block");
        }
        var domain = isDomain(what);
        var app = domain ? null : AppPaths.resolved(what);
        var draft = new RuleDraft(
                null, app, null, domain ? what : null, null, null, null, "inspect", null, null, onRefusal);
        return weir().withEngine(client -> {
            var added = client.addRule(draft, at);
            say(RulesCommand.added(added.rule(), added.index()) + AppPaths.note(domain ? null : what, app), added);
            return ExitCode.OK;
        });
    }

    @Command(name = "list", description = "What is inspected.")
    int list() {
        return weir().withEngine(client -> {
            var rules = client.rules().rules().stream()
                    .filter(rule -> rule.action().equals("inspect"))
                    .toList();
            var browsers = rules.isEmpty() ? browsers() : List.<String>of();
            if (weir().json()) {
                var json = RpcCodec.json().createObjectNode();
                json.set("rules", RpcCodec.json().valueToTree(rules));
                json.set("suggestions", RpcCodec.json().valueToTree(browsers));
                weir().out().println(Json.of(json));
                return ExitCode.OK;
            }
            if (rules.isEmpty()) {
                weir().out()
                        .println("nothing is inspected; to begin: weir inspect add "
                                + (browsers.isEmpty() ? "APP-OR-DOMAIN" : browsers.getFirst()));
            }
            for (var rule : rules) {
                weir().out()
                        .println(Text.clean(
                                rule.id() + "  " + RuleTexts.action(rule) + " when " + RuleTexts.conditions(rule)));
            }
            return ExitCode.OK;
        });
    }

    @Command(name = "remove", description = "Inspect it no more.")
    int remove(
            @Parameters(paramLabel = "APP-OR-DOMAIN", description = "As it was added, or a rule's id.") String what) {
        return weir().withEngine(client -> {
            var path = AppPaths.resolved(what);
            var found = client.rules().rules().stream()
                    .filter(rule -> rule.action().equals("inspect"))
                    .filter(rule -> rule.id().equals(what) || isFor(rule, what) || isFor(rule, path))
                    .map(Rule::id)
                    .toList();
            if (found.isEmpty()) {
                return notThere(what);
            }
            for (var id : found) {
                client.removeRule(id);
            }
            var json = RpcCodec.json().createObjectNode();
            json.set("removed", RpcCodec.json().valueToTree(found));
            say(what + " is no longer inspected (" + String.join(", ", found) + " removed)", json);
            return ExitCode.OK;
        });
    }

    private int notThere(String what) {
        var sentence = "no rule inspects just " + what + "; see 'weir inspect list'";
        if (weir().json()) {
            weir().out().println(Json.error("failed", sentence));
        } else {
            weir().terminal().err().println(Text.clean("weir: " + sentence));
        }
        return ExitCode.FAILED;
    }

    /** Whether a rule is one that {@code add} makes for it: nothing else restricts it. */
    private static boolean isFor(Rule rule, @Nullable String what) {
        return Stream.of(rule.user(), rule.cidr(), rule.port(), rule.protocol()).allMatch(Objects::isNull)
                && ((rule.domain() == null && Objects.equals(rule.app(), what) && what != null)
                        || (rule.app() == null && Objects.equals(rule.domain(), what) && what != null));
    }

    /** A name with a dot whose last part is letters and no program's ending; or a star. Apps with a slash are paths. */
    static boolean isDomain(String what) {
        if (what.indexOf('/') >= 0) {
            return false;
        }
        if (what.equals("*") || what.startsWith("*.")) {
            return true;
        }
        var last = what.substring(what.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return what.indexOf('.') > 0
                && last.length() >= 2
                && last.chars().allMatch(Character::isLetter)
                && !PROGRAMS.contains(last);
    }

    private static List<String> browsers() {
        return BROWSERS.stream()
                .filter(name -> Files.exists(Path.of("/usr/bin", name)))
                .toList();
    }
}
