package org.weir.engine.refusal;

/**
 * The two clocks. Terms are counted by the one that never jumps; the other is only for people and for what time passed
 * while the engine did not run.
 */
interface Times {
    /** Nanoseconds since some moment; never goes back, stands still while the machine sleeps. */
    long nanos();

    /** Milliseconds since 1970, right or not. */
    long wallMillis();

    /** The machine's own. */
    Times SYSTEM = new Times() {
        private final long begin = System.nanoTime();

        @Override
        public long nanos() {
            return System.nanoTime() - begin;
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    };
}
