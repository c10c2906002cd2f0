package org.weir.engine.handshake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.weir.api.control.FlowTls;

/** The names of TLS's numbers, read once from a file beside this class. */
enum TlsNames {
    VERSION,
    SUITE,
    GROUP,
    SIGNATURE,
    EXTENSION;

    private static final String RESOURCE = "tls-names.txt";

    /** Read when the first of them is asked for: most engines are never asked. */
    private static final class Table {
        static final Map<String, String> NAMES = read();

        private Table() {}

        private static Map<String, String> read() {
            var names = new HashMap<String, String>();
            try (var in = TlsNames.class.getResourceAsStream(RESOURCE);
                    var lines = new BufferedReader(
                            new InputStreamReader(Objects.requireNonNull(in, RESOURCE), StandardCharsets.US_ASCII))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    var name = line.lastIndexOf(' ');
                    if (!line.startsWith("#")) {
                        names.put(line.substring(0, name), line.substring(name + 1));
                    }
                }
                return Map.copyOf(names);
            } catch (IOException e) {
                throw new IllegalStateException(RESOURCE + " cannot be read", e);
            }
        }
    }

    /** RFC 8701: both octets are the same and end in 0xA. */
    static boolean grease(int code) {
        return (code & 0x0f0f) == 0x0a0a && code >> 8 == (code & 0xff);
    }

    String name(int code) {
        if (grease(code)) {
            return "GREASE 0x" + hex(code);
        }
        var key = name().toLowerCase(java.util.Locale.ROOT) + " " + hex(code);
        return Table.NAMES.getOrDefault(key, "0x" + hex(code));
    }

    FlowTls.Code of(int code) {
        return new FlowTls.Code(code, name(code), grease(code));
    }

    /** Four digits. */
    static String hex(int code) {
        return java.util.HexFormat.of().toHexDigits((short) code);
    }
}
