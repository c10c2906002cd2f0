package org.weir.ui.text;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The engine's sentences in the user's language. The engine says why in English, for the log and the command line as well;
 * what is not in this list is shown in its own words. Safe for use by several threads.
 */
public final class EngineWords {
    /** The first that fits as a whole counts; what its groups hold is looked up again. */
    private static final List<Known> KNOWN = List.of(
            known("no rule matched", "no-rule"),
            known("passed through: (.+)", "passed"),
            known("blocked, as the rule says for apps that refuse: (.+)", "blocked-refused"),
            known("blocked: (.+)", "blocked"),
            known("(.+); another connection tries again now", "tried-now"),
            known("you decided so for (.+) (for this connection|for an hour|for 30 days|until .+|for ever)", "decided"),
            known("for this connection", "for.once"),
            known("for an hour", "for.hour"),
            known("for 30 days", "for.month"),
            known("until it quits", "for.app"),
            known("until Weir restarts", "for.restart"),
            known("for ever", "for.ever"),
            known("(.+) probably refused our certificate: it (.+)", "refused-likely"),
            known("(.+) refused our certificate: it (.+)", "refused"),
            known("closed the connection right after our certificate.*", "cause.closed"),
            known("reset the connection right after our certificate.*", "cause.reset"),
            known("closed the connection as soon as.*", "cause.closed-late"),
            known("reset the connection as soon as.*", "cause.reset-late"),
            known("it refused again each time it was tried; it probably pins its server's certificate", "pins"),
            known("it is passed through and tried again by itself; if you want to see inside: (.+)", "guess"),
            known(
                    "it trusts its own list or the system's, and the file that (.+) names, from its next start",
                    "help.env"),
            known("it trusts what its own profile \\(NSS\\) trusts: .* (weir trust install --store .+)", "help.nss"),
            known("a Java program trusts the cacerts file .* (weir trust install --store .+)", "help.java"),
            known("most programs trust the system's store; .*", "help.system"),
            known("the server's certificate has expired", "server.expired"),
            known("the server's certificate is not valid yet", "server.early"),
            known("the server's certificate is for another name than (.+)", "server.name"),
            known("the server's certificate is self-signed", "server.self-signed"),
            known("the server's certificate is of no authority that this system trusts", "server.unknown"),
            known("the server asks for a client certificate, which only the app has", "server.wants"),
            known("the server does not speak TLS", "server.no-tls"),
            known("the server closed the connection during the TLS handshake", "server.closed"),
            known("(\\S+) is not inspected", "protocol"),
            known("(.+) and (\\S+\\.\\S+)", "and"));

    private static final Pattern RULE = Pattern.compile("rule (\\S+): (.+)");

    /** What a rule asks for: the words with which the engine begins each. */
    private static final Pattern ASKED = Pattern.compile("(?:^|(?<=, ))(app|user|domain|address|port|protocol)(?= )");

    private static final String EVERYTHING = "everything";

    private static final Pattern ALERT = Pattern.compile("[a-z].*\\(alert ([a-z_]+)\\)");

    /** No sentence of the engine's holds others within others any deeper; a server's name could try. */
    private static final int DEEPEST = 4;

    /** A table is sorted by them: thousands of flows, a few dozen sentences. Beyond this many it begins anew. */
    private static final int REMEMBERED = 2_000;

    private final Texts texts;
    private final Map<String, String> remembered = new ConcurrentHashMap<>();

    private record Known(Pattern pattern, String key) {}

    private static Known known(String pattern, String key) {
        return new Known(Pattern.compile(pattern), "engine." + key);
    }

    public EngineWords(Texts texts) {
        this.texts = texts;
    }

    /** @param said a sentence of the engine's, or a part of one; anything may stand in it */
    public String say(String said) {
        var before = remembered.get(said);
        if (before != null) {
            return before;
        }
        var now = say(Formats.clean(said), DEEPEST);
        if (remembered.size() >= REMEMBERED) {
            remembered.clear();
        }
        remembered.put(said, now);
        return now;
    }

    private String say(String said, int deep) {
        var rule = RULE.matcher(said);
        if (rule.matches()) {
            return texts.get("engine.rule", rule.group(1), asked(rule.group(2)));
        }
        if (deep > 0) {
            for (var known : KNOWN) {
                var match = known.pattern().matcher(said);
                if (match.matches()) {
                    return texts.get(known.key(), groups(match.toMatchResult(), deep));
                }
            }
        }
        var alert = ALERT.matcher(said);
        if (alert.matches()) {
            var key = "engine.cause." + alert.group(1).replace('_', '-');
            return texts.has(key) ? texts.get(key) : said;
        }
        return said;
    }

    private Object[] groups(MatchResult match, int deep) {
        var groups = new Object[match.groupCount()];
        for (var i = 0; i < groups.length; i++) {
            groups[i] = say(match.group(i + 1), deep - 1);
        }
        return groups;
    }

    private String asked(String criteria) {
        return criteria.equals(EVERYTHING)
                ? texts.get("engine.asked.everything")
                : ASKED.matcher(criteria).replaceAll(word -> texts.get("engine.asked." + word.group(1)));
    }
}
