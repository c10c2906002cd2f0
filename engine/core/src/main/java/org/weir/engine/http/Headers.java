package org.weir.engine.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Header fields in the order and case in which they came, duplicates kept. Immutable. Names compare without case. */
public final class Headers {
    public static final Headers EMPTY = new Headers(List.of());

    private final List<Field> fields;

    /** One field line: RFC 9110, section 5. */
    public record Field(String name, String value) {
        public Field {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }
    }

    public Headers(List<Field> fields) {
        this.fields = List.copyOf(fields);
    }

    /** For literals: name, value, name, value. */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a name without a value");
        }
        var fields = new ArrayList<Field>(namesAndValues.length / 2);
        for (var i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new Headers(fields);
    }

    public List<Field> fields() {
        return fields;
    }

    /** The first value of that name. */
    public Optional<String> first(String name) {
        for (var field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    /** All values of that name, in order. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }

    /** With this one value in the place of the first of that name (else at the end), the others of that name removed. */
    public Headers with(String name, String value) {
        var changed = new ArrayList<Field>(fields.size() + 1);
        var placed = false;
        for (var field : fields) {
            if (!field.name().equalsIgnoreCase(name)) {
                changed.add(field);
            } else if (!placed) {
                changed.add(new Field(field.name(), value));
                placed = true;
            }
        }
        if (!placed) {
            changed.add(new Field(name, value));
        }
        return new Headers(changed);
    }

    /** With one more field at the end. */
    public Headers plus(String name, String value) {
        var changed = new ArrayList<>(fields);
        changed.add(new Field(name, value));
        return new Headers(changed);
    }

    public Headers without(String name) {
        return new Headers(fields.stream()
                .filter(field -> !field.name().equalsIgnoreCase(name))
                .toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
