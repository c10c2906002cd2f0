package org.weir.engine.http.edit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;

/** Whether a page's content-security-policy (CSP level 3) lets an inline element run, and with which nonce. */
final class Csp {
    private static final Pattern NONCE =
            Pattern.compile("'nonce-([A-Za-z0-9+/_-]{1,256}={0,2})'", Pattern.CASE_INSENSITIVE);
    private static final Pattern HASH = Pattern.compile("'sha(256|384|512)-.*'", Pattern.CASE_INSENSITIVE);

    private static final List<String> SCRIPT = List.of("script-src-elem", "script-src", "default-src");
    private static final List<String> STYLE = List.of("style-src-elem", "style-src", "default-src");

    /** @param nonce which the element must have, or null when it needs none */
    record Verdict(boolean allowed, @Nullable String nonce) {
        static final Verdict FREE = new Verdict(true, null);
        static final Verdict FORBIDDEN = new Verdict(false, null);
    }

    private Csp() {}

    /** All policies of the response must agree: section 3.1 and 6.7.3. */
    static Verdict inline(Headers headers, boolean script) {
        var verdict = Verdict.FREE;
        for (var policy : policies(headers)) {
            var one = ofPolicy(policy, script);
            if (!one.allowed) {
                return Verdict.FORBIDDEN;
            }
            if (one.nonce != null && verdict.nonce != null && !one.nonce.equals(verdict.nonce)) {
                return Verdict.FORBIDDEN;
            }
            verdict = one.nonce == null ? verdict : one;
        }
        return verdict;
    }

    private static Verdict ofPolicy(Map<String, List<String>> policy, boolean script) {
        var sandbox = policy.get("sandbox");
        if (script && sandbox != null && !sandbox.contains("allow-scripts")) {
            return Verdict.FORBIDDEN;
        }
        for (var name : script ? SCRIPT : STYLE) {
            var sources = policy.get(name);
            if (sources != null) {
                return ofSources(sources);
            }
        }
        return Verdict.FREE;
    }

    private static Verdict ofSources(List<String> sources) {
        for (var source : sources) {
            var nonce = NONCE.matcher(source);
            if (nonce.matches()) {
                return new Verdict(true, nonce.group(1));
            }
        }
        // 'unsafe-inline' counts only where neither hashes nor strict-dynamic say it more exactly.
        var lower =
                sources.stream().map(source -> source.toLowerCase(Locale.ROOT)).toList();
        return lower.contains("'unsafe-inline'")
                        && !lower.contains("'strict-dynamic'")
                        && lower.stream()
                                .noneMatch(source -> HASH.matcher(source).matches())
                ? Verdict.FREE
                : Verdict.FORBIDDEN;
    }

    /** A header may hold several policies, separated by commas; of a directive that stands twice the first counts. */
    private static List<Map<String, List<String>>> policies(Headers headers) {
        var found = new ArrayList<Map<String, List<String>>>();
        for (var value : headers.all("content-security-policy")) {
            for (var text : value.split(",")) {
                var policy = new HashMap<String, List<String>>();
                for (var directive : text.split(";")) {
                    var words = directive.strip().split("\\s+");
                    if (!words[0].isEmpty()) {
                        policy.putIfAbsent(
                                words[0].toLowerCase(Locale.ROOT),
                                Arrays.asList(words).subList(1, words.length));
                    }
                }
                found.add(policy);
            }
        }
        return found;
    }
}
