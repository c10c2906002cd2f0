package org.weir.engine.inspect.http2;

import java.util.Objects;

/**
 * A field value that its sender did not want in any compression table (RFC 7541, section 7.1.3); the next hop must be told
 * the same.
 */
record NeverIndexed(CharSequence value) implements CharSequence {
    NeverIndexed {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public int length() {
        return value.length();
    }

    @Override
    public char charAt(int index) {
        return value.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return value.subSequence(start, end);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
