package org.weir.engine.inspect.http1;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Requests without a complete response, in order: what pairs the two directions through pipelining. */
final class Exchanges {
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>(2);

    void add(Exchange exchange) {
        waiting.add(exchange);
    }

    /** Whose turn it is to be answered, or null. */
    @Nullable
    Exchange first() {
        return waiting.peek();
    }

    Exchange take() {
        return waiting.remove();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean isFull() {
        return waiting.size() >= Http1Limits.PENDING_EXCHANGES;
    }

    void forEach(Consumer<Exchange> to) {
        waiting.forEach(to);
    }
}
