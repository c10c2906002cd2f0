package org.weir.engine.refusal;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals.TrustHelp;

/** Which trust store would make an app accept our certificate, told from its program's name. Pure. */
final class TrustHelps {
    /** @param names beginnings of a base name in lower case */
    private record Kind(List<String> names, String store, String text) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    List.of("firefox", "librewolf", "thunderbird", "waterfox", "icecat"),
                    "firefox",
                    "it trusts what its own profile (NSS) trusts"),
            new Kind(
                    List.of(
                            "chromium",
                            "chrome",
                            "google-chrome",
                            "brave",
                            "msedge",
                            "microsoft-edge",
                            "opera",
                            "vivaldi"),
                    "chromium",
                    "it trusts what the user's NSS database (~/.pki/nssdb) trusts, besides its own list"),
            new Kind(List.of("java"), "java", "a Java program trusts the cacerts file of the JDK that runs it"),
            new Kind(
                    List.of("node", "npm", "npx", "yarn", "pnpm"),
                    "node",
                    "Node trusts its built-in list and the file that NODE_EXTRA_CA_CERTS names, from its next start"),
            new Kind(
                    List.of("python", "pypy", "pip"),
                    "python",
                    "Python trusts the system's store or, with requests and pip, the file that REQUESTS_CA_BUNDLE or"
                            + " SSL_CERT_FILE names, from its next start"),
            new Kind(
                    List.of("cargo"),
                    "cargo",
                    "cargo trusts the file that CARGO_HTTP_CAINFO names, from its next start"),
            new Kind(List.of("git"), "git", "git trusts the system's store or the file that GIT_SSL_CAINFO names"),
            new Kind(List.of("curl"), "curl", "curl trusts the system's store or the file that CURL_CA_BUNDLE names"));

    private static final TrustHelp SYSTEM = new TrustHelp(
            "system",
            "weir trust install --store system",
            "most programs trust the system's store; one that brings its own list of authorities, or pins its server's"
                    + " certificate, cannot be helped and should be passed through");

    private TrustHelps() {}

    static TrustHelp of(AppRef app) {
        for (var kind : KINDS) {
            if (matches(kind, app.executable()) || matches(kind, app.script()) || matches(kind, app.name())) {
                return new TrustHelp(kind.store(), "weir trust install --store " + kind.store(), kind.text());
            }
        }
        return SYSTEM;
    }

    private static boolean matches(Kind kind, @Nullable String path) {
        if (path == null) {
            return false;
        }
        var name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return kind.names().stream().anyMatch(name::startsWith);
    }
}
