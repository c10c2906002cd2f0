package org.weir.engine.trust;

import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;

/** The name that every authority of Weir has, of this installation or another. */
public final class WeirName {
    static final String ORGANIZATION = "Weir";
    static final String COMMON_NAME_START = "Weir CA ";

    private WeirName() {}

    /** Whether this certificate is an authority of Weir's, by its subject. */
    public static boolean isAuthority(X509Certificate certificate) {
        return isAuthority(certificate.getSubjectX500Principal());
    }

    static boolean isAuthority(X500Principal subject) {
        var organization = false;
        var name = false;
        try {
            for (var part : new LdapName(subject.getName(X500Principal.RFC2253)).getRdns()) {
                var value = String.valueOf(part.getValue());
                organization |= part.getType().equalsIgnoreCase("O") && value.equals(ORGANIZATION);
                name |= part.getType().equalsIgnoreCase("CN") && value.startsWith(COMMON_NAME_START);
            }
        } catch (InvalidNameException e) {
            return false;
        }
        return organization && name;
    }
}
