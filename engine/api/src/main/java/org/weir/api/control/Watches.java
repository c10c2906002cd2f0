package org.weir.api.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** Who gets the notifications of which watch. Any thread. */
final class Watches<T> {
    /** Notifications that can come before the watch's number is known; more belong to one that was ended. */
    private static final int MAX_EARLY = 4;

    private final ToLongFunction<T> numberOf;
    private final Map<Long, Consumer<T>> watches = new HashMap<>();
    private final List<T> early = new ArrayList<>();

    Watches(ToLongFunction<T> numberOf) {
        this.numberOf = numberOf;
    }

    /** The first notification can overtake the answer's way to this thread. */
    synchronized void add(long number, Consumer<T> listener) {
        early.stream().filter(each -> numberOf.applyAsLong(each) == number).forEach(listener);
        early.removeIf(each -> numberOf.applyAsLong(each) == number);
        watches.put(number, listener);
    }

    synchronized void remove(long number) {
        watches.remove(number);
    }

    synchronized void tell(T what) {
        var listener = watches.get(numberOf.applyAsLong(what));
        if (listener != null) {
            listener.accept(what);
        } else if (early.size() < MAX_EARLY) {
            early.add(what);
        }
    }
}
