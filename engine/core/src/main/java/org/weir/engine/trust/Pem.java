package org.weir.engine.trust;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The textual encoding of RFC 7468, one object a file. */
final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    static byte[] encode(String label, byte[] der) {
        var body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws IllegalArgumentException when it is anything but one whole object with that label */
    static byte[] decode(String label, byte[] text) {
        var all = new String(text, StandardCharsets.US_ASCII).strip();
        var begin = "-----BEGIN " + label + "-----";
        var end = "-----END " + label + "-----";
        if (!all.startsWith(begin) || !all.endsWith(end) || all.length() < begin.length() + end.length()) {
            throw new IllegalArgumentException("no " + label + " in PEM form");
        }
        var body = all.substring(begin.length(), all.length() - end.length());
        return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    }
}
