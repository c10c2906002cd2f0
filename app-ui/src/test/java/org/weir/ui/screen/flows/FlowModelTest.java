package org.weir.ui.screen.flows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.collections.ListChangeListener;
import org.junit.jupiter.api.Test;
import org.weir.api.control.FlowView;
import org.weir.ui.TestFlows;
import org.weir.ui.engine.FlowChanges;
import org.weir.ui.query.Query;

class FlowModelTest {
    private final FlowModel model = new FlowModel(members -> members.size() + " flows");

    private List<Object> shown() {
        return model.lines().stream()
                .<Object>map(row -> switch (row) {
                    case Row.OfFlow flow -> flow.id();
                    case Row.OfGroup group -> group.name();
                })
                .toList();
    }

    private static FlowChanges changed(FlowView... flows) {
        return new FlowChanges(false, List.of(flows), List.of());
    }

    @Test
    void newestFirst() {
        model.fill(List.of(TestFlows.flow(1), TestFlows.flow(2)));
        model.change(changed(TestFlows.flow(3)));
        assertThat(shown()).containsExactly(3L, 2L, 1L);
    }

    @Test
    void theQueryDecidesWhatIsSeen() {
        model.fill(List.of(TestFlows.flow(1), TestFlows.refused(2, "node", "h")));
        model.query(Query.parse("decision:refused"));
        assertThat(shown()).containsExactly(2L);
        model.change(changed(TestFlows.refused(1, "curl", "h"), TestFlows.flow(3)));
        assertThat(shown()).containsExactly(2L, 1L);
        assertThat(model.matching()).isEqualTo(2);
        assertThat(model.total()).isEqualTo(3);
    }

    @Test
    void aFlowThatChangesKeepsItsLine() {
        model.fill(List.of(TestFlows.open(1, "curl", "h")));
        var line = model.lines().getFirst();
        var changes = new ArrayList<Object>();
        model.lines().addListener((ListChangeListener<Row>) changes::add);
        model.change(changed(TestFlows.flow(1)));
        assertThat(model.lines().getFirst()).isSameAs(line);
        assertThat(line.flow().get().state()).isEqualTo("ended");
        assertThat(changes).as("the table does not move").isEmpty();
    }

    @Test
    void frozenNothingComesOrGoes() {
        model.fill(List.of(TestFlows.flow(1)));
        model.freeze(true);
        model.change(changed(TestFlows.flow(2), TestFlows.flow(3)));
        assertThat(shown()).containsExactly(1L);
        assertThat(model.waiting()).isEqualTo(2);
        model.freeze(false);
        assertThat(shown()).containsExactly(3L, 2L, 1L);
        assertThat(model.waiting()).isZero();
    }

    @Test
    void groupsOpenAndClose() {
        model.fill(List.of(
                TestFlows.flow(1, "curl", "a.example.com", "pass", null),
                TestFlows.flow(2, "node", "b.example.com", "pass", null),
                TestFlows.flow(3, "curl", "example.co.uk", "pass", null)));
        model.group(Grouping.APP);
        assertThat(shown()).containsExactly("curl", "node");
        model.toggle((Row.OfGroup) model.lines().getFirst());
        assertThat(shown()).containsExactly("curl", 3L, 1L, "node");
        model.group(Grouping.DOMAIN);
        assertThat(shown()).containsExactly("example.co.uk", "example.com");
        model.group(Grouping.NONE);
        assertThat(shown()).containsExactly(3L, 2L, 1L);
    }

    @Test
    void domainsNearEnough() {
        assertThat(Grouping.domain("a.b.example.com")).isEqualTo("example.com");
        assertThat(Grouping.domain("a.example.co.uk")).isEqualTo("example.co.uk");
        assertThat(Grouping.domain("localhost")).isEqualTo("localhost");
        assertThat(Grouping.domain("www.x.de")).isEqualTo("x.de");
        assertThat(Grouping.domain("...")).isNotNull();
    }

    @Test
    void anotherRunOfTheEngineForgetsTheFlows() {
        model.fill(List.of(TestFlows.flow(1)));
        model.change(new FlowChanges(true, List.of(TestFlows.flow(7)), List.of()));
        assertThat(shown()).containsExactly(7L);
    }

    /** A table looks at each piece of a change: thousands of pieces freeze it. */
    @Test
    void aQueryThatLeavesEveryOtherLineIsOneChange() {
        var flows = new ArrayList<FlowView>();
        for (var id = 1; id <= 2_000; id++) {
            flows.add(TestFlows.flow(id, "app" + id % 2, "h", "pass", null));
        }
        model.fill(flows);
        var pieces = new AtomicInteger();
        model.lines().addListener((ListChangeListener<Row>) change -> {
            while (change.next()) {
                pieces.incrementAndGet();
            }
        });
        model.query(Query.parse("app:app1"));
        assertThat(pieces.getAndSet(0)).isEqualTo(1);
        assertThat(model.lines()).hasSize(1_000);
        model.query(Query.ALL);
        assertThat(pieces.get()).isEqualTo(1);
        assertThat(model.lines()).hasSize(2_000);
    }

    /** Whatever comes, goes, is sought, sorted, grouped: the lines are those of a list made anew. */
    @Test
    void agreesWithTheObvious() {
        var random = new Random(7);
        var truth = new TreeMap<Long, FlowView>();
        var next = 1L;
        var query = Query.ALL;
        Comparator<FlowView> order = null;
        for (var round = 0; round < 400; round++) {
            var changed = new ArrayList<FlowView>();
            for (var i = random.nextInt(20); i > 0; i--) {
                var flow = random.nextBoolean()
                        ? TestFlows.flow(next, "app" + next % 3, "h", "pass", null)
                        : TestFlows.refused(next, "app" + next % 3, "h");
                changed.add(flow);
                truth.put(next++, flow);
            }
            var gone = new ArrayList<Long>();
            while (truth.size() > 100) {
                var id = random.nextInt(4) == 0
                        ? new ArrayList<>(truth.keySet()).get(random.nextInt(truth.size()))
                        : truth.firstKey();
                truth.remove(id);
                gone.add(id);
                changed.removeIf(flow -> flow.id() == id);
            }
            model.change(new FlowChanges(false, changed, gone));
            if (random.nextInt(10) == 0) {
                query = Query.parse(random.nextBoolean() ? "decision:refused" : "app:app1");
                model.query(query);
            }
            if (random.nextInt(10) == 0) {
                order = random.nextBoolean()
                        ? null
                        : Comparator.comparing(flow -> flow.app().name());
                model.order(order);
            }
            var wanted = query;
            var expected = new ArrayList<>(truth.descendingMap().values().stream()
                    .filter(flow -> wanted.matches(flow, 0))
                    .toList());
            if (order != null) {
                expected.sort(order);
            }
            assertThat(shown())
                    .as("round " + round)
                    .isEqualTo(expected.stream().map(FlowView::id).toList());
        }
    }

    private static FlowChanges gone(Long... ids) {
        return new FlowChanges(false, List.of(), List.of(ids));
    }

    @Test
    void whatMemoryGivesUpStaysWhereTheHistoryWasLookedThrough() {
        model.fill(List.of(TestFlows.flow(7), TestFlows.flow(8), TestFlows.flow(9)));
        model.beginOlder();
        model.addOlder(List.of(TestFlows.flow(6), TestFlows.flow(5)));
        model.change(gone(7L));
        assertThat(shown()).containsExactly(9L, 8L, 7L, 6L, 5L);
        assertThat(model.older()).isEqualTo(3);
        assertThat(model.total()).isEqualTo(2);
        assertThat(model.matching()).isEqualTo(2);
        model.forgetOlder();
        assertThat(shown()).containsExactly(9L, 8L);
    }

    @Test
    void whatIsInMemoryAlreadyIsNotTakenFromTheHistory() {
        model.fill(List.of(TestFlows.open(7, "curl", "h")));
        model.beginOlder();
        model.addOlder(List.of(TestFlows.flow(7), TestFlows.flow(6)));
        assertThat(model.find(7).view().state()).isEqualTo("open");
        assertThat(model.older()).isEqualTo(1);
    }

    @Test
    void theHistoryIsBounded() {
        model.fill(List.of(TestFlows.flow(100_000)));
        model.beginOlder();
        for (var from = 99_000; from > 70_000; from -= 1_000) {
            var page = new ArrayList<FlowView>();
            for (var id = from; id > from - 1_000; id--) {
                page.add(TestFlows.flow(id));
            }
            model.addOlder(page);
        }
        assertThat(model.older()).isEqualTo(FlowBook.MOST_OLDER);
        assertThat(shown()).hasSize(FlowBook.MOST_OLDER + 1).startsWith(100_000L, 99_000L);
    }

    @Test
    void whatWasSortedStaysSortedWithTheHistory() {
        model.order(Comparator.comparingLong(FlowView::bytesUp).thenComparingLong(FlowView::id));
        model.fill(List.of(TestFlows.flow(7), TestFlows.flow(8)));
        model.beginOlder();
        model.addOlder(List.of(TestFlows.flow(6)));
        model.fill(List.of(TestFlows.flow(8), TestFlows.flow(9)));
        assertThat(shown()).containsExactly(6L, 7L, 8L, 9L);
    }

    @Test
    void aMemoryThatWasTurnedOverEndsTheLookBack() {
        model.fill(List.of(TestFlows.flow(7)));
        model.beginOlder();
        model.addOlder(List.of(TestFlows.flow(6)));
        model.fill(List.of(TestFlows.flow(900)));
        assertThat(shown()).containsExactly(900L);
        assertThat(model.withOlder()).isFalse();
        model.beginOlder();
        model.addOlder(List.of(TestFlows.flow(899)));
        model.change(new FlowChanges(true, List.of(TestFlows.flow(950)), List.of()));
        assertThat(shown()).containsExactly(950L);
        assertThat(model.withOlder()).isFalse();
    }

    @Test
    void theHistoryIsLookedThroughFromTheFirstGapOn() {
        assertThat(model.oldestWithoutGap()).isNull();
        model.fill(List.of(TestFlows.open(3, "curl", "h"), TestFlows.flow(8), TestFlows.flow(9)));
        assertThat(model.oldestWithoutGap()).isEqualTo(8);
    }
}
