package org.weir.engine.http.edit;

/** Counts how often a regular expression looks at a character, and ends it when that is too often. */
final class Looks {
    private long left;

    /** The expression is to be given up. Without a stack trace: nothing is wrong with the program. */
    static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany() {
            super("too many steps", null, false, false);
        }
    }

    Looks(long first) {
        left = first;
    }

    void allow(long more) {
        left += more;
    }

    CharSequence over(CharSequence text) {
        return new Counted(text);
    }

    private final class Counted implements CharSequence {
        private final CharSequence text;

        Counted(CharSequence text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new TooMany();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
