package org.weir.ui.screen.flows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javafx.collections.ObservableListBase;

/**
 * The lines of the table. {@link #become} tells the table the least that explains the difference, so that selection and
 * scroll position stay where they are while lines come and go; unless that least is too much.
 */
final class RowList extends ObservableListBase<Row> {
    /**
     * The table looks at each piece on its own, for its selection, its focus and its rows: above this it is quicker to tell it
     * that everything is new, and to select again what was selected.
     */
    static final int MOST_RUNS = 40;

    private List<Row> rows = new ArrayList<>();

    @Override
    public Row get(int index) {
        return rows.get(index);
    }

    @Override
    public int size() {
        return rows.size();
    }

    /** @param target nobody changes it afterwards */
    void become(List<Row> target) {
        if (rows.equals(target)) {
            return;
        }
        beginChange();
        try {
            if (slid(target)) {
                return;
            }
            if (runs(target) > MOST_RUNS) {
                replace(target);
            } else {
                remove(target);
                insert(target);
            }
        } finally {
            endChange();
        }
    }

    /** The usual case, without a look-up for each line: some came at the top, some went at the end. */
    private boolean slid(List<Row> target) {
        var fresh = rows.isEmpty() ? -1 : target.indexOf(rows.getFirst());
        var staying = target.size() - fresh;
        if (fresh < 0 || staying > rows.size()) {
            return false;
        }
        for (var i = 0; i < staying; i++) {
            if (!rows.get(i).equals(target.get(fresh + i))) {
                return false;
            }
        }
        var end = rows.subList(staying, rows.size());
        if (!end.isEmpty()) {
            var gone = new ArrayList<>(end);
            end.clear();
            nextRemove(staying, gone);
        }
        if (fresh > 0) {
            rows.addAll(0, target.subList(0, fresh));
            nextAdd(0, fresh);
        }
        return true;
    }

    /** In how many pieces lines would go and come; more than any bound when those that stay stand in another order. */
    private int runs(List<Row> target) {
        var before = new IdentityHashMap<Row, Integer>(2 * rows.size());
        for (var i = 0; i < rows.size(); i++) {
            before.put(rows.get(i), i);
        }
        var runs = 0;
        var last = -1;
        var comes = false;
        for (var row : target) {
            var index = before.get(row);
            if (index == null) {
                runs += comes ? 0 : 1;
                comes = true;
                continue;
            }
            if (index < last) {
                return Integer.MAX_VALUE;
            }
            runs += index > last + 1 ? 1 : 0;
            last = index;
            comes = false;
        }
        return runs + (last < rows.size() - 1 ? 1 : 0);
    }

    private void replace(List<Row> target) {
        var before = rows;
        rows = new ArrayList<>(target);
        nextReplace(0, rows.size(), before);
    }

    private void remove(List<Row> target) {
        Set<Row> staying = Collections.newSetFromMap(new IdentityHashMap<>(2 * target.size()));
        staying.addAll(target);
        var end = rows.size();
        while (end > 0) {
            if (staying.contains(rows.get(end - 1))) {
                end--;
                continue;
            }
            var start = end - 1;
            while (start > 0 && !staying.contains(rows.get(start - 1))) {
                start--;
            }
            var run = rows.subList(start, end);
            var gone = new ArrayList<>(run);
            run.clear();
            nextRemove(start, gone);
            end = start;
        }
    }

    private void insert(List<Row> target) {
        var at = 0;
        while (at < target.size()) {
            if (at < rows.size() && rows.get(at) == target.get(at)) {
                at++;
                continue;
            }
            var next = at < rows.size() ? rows.get(at) : null;
            var end = at;
            while (end < target.size() && target.get(end) != next) {
                end++;
            }
            rows.addAll(at, target.subList(at, end));
            nextAdd(at, end);
            at = end;
        }
    }
}
