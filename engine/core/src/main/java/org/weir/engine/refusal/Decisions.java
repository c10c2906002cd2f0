package org.weir.engine.refusal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.refusal.Ruling.Action;
import org.weir.engine.refusal.Ruling.Lifetime;
import org.weir.engine.refusal.Ruling.Scope;

/** Makes rulings and takes them back exactly. No clock, no lock: as {@link Memory}. */
final class Decisions {
    /** Decisions that can be taken back; a person regrets the last few. They are kept until the engine ends. */
    static final int MAX_UNDO = 20;

    private final Rulings rulings;
    private final ArrayDeque<Made> made = new ArrayDeque<>();
    private long lastNumber;

    /** @param before what stood there, null for nothing */
    private record Change(Ruling.Key key, @Nullable Ruling before) {}

    private record Made(long number, String effect, List<Change> changes) {}

    /** @param undo null when nothing was changed */
    record Done(@Nullable Long undo, String effect) {}

    Decisions(Rulings rulings) {
        this.rulings = rulings;
    }

    /** How many rulings {@link #make} would add to those there are. */
    int added(Inbox.Entry entry, Scope scope) {
        return (int) keys(entry, scope).stream()
                .filter(key -> rulings.get(key) == null)
                .count();
    }

    Done make(Inbox.Entry entry, Action action, Scope scope, Lifetime lifetime, long wallMillis) {
        var changes = new ArrayList<Change>();
        for (var key : keys(entry, scope)) {
            changes.add(new Change(key, rulings.get(key)));
            rulings.put(new Ruling(key, entry.app(), action, lifetime, wallMillis));
        }
        var ruling = rulings.get(changes.getFirst().key());
        return remember(words(entry, action, scope, ruling), changes);
    }

    /** Takes away what was decided at this scope. */
    Done forget(Inbox.Entry entry, Scope scope) {
        var changes = new ArrayList<Change>();
        for (var key : keys(entry, scope)) {
            var before = rulings.get(key);
            if (before != null) {
                changes.add(new Change(key, before));
                rulings.remove(key);
            }
        }
        var where = where(entry, scope);
        return changes.isEmpty()
                ? new Done(null, "nothing was decided about " + where)
                : remember("nothing is decided about " + where + " any more", changes);
    }

    /** Takes back the last decision, or refuses when {@code number} was not the last. Returns its effect, or null. */
    @Nullable
    String undo(@Nullable Long number) {
        var last = made.peekLast();
        if (last == null || (number != null && number != last.number())) {
            return null;
        }
        made.removeLast();
        for (var change : last.changes().reversed()) {
            if (change.before() == null) {
                rulings.remove(change.key());
            } else {
                rulings.put(change.before());
            }
        }
        return last.effect();
    }

    /** Keys that a scope of this entry means; never empty but for an entry that has no host. */
    List<Ruling.Key> keys(Inbox.Entry entry, Scope scope) {
        var app = entry.app().key();
        return switch (scope) {
            case APP -> List.of(new Ruling.Key(app, Scope.APP, ""));
            case DOMAIN -> List.of(new Ruling.Key(app, Scope.DOMAIN, entry.domain()));
            case HOST -> {
                var hosts = new LinkedHashMap<String, Ruling.Key>();
                entry.suspicions()
                        .forEach(one -> hosts.put(
                                one.pair().host(),
                                new Ruling.Key(app, Scope.HOST, one.pair().host())));
                entry.rulings().stream()
                        .map(Ruling::key)
                        .filter(key -> key.scope() == Scope.HOST)
                        .forEach(key -> hosts.put(key.target(), key));
                yield List.copyOf(hosts.values());
            }
        };
    }

    private Done remember(String effect, List<Change> changes) {
        made.addLast(new Made(++lastNumber, effect, changes));
        if (made.size() > MAX_UNDO) {
            made.removeFirst();
        }
        return new Done(lastNumber, effect);
    }

    private static String words(Inbox.Entry entry, Action action, Scope scope, Ruling ruling) {
        var where = where(entry, scope);
        return switch (action) {
            case KEEP -> where + ": passed through " + ruling.durationInWords();
            case TRY_ONCE -> where + ": the next connection is inspected, to see whether the app accepts it now";
            case INSPECT -> where + ": inspected " + ruling.durationInWords() + ", even if the app refuses again";
            case BLOCK -> where + ": blocked " + ruling.durationInWords();
        };
    }

    private static String where(Inbox.Entry entry, Scope scope) {
        var name = entry.app().name();
        return switch (scope) {
            case APP -> "all connections of " + name;
            case DOMAIN -> name + " to " + entry.domain();
            case HOST -> {
                var hosts = entry.suspicions().stream()
                        .map(one -> one.pair().host())
                        .distinct()
                        .limit(3)
                        .toList();
                yield name + " to " + (hosts.isEmpty() ? entry.domain() : String.join(", ", hosts));
            }
        };
    }
}
