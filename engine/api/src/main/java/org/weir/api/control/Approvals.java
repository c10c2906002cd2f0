package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Params and results of the {@code approvals.*} methods: apps that refuse our certificate, and what is to be done. */
public final class Approvals {
    /** Entries in one answer when nothing else is asked for; and at most. */
    public static final int DEFAULT_LIMIT = 200;

    public static final int MAX_LIMIT = 1_000;

    private Approvals() {}

    /**
     * Params of {@code approvals.list}.
     *
     * @param all also what is decided, and servers that want a certificate of the app
     * @param limit 1 to {@link #MAX_LIMIT}
     * @param offset entries to leave out, from the latest on
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ListParams(
            @Nullable Boolean all,
            @Nullable Integer limit,
            @Nullable Integer offset) {}

    /**
     * Result of {@code approvals.list}.
     *
     * @param items latest first; fewer than asked for when the line is full
     * @param total how many there are without limit and offset
     * @param pending how many of all are {@code open}
     */
    public record Listing(List<Item> items, int total, int pending) {
        public Listing {
            items = List.copyOf(items);
        }
    }

    /**
     * One app and one domain.
     *
     * @param id stable over restarts
     * @param domain registrable domain, an address, or {@code *} for what was decided about the whole app
     * @param state {@code open}: waits for a decision, and is passed through meanwhile; {@code watched}: a guess that was
     *     met once, tried again by itself; {@code decided}; {@code server}: not the app's doing
     * @param evidence {@code certain}, {@code likely}, {@code server} or {@code engine} (ours could not answer the app); null
     *     when nothing was met
     * @param cause in words that follow the app's name; "" when nothing was met
     * @param count refused connections
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            String id,
            App app,
            String domain,
            String state,
            @Nullable String evidence,
            String cause,
            long count,
            long firstSeenMs,
            long lastSeenMs,
            List<Host> hosts,
            @Nullable Suggestion suggestion,
            @Nullable Verdict verdict) {
        public Item {
            hosts = hosts == null ? List.of() : List.copyOf(hosts);
        }
    }

    /** @param key what tells apps apart: script, executable, app id, or name and user */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record App(
            String key,
            String name,
            @Nullable String executable,
            @Nullable String script) {}

    /**
     * One host and port of an entry.
     *
     * @param passesUntilMs until when it is passed through without a try, in milliseconds since 1970; null: the next one tries
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Host(
            String host,
            int port,
            String evidence,
            long count,
            @Nullable Long passesUntilMs) {}

    /** @param decision what would help most often, a word of {@link DecideParams} */
    public record Suggestion(String decision, String reason) {}

    /**
     * What the user decided.
     *
     * @param duration once, 1h, app, restart, 30d or ever
     * @param untilMs for 1h and 30d
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Verdict(
            String decision,
            String scope,
            String target,
            String duration,
            @Nullable Long untilMs,
            long madeAtMs) {}

    /**
     * Params of {@code approvals.decide}.
     *
     * @param decision keep, try-once, inspect, block, fix-trust, or forget (what was decided there before)
     * @param scope host (every host of the entry), domain or app; null: domain
     * @param duration null: ever. Means nothing to try-once, fix-trust and forget
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DecideParams(
            @Nullable String id,
            @Nullable String decision,
            @Nullable String scope,
            @Nullable String duration) {}

    /**
     * Result of {@code approvals.decide}.
     *
     * @param undo for {@code approvals.undo}; null when nothing was changed
     * @param effect one sentence
     * @param trust for fix-trust
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Decided(
            @Nullable Long undo, String effect, @Nullable TrustHelp trust) {}

    /**
     * How the app can be made to accept our certificate.
     *
     * @param store of {@code weir trust}
     * @param command what to run, or null when nothing of ours can do it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TrustHelp(String store, @Nullable String command, String text) {}

    /**
     * Params of {@code approvals.undo}.
     *
     * @param undo only if this was the last decision; null: whatever was the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record UndoParams(@Nullable Long undo) {}

    /** Result of {@code approvals.undo}. */
    public record Undone(String effect) {}

    /** Params of the notification {@code approvals.changed}. */
    public record Changed(int pending) {}
}
