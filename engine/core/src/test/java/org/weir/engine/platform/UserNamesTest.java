package org.weir.engine.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UserNamesTest {
    @Test
    void namesAndNumbersOfTheSystem() {
        var users = new UserNames();
        assertThat(users.uid("root")).hasValue(0);
        assertThat(users.uid("nobody")).hasValue(65_534);
        assertThat(users.uid("no-such-user-of-weir")).isEmpty();
        assertThat(users.lookUp(0)).isEqualTo("root");
    }
}
