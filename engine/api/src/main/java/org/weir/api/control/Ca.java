package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Params and results of the {@code ca.*} methods. None of them carries a key. */
public final class Ca {
    /** The authority in use. */
    public static final String CURRENT = "current";

    /** The authority that a rotation made and did not bring into use yet. */
    public static final String NEXT = "next";

    /** {@link Status#state}: leaves can be made. */
    public static final String READY = "ready";

    /** {@link Status#state}: they cannot; {@link Status#problem} says why, and connections are passed through. */
    public static final String UNUSABLE = "unusable";

    private Ca() {}

    /**
     * Result of {@code ca.status} and {@code ca.rotate}.
     *
     * @param state {@link #READY} or {@link #UNUSABLE}
     * @param subject common name; null when the certificate cannot be read
     * @param sha256 of the certificate, 64 hex digits
     * @param notAfterMs when it ends, Unix time
     * @param next the one that a rotation made
     * @param problem one sentence, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(
            String state,
            @Nullable String subject,
            @Nullable String sha256,
            @JsonProperty("not_after_ms") @Nullable Long notAfterMs,
            @Nullable Next next,
            @Nullable String problem) {
        public Status {
            Objects.requireNonNull(state, "state");
        }
    }

    /**
     * @param phase {@code made} or {@code trusted}
     * @param subject and the other two: missing when its file cannot be read
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Next(
            String phase,
            @Nullable String subject,
            @Nullable String sha256,
            @JsonProperty("not_after_ms") @Nullable Long notAfterMs) {}

    /**
     * Params of {@code ca.certificate} and {@code ca.canary}.
     *
     * @param which {@link #CURRENT} (also when null) or {@link #NEXT}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Which(@Nullable String which) {}

    /** Result of {@code ca.certificate}. */
    public record Certificate(String subject, String sha256, String pem) {}

    /**
     * Params of {@code ca.rotate}.
     *
     * @param phase make, trusted, commit or abort
     * @param force commit although no store is said to trust the next authority
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RotateParams(
            @Nullable String phase, @Nullable Boolean force) {}

    /**
     * Result of {@code ca.canary}: a server that answers {@code GET /} with {@link #CANARY_BODY} for a while.
     *
     * @param address a loopback address, for which its certificate is
     * @param seconds how long it listens
     */
    public record Canary(String address, int port, int seconds) {}

    /** What a canary server answers. */
    public static final String CANARY_BODY = "weir-canary\n";
}
