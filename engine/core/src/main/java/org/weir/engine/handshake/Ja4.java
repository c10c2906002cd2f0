package org.weir.engine.handshake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The fingerprint of a TLS client as FoxIO defines it (github.com/FoxIO-LLC/ja4, technical_details/JA4.md): the same for all
 * connections of a program, whatever it connects to and in whichever order it puts its offers.
 */
final class Ja4 {
    /** More than two digits are not written. */
    private static final int MOST = 99;

    /** Of a hash. */
    private static final int DIGITS = 12;

    /** Instead of the hash of nothing. */
    private static final String NOTHING = "0".repeat(DIGITS);

    private Ja4() {}

    static String of(OfferedHello hello) {
        var suites = plain(hello.suites());
        var extensions = plain(
                hello.extensions().stream().map(OfferedHello.Extension::type).toList());
        return "t"
                + version(hello)
                + (extensions.contains(OfferedHello.SERVER_NAME) ? "d" : "i")
                + count(suites)
                + count(extensions)
                + ends(hello.alpn())
                + "_"
                + hash(listed(sorted(suites)))
                + "_"
                + hash(extensionsAndSignatures(extensions, plain(hello.signatures())));
    }

    private static String extensionsAndSignatures(List<Integer> extensions, List<Integer> signatures) {
        var others = extensions.stream()
                .filter(type -> type != OfferedHello.SERVER_NAME && type != OfferedHello.ALPN)
                .toList();
        var text = listed(sorted(others));
        return text.isEmpty() || signatures.isEmpty() ? text : text + "_" + listed(signatures);
    }

    private static String version(OfferedHello hello) {
        var highest = hello.has(OfferedHello.SUPPORTED_VERSIONS)
                ? plain(hello.versions()).stream()
                        .max(Comparator.naturalOrder())
                        .orElse(0)
                : hello.legacyVersion();
        return switch (highest) {
            case 0x0304 -> "13";
            case 0x0303 -> "12";
            case 0x0302 -> "11";
            case 0x0301 -> "10";
            case 0x0300 -> "s3";
            case 0x0002 -> "s2";
            default -> "00";
        };
    }

    /** First and last character of the first protocol; of its hexadecimal form when one of them is neither letter nor digit. */
    private static String ends(List<String> alpn) {
        if (alpn.isEmpty() || alpn.getFirst().isEmpty()) {
            return "00";
        }
        var name = alpn.getFirst();
        var first = name.charAt(0);
        var last = name.charAt(name.length() - 1);
        if (alphanumeric(first) && alphanumeric(last)) {
            return "" + first + last;
        }
        var hex = HexFormat.of().formatHex(name.getBytes(StandardCharsets.ISO_8859_1));
        return "" + hex.charAt(0) + hex.charAt(hex.length() - 1);
    }

    private static boolean alphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static String count(List<Integer> list) {
        return String.format(Locale.ROOT, "%02d", Math.min(list.size(), MOST));
    }

    private static List<Integer> plain(List<Integer> codes) {
        return codes.stream().filter(code -> !TlsNames.grease(code)).toList();
    }

    private static List<Integer> sorted(List<Integer> codes) {
        return codes.stream().sorted().toList();
    }

    private static String listed(List<Integer> codes) {
        return codes.stream().map(TlsNames::hex).collect(Collectors.joining(","));
    }

    private static String hash(String text) {
        if (text.isEmpty()) {
            return NOTHING;
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }
}
