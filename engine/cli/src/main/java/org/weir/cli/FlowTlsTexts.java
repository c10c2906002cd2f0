package org.weir.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowTls;

/** What handshakes showed, as lines for a person. */
final class FlowTlsTexts {
    /** Names of a certificate in one line; --json has more. */
    private static final int MOST_NAMES = 8;

    private FlowTlsTexts() {}

    /** @param now milliseconds since 1970, for what has expired */
    static List<String> lines(FlowTls seen, long now) {
        var lines = new ArrayList<String>();
        var flow = seen.flow();
        var host = flow.host() == null ? flow.destination().address() : flow.host();
        lines.add("flow       " + flow.id() + " of " + flow.app().name() + " to " + host + ":"
                + flow.destination().port());
        lines.add("decision   " + (flow.decision() == null ? "none yet" : flow.decision()));
        var inspection = flow.inspection();
        if (inspection != null) {
            lines.add("inspection " + inspection.state() + ": " + inspection.reason()
                    + (inspection.evidence() == null ? "" : " (" + inspection.evidence() + ")"));
        }
        lines.add("alert      " + alert(seen));
        lines.add("");
        lines.add("what the app offered" + missingBehind(seen.helloMissing()));
        if (seen.hello() != null) {
            hello(lines, seen.hello());
        }
        lines.add("");
        lines.add("the server's certificates" + missingBehind(seen.serverMissing()));
        var server = seen.server();
        if (server != null) {
            lines.add("  " + (server.doubt() == null ? "verified" : "not believed: " + server.doubt()));
            if (!server.nameMatches()) {
                lines.add("  not for " + String.join(" or ", server.names()));
            }
            chain(lines, server.chain(), now);
        }
        lines.add("");
        lines.add("what Weir showed the app" + missingBehind(seen.presentedMissing()));
        if (seen.presented() != null) {
            chain(lines, seen.presented(), now);
        }
        return lines;
    }

    /** Why something is not there. */
    static String missing(@Nullable String word) {
        return switch (word) {
            case null -> "unknown";
            case FlowTls.NOT_TLS -> "this is no TLS connection";
            case FlowTls.WAITING -> "it has not come so far yet";
            case FlowTls.INCOMPLETE -> "the app's hello never came whole, or is damaged";
            case FlowTls.NOT_RECORDED -> "not recorded any more: newer connections took its place";
            case FlowTls.UNTOUCHED -> "passed untouched: only the app and its server know";
            case FlowTls.BLOCKED -> "the connection was blocked before";
            case FlowTls.NOT_SHOWN -> "the handshake ended before, or was left to the app";
            case FlowTls.RESUMED -> "an earlier session was resumed, without certificates";
            case FlowTls.NONE -> "none was seen";
            default -> word;
        };
    }

    private static String missingBehind(@Nullable String word) {
        return word == null ? "" : ": " + missing(word);
    }

    private static String alert(FlowTls seen) {
        var alert = seen.alert();
        if (alert == null) {
            return "none known: " + missing(seen.alertMissing());
        }
        var from = switch (alert.from()) {
            case "app" -> "the app";
            case "server" -> "the server";
            case "weir" -> "Weir";
            default -> alert.from();
        };
        return alert.code() + " (" + alert.name() + ") from " + from + ": " + alert.meaning();
    }

    private static void hello(List<String> lines, FlowTls.Hello hello) {
        fact(lines, "name", hello.serverName() == null ? "none" : hello.serverName());
        fact(
                lines,
                "versions",
                hello.versions().isEmpty() ? hello.legacyVersion().name() : codes(hello.versions()));
        fact(lines, "protocols", hello.alpn().isEmpty() ? "none" : String.join(", ", hello.alpn()));
        fact(lines, "suites", codes(hello.suites()));
        fact(lines, "groups", codes(hello.groups()));
        fact(lines, "key shares", codes(hello.keyShares()));
        fact(lines, "signatures", codes(hello.signatures()));
        fact(
                lines,
                "extensions",
                hello.extensions().stream().map(FlowTls.Extension::name).collect(Collectors.joining(", ")));
        fact(lines, "ECH", hello.ech() ? "yes, or its GREASE form, which looks the same" : "no");
        fact(
                lines,
                "size",
                Text.bytes(hello.bytes()) + (hello.records() > 1 ? " in " + hello.records() + " records" : ""));
        fact(lines, "JA4", hello.ja4());
        if (hello.cut()) {
            lines.add("  (lists were too long to be told as a whole)");
        }
    }

    private static String codes(List<FlowTls.Code> codes) {
        return codes.isEmpty() ? "none" : codes.stream().map(FlowTls.Code::name).collect(Collectors.joining(", "));
    }

    private static void chain(List<String> lines, FlowTls.Chain chain, long now) {
        var number = 1;
        for (var one : chain.certificates()) {
            lines.add("  " + number++ + "  " + (one.problem() == null ? one.subject() : one.problem()));
            if (one.problem() == null) {
                inner(lines, "issuer", one.issuer());
                inner(lines, "valid", valid(one, now));
                if (!one.names().isEmpty()) {
                    inner(lines, "names", names(one));
                }
                inner(
                        lines,
                        "key",
                        one.key() + (one.keyBits() > 0 ? " " + one.keyBits() : "") + ", signed with "
                                + one.signature());
                inner(lines, "serial", one.serial());
            }
            inner(lines, "SHA-256", one.sha256());
        }
        if (chain.more() > 0) {
            lines.add("  and " + chain.more() + " more");
        }
    }

    private static String names(FlowTls.Certificate certificate) {
        var shown = certificate.names().stream().limit(MOST_NAMES).toList();
        var more = certificate.names().size() - shown.size() + certificate.moreNames();
        return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
    }

    private static String valid(FlowTls.Certificate certificate, long now) {
        var from = certificate.notBeforeMs();
        var to = certificate.notAfterMs();
        var how = now < from
                ? "not yet"
                : now > to ? "expired " + Text.duration(now - to) + " ago" : "for " + Text.duration(to - now) + " more";
        return day(from) + " to " + day(to) + ", " + how;
    }

    /** A certificate may name a day that no calendar has. */
    private static String day(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC).toString();
    }

    private static void fact(List<String> lines, String name, String value) {
        lines.add("  " + name + " ".repeat(11 - name.length()) + value);
    }

    private static void inner(List<String> lines, String name, String value) {
        lines.add("     " + name + " ".repeat(8 - name.length()) + value);
    }
}
