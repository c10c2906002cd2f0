package org.weir.ui.tray;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DesktopNotesTest {
    @Test
    void aNameCannotBecomeMarkup() {
        assertThat(DesktopNotes.escaped("<b>x</b> & y")).isEqualTo("&lt;b&gt;x&lt;/b&gt; &amp; y");
    }
}
