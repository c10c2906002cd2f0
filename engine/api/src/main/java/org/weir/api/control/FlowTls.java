package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Result of {@code flows.tls}: what a flow's TLS handshakes showed. Each part is there, or a word in the field behind it says
 * why it is not. Nothing in it is secret: certificates are public, and no key is known here.
 *
 * @param flow as it stands
 * @param hello what the app offered
 * @param helloMissing {@link #NOT_TLS}, {@link #WAITING}, {@link #INCOMPLETE} or {@link #NOT_RECORDED}
 * @param server the certificates that the server sent, as it sent them, also when they did not verify
 * @param serverMissing one of the words of this class
 * @param presented the certificates that the app was shown by us
 * @param presentedMissing one of the words of this class
 * @param alert the alert that ended a handshake, or the first one that was seen
 * @param alertMissing one of the words of this class; {@link #NONE} when we would have seen one
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FlowTls(
        FlowView flow,
        @Nullable Hello hello,
        @Nullable String helloMissing,
        @Nullable Server server,
        @Nullable String serverMissing,
        @Nullable Chain presented,
        @Nullable String presentedMissing,
        @Nullable Alert alert,
        @Nullable String alertMissing) {

    /** The first bytes told another protocol. */
    public static final String NOT_TLS = "not-tls";

    /** It has not come so far. */
    public static final String WAITING = "waiting";

    /** The app's hello never came whole, or is not made as TLS demands. */
    public static final String INCOMPLETE = "incomplete";

    /** Newer flows took its place. */
    public static final String NOT_RECORDED = "not-recorded";

    /** Relayed as it was: whatever was said was said between the app and its server. */
    public static final String UNTOUCHED = "untouched";

    /** A rule blocked it. */
    public static final String BLOCKED = "blocked";

    /** The handshake ended, or was left to the app, before. */
    public static final String NOT_SHOWN = "not-shown";

    /** An earlier session was resumed, without certificates. */
    public static final String RESUMED = "resumed";

    /** There was none. */
    public static final String NONE = "none";

    public FlowTls {
        Objects.requireNonNull(flow, "flow");
    }

    /** Params of {@code flows.tls}. */
    public record Params(long id) {}

    /**
     * A number of TLS.
     *
     * @param name as IANA lists it, else the number in hexadecimal
     * @param grease whether it means nothing and is there so that servers stay tolerant (RFC 8701)
     */
    public record Code(int code, String name, boolean grease) {}

    /**
     * An extension of a hello.
     *
     * @param bytes of its content
     */
    public record Extension(int code, String name, boolean grease, int bytes) {}

    /**
     * A ClientHello. Lists have the app's order.
     *
     * @param bytes of the message
     * @param records how many records it came in
     * @param serverName as the app wrote it, or null
     * @param legacyVersion of the field that TLS 1.3 keeps at 1.2
     * @param versions offered by the extension; empty where it is missing
     * @param keyShares groups for which a key came along
     * @param ech whether Encrypted Client Hello was there, or its GREASE form, which looks the same
     * @param cut whether lists were too long to be told as a whole
     * @param ja4 fingerprint as FoxIO defines it
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Hello(
            int bytes,
            int records,
            @Nullable String serverName,
            Code legacyVersion,
            List<Code> versions,
            List<Code> suites,
            List<Code> groups,
            List<Code> keyShares,
            List<Code> signatures,
            List<String> alpn,
            List<Extension> extensions,
            boolean ech,
            boolean cut,
            String ja4) {
        public Hello {
            versions = List.copyOf(versions);
            suites = List.copyOf(suites);
            groups = List.copyOf(groups);
            keyShares = List.copyOf(keyShares);
            signatures = List.copyOf(signatures);
            alpn = List.copyOf(alpn);
            extensions = List.copyOf(extensions);
        }
    }

    /**
     * A certificate.
     *
     * @param serial in hexadecimal
     * @param notBeforeMs milliseconds since 1970
     * @param names of the subjectAltName: host names and addresses
     * @param moreNames how many names are left out
     * @param key the kind of its key, for example {@code EC}
     * @param keyBits 0 when unknown
     * @param signature with which its issuer signed it, for example {@code SHA256withECDSA}
     * @param sha256 of the certificate, 64 hex digits
     * @param authority whether it may sign others
     * @param problem why it cannot be read, or null; then only {@code sha256} and {@code pem} mean something
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Certificate(
            String subject,
            String issuer,
            String serial,
            long notBeforeMs,
            long notAfterMs,
            List<String> names,
            int moreNames,
            String key,
            int keyBits,
            String signature,
            String sha256,
            boolean authority,
            @Nullable String problem,
            String pem) {
        public Certificate {
            names = List.copyOf(names);
        }
    }

    /**
     * Certificates, the first for the server itself.
     *
     * @param more how many are left out
     */
    public record Chain(List<Certificate> certificates, int more) {
        public Chain {
            certificates = List.copyOf(certificates);
        }
    }

    /**
     * A server's certificates and what we thought of them.
     *
     * @param doubt why they were not believed, in words; null when they were
     * @param names for which the first had to be
     * @param nameMatches whether it is for one of them
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Server(Chain chain, @Nullable String doubt, List<String> names, boolean nameMatches) {
        public Server {
            names = List.copyOf(names);
        }
    }

    /**
     * An alert (RFC 8446, section 6).
     *
     * @param from {@code app}, {@code server} or {@code weir}
     * @param level 1 warning, 2 fatal
     * @param name as the RFCs have it, else the number
     * @param encrypted whether it was
     * @param meaning one sentence
     */
    public record Alert(String from, int level, int code, String name, boolean encrypted, String meaning) {}
}
