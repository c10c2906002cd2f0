package org.weir.ui.screen.apps;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {
    @ParameterizedTest
    @CsvSource({
        "/usr/bin/curl,,false,STRONG",
        "/usr/bin/curl,,true,DELETED",
        "/tmp/.mount_Tool8x2/tool,,false,TEMPORARY",
        "/dev/shm/x,,false,TEMPORARY",
        "/usr/bin/python3.11,,false,INTERPRETER",
        "/usr/bin/node,,false,INTERPRETER",
        "/usr/bin/wine64-preloader,,false,INTERPRETER",
        "/usr/bin/python3.11,/home/u/main.py,false,STRONG",
        "/usr/bin/python3.11,/tmp/main.py,false,TEMPORARY",
        "/usr/bin/nodemon,,false,STRONG",
        ",,false,NAME_ONLY"
    })
    void whatTellsAppsApartIsJudged(String executable, String script, boolean deleted, Identity expected) {
        assertThat(Identity.of(executable, script, deleted)).isEqualTo(expected);
    }
}
