package org.weir.engine.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import org.junit.jupiter.api.Test;
import org.weir.engine.flow.CloseReason;

class ConnectErrorsTest {
    private static CloseReason reason(int errno) {
        // The words depend on the user's language, the number does not.
        return ConnectErrors.reason(new ConnectException("finishConnect(..) failed with error(-" + errno + "): Oje"));
    }

    @Test
    void numbersDecide() {
        assertThat(reason(111)).isEqualTo(CloseReason.CONNECT_REFUSED);
        assertThat(reason(110)).isEqualTo(CloseReason.CONNECT_TIMED_OUT);
        assertThat(reason(101)).isEqualTo(CloseReason.CONNECT_UNREACHABLE);
        assertThat(reason(113)).isEqualTo(CloseReason.CONNECT_UNREACHABLE);
        assertThat(reason(24)).isEqualTo(CloseReason.OVERLOADED);
    }

    @Test
    void withoutANumberTheTypeDecides() {
        assertThat(ConnectErrors.reason(new NoRouteToHostException("x"))).isEqualTo(CloseReason.CONNECT_UNREACHABLE);
        assertThat(ConnectErrors.reason(new ConnectException("x"))).isEqualTo(CloseReason.CONNECT_REFUSED);
        assertThat(ConnectErrors.reason(new IOException("x"))).isEqualTo(CloseReason.CONNECT_UNREACHABLE);
    }

    @Test
    void theCauseMayHoldTheNumber() {
        var outer = new ConnectException("no words");
        outer.initCause(new IOException("connect(..) failed with error(-110): x"));
        assertThat(ConnectErrors.reason(outer)).isEqualTo(CloseReason.CONNECT_TIMED_OUT);
    }
}
