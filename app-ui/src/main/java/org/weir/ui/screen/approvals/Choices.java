package org.weir.ui.screen.approvals;

import java.util.List;
import javafx.scene.input.KeyCode;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;

/** The words of {@code approvals.decide}, with the keys and icons that stand for them. */
final class Choices {
    static final String APP = "app";
    static final String FIX_TRUST = "fix-trust";
    static final String FORGET = "forget";
    static final String KEEP = "keep";

    /** The engine's default first. */
    static final List<String> SCOPES = List.of("domain", "host", APP);

    static final List<String> DURATIONS = List.of("ever", "30d", "restart", APP, "1h", "once");

    /** A decision, the key that makes it and its icon. */
    record Choice(String decision, KeyCode key, Ikon icon) {}

    static final List<Choice> ALL = List.of(
            new Choice(KEEP, KeyCode.P, Feather.ARROW_RIGHT),
            new Choice("try-once", KeyCode.T, Feather.REPEAT),
            new Choice("inspect", KeyCode.I, Feather.EYE),
            new Choice("block", KeyCode.B, Feather.SLASH),
            new Choice(FIX_TRUST, KeyCode.F, Feather.KEY),
            new Choice(FORGET, KeyCode.X, Feather.ROTATE_CCW));

    private Choices() {}

    /** Whether it makes sense to say how long. */
    static boolean hasDuration(String decision) {
        return decision.equals(KEEP) || decision.equals("inspect") || decision.equals("block");
    }
}
