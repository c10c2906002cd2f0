package org.weir.ui.report;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a text what a stranger must not learn: secrets, whole names and addresses of hosts, who the user is. Rather
 * too much than too little; what is left still shows whether two names are alike. Pure.
 */
public final class Redactor {
    /** What stands where something was. */
    static final String GONE = "[redacted]";

    // Repetitions are bounded: a text from outside must take neither for ever nor the whole stack.

    /** Fields whose values are secrets, in any notation: header, JSON, command line, query. */
    private static final String SECRET_NAMES =
            "(?:sid|[\\w.-]{0,40}(?:cookie2?|authorization|authenticate|passwor[dt]|passwd|passphrase|secret|token|api[_-]?key|"
                    + "access[_-]?key|credential|session[_-]?id|signature|private[_-]?key)[\\w.-]{0,40})";

    /** The value goes to the end of its line: what follows a cookie on its line is the same cookie. */
    private static final Pattern SECRET_LINE = Pattern.compile("(?im)(\"?\\b" + SECRET_NAMES
            + "\"?\\s*[:=]\\s*)(\"(?:[^\"\\\\\\n]|\\\\.){0,1000}\"|\\[[^\\]\\n]*\\]|[^\\n]*)");

    /** Words of settings that look like secrets' names and say only yes or no. */
    private static final Pattern HARMLESS = Pattern.compile("\"?(?:true|false|null|on|off|\\d{1,9})\"?[,}]*\\s*");

    private static final Pattern PEM =
            Pattern.compile("(?s)-----BEGIN [A-Z0-9 ]{1,40}-----.*?(?:-----END [A-Z0-9 ]{1,40}-----|\\z)");
    private static final Pattern BEARER =
            Pattern.compile("(?i)\\b(bearer|basic|negotiate|digest)\\s+[A-Za-z0-9+/=._~-]{6,}");

    /** {@code user:password@} of a URL. */
    private static final Pattern USER_INFO = Pattern.compile("(?i)(\\b[a-z][a-z0-9+.-]{0,20}://)[^\\s/@\"]{1,256}@");

    /** Everything of a URL behind its host says what somebody did there. */
    private static final Pattern URL_PATH =
            Pattern.compile("(?i)(\\b(?:https?|wss?)://[^\\s/?#\"'<>]{1,300})[/?#][^\\s\"'<>]*");

    private static final Pattern MAIL = Pattern.compile("[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,255}");

    /** Keys, hashes, tokens: nothing that a person writes is that long without a space. */
    private static final Pattern LONG_WORD =
            Pattern.compile("(?<![\\w-])(?=[A-Za-z0-9+_=-]{0,200}\\d)[A-Za-z0-9+_=-]{32,}");

    private static final Pattern IPV4 =
            Pattern.compile("(?<![\\d.])(\\d{1,3})\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}(?!\\.?\\d)");
    private static final Pattern IPV6 = Pattern.compile(
            "(?i)(?<![0-9a-f:.])(?=[0-9a-f:]{0,45}::|(?:[0-9a-f]{1,4}:){4})([0-9a-f]{1,4}):[0-9a-f:]{1,40}(?:(?<=:)\\d{1,3}(?:\\.\\d{1,3}){3})?(?![0-9a-z:])");
    private static final Pattern MAC = Pattern.compile("(?i)(?<![0-9a-f:])[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?![0-9a-f:])");
    private static final Pattern HOST = Pattern.compile(
            "(?iu)(?<![\\p{L}\\d_/@~-])((?:\\*\\.)?(?:[\\p{L}\\d_](?:[\\p{L}\\d_-]{0,61}[\\p{L}\\d_])?\\.){1,40})([\\p{L}][\\p{L}\\d-]{1,30})(?![\\p{L}\\d_-])");

    /** Of a URL, where what stands before it would make it look like a path. */
    private static final Pattern URL_HOST = Pattern.compile("(?iu)(//)((?=[^\\s/]{0,253}\\p{L})[\\p{L}\\d_.-]{1,253})");

    /** Endings of files that no top-level domain has: names of our own files stay readable. */
    private static final List<String> FILE_ENDINGS = List.of(
            "json",
            "sock",
            "properties",
            "conf",
            "crt",
            "pem",
            "db",
            "log",
            "java",
            "txt",
            "jar",
            "class",
            "service",
            "desktop",
            "bad",
            "so",
            "xml",
            "css");

    private static final String LOOPBACK = "127";

    private final String home;
    private final String user;
    private final @Nullable Pattern machine;

    /**
     * @param home the user's home folder
     * @param user the user's name
     * @param machine the machine's own name, or ""
     */
    public Redactor(String home, String user, String machine) {
        this.home = home.endsWith("/") ? home.substring(0, home.length() - 1) : home;
        this.user = user;
        // Without its dots: host names are shortened as such.
        this.machine = machine.isBlank() ? null : word(machine);
    }

    private static Pattern word(String text) {
        return Pattern.compile("(?iu)(?<![\\p{L}\\d])" + Pattern.quote(text) + "(?![\\p{L}\\d])");
    }

    /** The text as it may be given away. */
    public String redact(String text) {
        var left = PEM.matcher(text).replaceAll(GONE);
        left = SECRET_LINE.matcher(left).replaceAll(Redactor::withoutValue);
        left = BEARER.matcher(left).replaceAll("$1 " + Matcher.quoteReplacement(GONE));
        left = USER_INFO.matcher(left).replaceAll("$1");
        left = URL_PATH.matcher(left).replaceAll("$1/" + Matcher.quoteReplacement("…"));
        left = MAIL.matcher(left).replaceAll("[mail]");
        left = people(left);
        left = LONG_WORD.matcher(left).replaceAll(match -> "[" + match.group().length() + " characters]");
        left = URL_HOST.matcher(left)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1) + shortHost(match.group(2))));
        left = MAC.matcher(left).replaceAll("[mac]");
        left = IPV6.matcher(left).replaceAll(Redactor::shortIpv6);
        left = IPV4.matcher(left).replaceAll(Redactor::shortIpv4);
        return HOST.matcher(left).replaceAll(match -> Matcher.quoteReplacement(host(match)));
    }

    private static String withoutValue(java.util.regex.MatchResult match) {
        var value = match.group(2);
        if (value.isBlank() || HARMLESS.matcher(value).matches()) {
            return Matcher.quoteReplacement(match.group());
        }
        var quoted = value.startsWith("\"");
        return Matcher.quoteReplacement(match.group(1) + (quoted ? "\"" + GONE + "\"" : GONE));
    }

    private String people(String text) {
        var left = text;
        if (home.length() > 1) {
            left = Pattern.compile(Pattern.quote(home) + "(?![\\w-])")
                    .matcher(left)
                    .replaceAll("~");
        }
        left = Pattern.compile("/(home|Users)/[^/\\s:\"',;]{1,64}")
                .matcher(left)
                .replaceAll("/$1/[user]");
        if (machine != null) {
            left = machine.matcher(left).replaceAll("[machine]");
        }
        // Root is everywhere, and tells nothing.
        return user.isBlank() || user.equals("root")
                ? left
                : word(user).matcher(left).replaceAll("[user]");
    }

    private static String shortIpv4(java.util.regex.MatchResult match) {
        return match.group(1).equals(LOOPBACK) ? match.group() : match.group(1) + ".x.x.x";
    }

    private static String shortIpv6(java.util.regex.MatchResult match) {
        return match.group(1) + ":x";
    }

    private static String host(java.util.regex.MatchResult match) {
        return FILE_ENDINGS.contains(match.group(2).toLowerCase(Locale.ROOT))
                ? match.group()
                : shortHost(match.group());
    }

    /** {@code www.example.com} becomes {@code w….e….com}; names without a dot {@code p…}. */
    static String shortHost(String name) {
        var labels = name.split("\\.", -1);
        var text = new StringBuilder();
        for (var i = 0; i < labels.length; i++) {
            var last = i == labels.length - 1 && labels.length > 1;
            text.append(i == 0 ? "" : ".").append(last ? labels[i] : shortLabel(labels[i]));
        }
        return text.toString();
    }

    private static String shortLabel(String label) {
        if (label.isEmpty() || label.equals("*")) {
            return label;
        }
        return label.substring(0, label.offsetByCodePoints(0, 1)) + "…";
    }
}
