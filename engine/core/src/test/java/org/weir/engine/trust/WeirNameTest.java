package org.weir.engine.trust;

import static org.assertj.core.api.Assertions.assertThat;

import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeirNameTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    CN=Weir CA 3f9a2c (desk), O=Weir | true
                    O=Weir, CN=Weir CA 3f9a2c (desk) | true
                    CN=Weir lab root, O=Weir lab | false
                    CN=Weir CA 3f9a2c (desk), O=Weir lab | false
                    CN=Somebody, O=Weir | false
                    CN=O\\=Weir Weir CA 1 | false
                    """)
    void onlyAnAuthorityOfOursHasItsName(String subject, boolean ours) {
        assertThat(WeirName.isAuthority(new X500Principal(subject))).isEqualTo(ours);
    }
}
