package org.weir.engine.refusal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.weir.engine.refusal.Ruling.Lifetime;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Text of refusals.json. Times are written as the wall clock shows them, with the moment of writing beside: what counts
 * after reading is how much was left then, so that a clock that was wrong then or is wrong now cannot make anything last
 * for ever. Pure.
 */
final class MemoryFile {
    private static final int VERSION = 1;

    /** The format has three levels. */
    private static final int MAX_DEPTH = 8;

    /** No text of ours is nearly as long ({@link AppRef#MAX_TEXT}). */
    private static final int MAX_STRING = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * What a file tells.
     *
     * @param suspicions least recently seen first
     * @param skipped entries that could not be understood
     */
    record Content(List<Suspicion> suspicions, List<Ruling> rulings, int skipped) {}

    /** The file as a whole is none of ours, or broken. */
    static final class BadFileException extends Exception {
        private static final long serialVersionUID = 1L;

        BadFileException(String message) {
            super(message);
        }
    }

    private final long now;
    private final long wall;

    /**
     * @param now the engine's count at this moment
     * @param wall the clock, at the same
     */
    MemoryFile(long now, long wall) {
        this.now = now;
        this.wall = wall;
    }

    byte[] write(Iterable<Suspicion> suspicions, Iterable<Ruling> rulings) {
        var root = JSON.createObjectNode().put("version", VERSION).put("saved_at_ms", wall);
        var list = root.putArray("refusals");
        for (var one : suspicions) {
            var node = list.addObject();
            app(node, one.app());
            node.put("host", one.pair().host())
                    .put("port", one.pair().port())
                    .put("evidence", one.evidence().word())
                    .put("cause", one.cause())
                    .put("strikes", one.strikes())
                    .put("count", one.count())
                    .put("first_seen_ms", one.firstMillis())
                    .put("last_seen_ms", one.lastMillis())
                    .put("until_ms", onWall(one.until()));
            if (one.cleared()) {
                node.put("cleared", true);
            }
        }
        var verdicts = root.putArray("verdicts");
        for (var ruling : rulings) {
            if (!(ruling.lifetime() instanceof Lifetime.Restart)) {
                ruling(verdicts.addObject(), ruling);
            }
        }
        return JSON.writeValueAsBytes(root);
    }

    private void ruling(ObjectNode node, Ruling ruling) {
        app(node, ruling.app());
        node.put("scope", ruling.key().scope().word())
                .put("target", ruling.key().target())
                .put("decision", ruling.action().word())
                .put("for", ruling.duration())
                .put("made_at_ms", ruling.madeMillis());
        if (ruling.lifetime() instanceof Lifetime.Until until) {
            node.put("until_ms", onWall(until.nanos()));
        }
        if (ruling.lifetime() instanceof Lifetime.App(var process)) {
            node.put("pid", process.pid()).put("start_ns", process.startNanos());
        }
    }

    private static void app(ObjectNode node, AppRef app) {
        node.put("app", app.key()).put("name", app.name());
        if (app.executable() != null) {
            node.put("executable", app.executable());
        }
        if (app.script() != null) {
            node.put("script", app.script());
        }
    }

    /** @throws BadFileException with the reason in words */
    Content read(byte[] bytes, int most) throws BadFileException {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (JacksonException e) {
            throw new BadFileException(
                    "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse("broken"));
        }
        if (root == null || !root.isObject() || root.path("version").asInt(0) != VERSION) {
            throw new BadFileException("not a file of version " + VERSION);
        }
        if (!root.path("refusals").isArray() || !root.path("verdicts").isArray()) {
            throw new BadFileException("refusals or verdicts are missing");
        }
        var saved = root.path("saved_at_ms").asLong(wall);
        var suspicions = new ArrayList<Suspicion>();
        var rulings = new ArrayList<Ruling>();
        var skipped = 0;
        for (var node : root.get("refusals")) {
            var one = suspicions.size() < most ? suspicion(node, saved) : null;
            skipped += one == null ? 1 : 0;
            if (one != null) {
                suspicions.add(one);
            }
        }
        for (var node : root.get("verdicts")) {
            var one = rulings.size() < most ? ruling(node, saved) : null;
            skipped += one == null ? 1 : 0;
            if (one != null) {
                rulings.add(one);
            }
        }
        return new Content(suspicions, rulings, skipped);
    }

    private @Nullable Suspicion suspicion(JsonNode node, long saved) {
        var app = app(node);
        var host = text(node, "host");
        var port = node.path("port").asInt(-1);
        var evidence = evidence(text(node, "evidence"));
        var cause = text(node, "cause");
        if (app == null || host == null || port < 0 || port > 65_535 || evidence == null || cause == null) {
            return null;
        }
        var strikes = Math.clamp(node.path("strikes").asInt(1), 1, Suspicion.MAX_STRIKES);
        var cleared = node.path("cleared").asBoolean(false);
        var longest = cleared ? Terms.CLEARED : Terms.of(evidence, strikes);
        var last = past(node.path("last_seen_ms").asLong(wall));
        return new Suspicion(
                Pair.of(app, Domains.host(host, host), port),
                app,
                evidence,
                cause,
                strikes,
                Math.max(1, node.path("count").asLong(1)),
                Math.min(past(node.path("first_seen_ms").asLong(wall)), last),
                last,
                until(node, saved, longest),
                // Nothing of this run is older: refusals and successes to come are all news.
                Long.MIN_VALUE,
                cleared,
                null);
    }

    private @Nullable Ruling ruling(JsonNode node, long saved) {
        var app = app(node);
        var scope = scope(text(node, "scope"));
        var target = text(node, "target");
        var action = action(text(node, "decision"));
        var lifetime = lifetime(node, saved);
        if (app == null || scope == null || target == null || action == null || lifetime == null) {
            return null;
        }
        var key = new Ruling.Key(app.key(), scope, target);
        return new Ruling(
                key, app, action, lifetime, past(node.path("made_at_ms").asLong(wall)));
    }

    private @Nullable Lifetime lifetime(JsonNode node, long saved) {
        return switch (text(node, "for")) {
            case null -> null;
            case "once" -> new Lifetime.Once();
            case "ever" -> new Lifetime.Ever();
            case "app" -> {
                var pid = node.path("pid").asInt(0);
                yield pid <= 0
                        ? null
                        : new Lifetime.App(
                                new Ruling.Running(pid, node.path("start_ns").asLong(0)));
            }
            case "1h" -> new Lifetime.Until(until(node, saved, Terms.HOUR), "1h");
            case "30d" -> new Lifetime.Until(until(node, saved, Terms.MONTH), "30d");
            default -> null;
        };
    }

    /** What was left when it was written, at most the whole term, less the time since; the engine's count. */
    private long until(JsonNode node, long saved, long longest) {
        var longestMillis = TimeUnit.NANOSECONDS.toMillis(longest);
        var left = Math.clamp(minus(node.path("until_ms").asLong(saved), saved), Long.MIN_VALUE / 4, longestMillis);
        // A clock that went back: no time has passed, as far as we can tell.
        var passed = Math.clamp(minus(wall, saved), 0, Long.MAX_VALUE / 4);
        var rest = Math.clamp(left - passed, -TimeUnit.NANOSECONDS.toMillis(Terms.FORGOTTEN) * 2, longestMillis);
        return now + TimeUnit.MILLISECONDS.toNanos(rest);
    }

    /** Without running over. */
    private static long minus(long a, long b) {
        return Math.clamp(a, Long.MIN_VALUE / 4, Long.MAX_VALUE / 4)
                - Math.clamp(b, Long.MIN_VALUE / 4, Long.MAX_VALUE / 4);
    }

    private long onWall(long nanos) {
        return wall + TimeUnit.NANOSECONDS.toMillis(nanos - now);
    }

    private long past(long millis) {
        return Math.clamp(millis, 0, Math.max(0, wall));
    }

    private static @Nullable AppRef app(JsonNode node) {
        var key = text(node, "app");
        var name = text(node, "name");
        if (key == null || name == null) {
            return null;
        }
        return new AppRef(key, name, text(node, "executable"), text(node, "script"));
    }

    private static @Nullable Evidence evidence(@Nullable String word) {
        return named(Evidence.values(), Evidence::word, word);
    }

    static Ruling.@Nullable Scope scope(@Nullable String word) {
        return named(Ruling.Scope.values(), Ruling.Scope::word, word);
    }

    static Ruling.@Nullable Action action(@Nullable String word) {
        return named(Ruling.Action.values(), Ruling.Action::word, word);
    }

    private static <E> @Nullable E named(E[] all, Function<E, String> name, @Nullable String word) {
        return Arrays.stream(all)
                .filter(one -> name.apply(one).equals(word))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String text(JsonNode node, String field) {
        var value = node.path(field);
        return value.isString() && value.stringValue().length() <= AppRef.MAX_TEXT * 2 ? value.stringValue() : null;
    }
}
