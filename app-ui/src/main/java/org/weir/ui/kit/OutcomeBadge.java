package org.weir.ui.kit;

import java.util.EnumMap;
import java.util.Map;
import javafx.scene.control.Label;
import org.kordamp.ikonli.javafx.FontIcon;
import org.weir.ui.state.Outcome;
import org.weir.ui.text.Texts;

/** An outcome as a coloured word with its shape. */
public final class OutcomeBadge extends Label {
    private final Texts texts;
    /** Kept: a badge of a table shows another outcome with each row that it is used for. */
    private final Map<Outcome, FontIcon> icons = new EnumMap<>(Outcome.class);

    private Outcome shown = Outcome.PENDING;

    public OutcomeBadge(Texts texts, Outcome outcome) {
        this.texts = texts;
        getStyleClass().add("outcome");
        draw(outcome);
    }

    /** Cheap when it is the same as before: table cells call this often. */
    public void show(Outcome outcome) {
        if (outcome != shown) {
            getStyleClass().remove(shown.styleClass());
            draw(outcome);
        }
    }

    private void draw(Outcome outcome) {
        shown = outcome;
        getStyleClass().add(outcome.styleClass());
        setText(texts.get("state.outcome." + outcome.word()));
        setGraphic(icons.computeIfAbsent(outcome, each -> Icons.of(Icons.of(each), Icons.SMALL)));
    }
}
