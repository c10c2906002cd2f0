package org.weir.engine.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.weir.engine.flow.AppIdentity;

class RecentOwnersTest {
    private final RecentOwners recent = new RecentOwners();
    private int read;

    private Optional<AppIdentity> find(int record) {
        var bytes = ByteBuffer.allocate(8).putInt(record).putInt(0).flip();
        var found = recent.of(bytes, _ -> {
            read++;
            return Optional.of(new AppIdentity(
                    record,
                    1,
                    0,
                    null,
                    "app",
                    null,
                    false,
                    java.util.List.of(),
                    null,
                    0,
                    null,
                    false,
                    AppIdentity.Attribution.FULL));
        });
        assertThat(bytes.remaining()).as("the buffer is left as it was").isEqualTo(8);
        return found;
    }

    @Test
    void theSameRecordIsReadOnce() {
        var first = find(7);
        assertThat(find(7)).containsSame(first.orElseThrow());
        assertThat(read).isEqualTo(1);
    }

    @Test
    void anotherRecordIsAnotherApp() {
        find(7);
        assertThat(find(8).orElseThrow().pid()).isEqualTo(8);
    }

    @Test
    void whatWasNotSeenForLongIsForgotten() {
        for (var record = 0; record <= RecentOwners.KEPT; record++) {
            find(record);
        }
        find(1);
        assertThat(read).isEqualTo(RecentOwners.KEPT + 1);
        find(0);
        assertThat(read).isEqualTo(RecentOwners.KEPT + 2);
    }

    @Test
    void whatCannotBeReadIsAskedAgain() {
        var bytes = ByteBuffer.allocate(8);
        assertThat(recent.of(bytes, _ -> Optional.empty())).isEmpty();
        assertThat(find(0)).isPresent();
    }
}
