package org.weir.ui.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.weir.api.control.Status;

class TrafficTest {
    private static Status.Counters counters(long total, long passed, long inspected, long blocked, long up) {
        return new Status.Counters(0, total, passed, blocked, 0, inspected, up, 0);
    }

    @Test
    void theFirstLookIsNoTraffic() {
        var traffic = Traffic.NONE.seen(counters(1000, 900, 50, 50, 12_345), 100);
        assertThat(traffic.connections()).isZero();
    }

    @Test
    void whatHappenedBetweenLooksIsInTheLastSecond() {
        var traffic = Traffic.NONE.seen(counters(10, 10, 0, 0, 0), 100).seen(counters(16, 13, 2, 1, 4096), 101);
        var now = traffic.seconds().getLast();
        assertThat(now.passed()).isEqualTo(3);
        assertThat(now.inspected()).isEqualTo(2);
        assertThat(now.blocked()).isEqualTo(1);
        assertThat(now.up()).isEqualTo(4096);
        assertThat(traffic.seconds()).hasSize(Traffic.SECONDS);
    }

    @Test
    void aLookAfterFiveSecondsIsSpreadOverThem() {
        var traffic = Traffic.NONE.seen(counters(0, 0, 0, 0, 0), 100).seen(counters(10, 10, 0, 0, 0), 105);
        assertThat(traffic.seconds().subList(55, 60)).allMatch(second -> second.passed() == 2);
        assertThat(traffic.connections()).isEqualTo(10);
    }

    @Test
    void twoLooksInOneSecondLoseNothing() {
        var traffic = Traffic.NONE
                .seen(counters(0, 0, 0, 0, 0), 100)
                .seen(counters(4, 4, 0, 0, 0), 100)
                .seen(counters(6, 6, 0, 0, 0), 101);
        assertThat(traffic.connections()).isEqualTo(6);
    }

    @Test
    void anotherRunOfTheEngineIsNoNegativeTraffic() {
        var traffic = Traffic.NONE.seen(counters(1000, 1000, 0, 0, 0), 100).seen(counters(3, 3, 0, 0, 0), 101);
        assertThat(traffic.connections()).isZero();
        assertThat(traffic.seen(counters(5, 5, 0, 0, 0), 102).connections()).isEqualTo(2);
    }

    @Test
    void anHourWithoutALookIsBounded() {
        var traffic = Traffic.NONE.seen(counters(0, 0, 0, 0, 0), 100).seen(counters(7200, 7200, 0, 0, 0), 3700);
        assertThat(traffic.seconds()).hasSize(Traffic.SECONDS).allMatch(second -> second.passed() == 2);
    }
}
