package org.weir.engine.refusal;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals.TrustHelp;

/** Which trust store would make an app accept our certificate, told from its program's name. Pure. */
final class TrustHelps {
    /**
     * One kind of app.
     *
     * @param names beginnings of a base name in lower case
     * @param store an id of {@code weir trust}, or what such ids begin with
     * @param one whether the id is exactly that
     */
    private record Kind(List<String> names, String store, boolean one, String text) {
        TrustHelp help() {
            return one
                    ? new TrustHelp(store, "weir trust install --store " + store, text)
                    : new TrustHelp(store, "weir trust list", text);
        }
    }

    private static final List<Kind> KINDS = List.of(
            nss("firefox"),
            nss("librewolf"),
            nss("thunderbird"),
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
                    true,
                    "it trusts what the user's NSS database (~/.pki/nssdb) trusts, besides its own list"),
            new Kind(
                    List.of("java"),
                    "jdk",
                    false,
                    "a Java program trusts the cacerts file of the JDK that runs it: find that JDK in the list, then weir"
                            + " trust install --store jdk:FILE"),
            env(List.of("node", "npm", "npx", "yarn", "pnpm"), "NODE_EXTRA_CA_CERTS"),
            env(List.of("python", "pypy", "pip"), "REQUESTS_CA_BUNDLE, PIP_CERT or SSL_CERT_FILE"),
            env(List.of("cargo"), "CARGO_HTTP_CAINFO"),
            env(List.of("git"), "GIT_SSL_CAINFO"),
            env(List.of("curl"), "CURL_CA_BUNDLE"));

    private static Kind nss(String name) {
        return new Kind(
                List.of(name),
                name,
                false,
                "it trusts what its own profile (NSS) trusts: find the profile in the list, then weir trust install --store "
                        + name + ":PROFILE");
    }

    private static Kind env(List<String> names, String variable) {
        return new Kind(
                names,
                "env",
                true,
                "it trusts its own list or the system's, and the file that " + variable
                        + " names, from its next start");
    }

    private static final TrustHelp SYSTEM = new TrustHelp(
            "system",
            "weir trust install --store system",
            "most programs trust the system's store; one that brings its own list of authorities, or pins its server's"
                    + " certificate, cannot be helped and should be passed through");

    private TrustHelps() {}

    static TrustHelp of(AppRef app) {
        for (var kind : KINDS) {
            if (matches(kind, app.executable()) || matches(kind, app.script()) || matches(kind, app.name())) {
                return kind.help();
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
