package org.weir.engine.inspect.tls;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Whether a certificate is for a name (RFC 9525). Strict: the subject's common name does not count, as with browsers. */
public final class NameCheck {
    private static final int DNS = 2;
    private static final int IP = 7;

    private NameCheck() {}

    /** @param name a host name or an address literal without brackets */
    public static boolean matches(X509Certificate certificate, String name) {
        var address = NetUtil.createByteArrayFromIpAddressString(name);
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return false;
            }
            for (var entry : names) {
                var type = (Integer) entry.get(0);
                if (entry.get(1) instanceof String text
                        && (address == null
                                ? type == DNS && host(text, name)
                                : type == IP
                                        && Arrays.equals(address, NetUtil.createByteArrayFromIpAddressString(text)))) {
                    return true;
                }
            }
            return false;
        } catch (CertificateParsingException _) {
            return false;
        }
    }

    private static boolean host(String pattern, String name) {
        var wanted = labels(name);
        var has = labels(pattern);
        if (has.size() != wanted.size() || wanted.contains("")) {
            return false;
        }
        // A wildcard stands for one whole label, the first, and never for a name right under a top-level domain.
        var wild = has.getFirst().equals("*") && has.size() > 2;
        return (wild || has.getFirst().equals(wanted.getFirst()))
                && has.subList(1, has.size()).equals(wanted.subList(1, wanted.size()));
    }

    private static List<String> labels(String name) {
        var text = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return List.of(text.toLowerCase(Locale.ROOT).split("\\.", -1));
    }
}
