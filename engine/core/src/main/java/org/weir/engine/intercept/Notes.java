package org.weir.engine.intercept;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the user should be told, newest last; one note a subject, bounded. Safe for use by several threads. */
final class Notes {
    private static final int MAX = 20;

    private final Map<String, String> bySubject = new LinkedHashMap<>();

    synchronized void put(String subject, String text) {
        bySubject.remove(subject);
        bySubject.put(subject, text);
        if (bySubject.size() > MAX) {
            bySubject.remove(bySubject.keySet().iterator().next());
        }
    }

    synchronized void remove(String subject) {
        bySubject.remove(subject);
    }

    synchronized List<String> list() {
        return new ArrayList<>(bySubject.values());
    }
}
