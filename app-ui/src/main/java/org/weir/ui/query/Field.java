package org.weir.ui.query;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The fields that a query can name. */
public enum Field {
    APP(Kind.TEXT),
    HOST(Kind.TEXT),
    ADDRESS(Kind.TEXT, "ip"),
    PORT(Kind.NUMBER),
    DECISION(Kind.WORD),
    WHY(Kind.TEXT, "reason"),
    PROTOCOL(Kind.TEXT, "proto"),
    STATE(Kind.WORD),
    USER(Kind.TEXT),
    PID(Kind.NUMBER),
    RULE(Kind.TEXT),
    AGE(Kind.TIME),
    UP(Kind.SIZE),
    DOWN(Kind.SIZE);

    /** What its values look like. */
    enum Kind {
        /** A piece of the text, or all of it with {@code *} and {@code ?}. */
        TEXT,
        /** One of a few words. */
        WORD,
        /** {@code 443} or {@code 8000-8100}. */
        NUMBER,
        /** {@code <5m}, {@code >1h}. */
        TIME,
        /** {@code >1mb}, {@code <500}. */
        SIZE
    }

    private final Kind kind;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> aliases;

    Field(Kind kind, String... aliases) {
        this.kind = kind;
        this.aliases = List.of(aliases);
    }

    Kind kind() {
        return kind;
    }

    /** As it is written, without the colon. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Field> of(String written) {
        var wanted = written.toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(field -> field.word().equals(wanted) || field.aliases.contains(wanted))
                .findFirst();
    }
}
