package org.weir.engine.refusal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.weir.engine.refusal.Ruling.Lifetime;
import org.weir.engine.refusal.Ruling.Running;
import org.weir.engine.refusal.Ruling.Scope;

/** The user's rulings; the narrowest that fits decides. No clock, no lock: as {@link Memory}. */
final class Rulings {
    private final Map<Ruling.Key, Ruling> all = new LinkedHashMap<>();

    /** The ruling in force for a pair, without using it up. */
    @Nullable
    Ruling find(Pair pair, long now) {
        for (var key : keys(pair)) {
            var found = all.get(key);
            if (found != null && !found.over(now)) {
                return found;
            }
        }
        return null;
    }

    /** A ruling for one connection is used up by it. Returns whether it was one. */
    boolean use(Ruling found) {
        return (found.lifetime() instanceof Lifetime.Once) && all.remove(found.key(), found);
    }

    @Nullable
    Ruling get(Ruling.Key key) {
        return all.get(key);
    }

    void put(Ruling made) {
        // The newest stands last, as in the file.
        all.remove(made.key());
        all.put(made.key(), made);
    }

    void remove(Ruling.Key key) {
        all.remove(key);
    }

    /** Takes away what is over, as are rulings until a process quits that has quit. Returns whether there was any. */
    boolean prune(long now, Predicate<Running> runs) {
        return all.values()
                .removeIf(ruling -> ruling.over(now)
                        || (ruling.lifetime() instanceof Lifetime.App(var process) && !runs.test(process)));
    }

    Collection<Ruling> all() {
        return List.copyOf(all.values());
    }

    int size() {
        return all.size();
    }

    static Ruling.Key key(Scope scope, Pair pair) {
        return new Ruling.Key(
                pair.app(),
                scope,
                switch (scope) {
                    case HOST -> pair.host();
                    case DOMAIN -> pair.domain();
                    case APP -> "";
                });
    }

    private static List<Ruling.Key> keys(Pair pair) {
        return List.of(key(Scope.HOST, pair), key(Scope.DOMAIN, pair), key(Scope.APP, pair));
    }
}
