package org.weir.ui.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Control;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListCell;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableView;
import javafx.scene.text.Text;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every screen in both languages, light and dark, at its smallest and usual size: no text is cut off, no control nameless. */
class LayoutTest {
    @ParameterizedTest
    @CsvSource({
        "en,light,1240,800,1",
        "de,light,1240,800,1",
        "de,dark,900,600,1",
        "en,dark,900,600,1",
        "de,light,960,600,2"
    })
    void nothingIsCutOffAndEverythingHasAName(String language, String theme, double width, double height, double scale)
            throws IOException {
        try (var lab = new UiLab(Locale.forLanguageTag(language), theme)) {
            Scripts.fill(lab);
            Fx.run(() -> {
                lab.stage().setRenderScaleX(scale);
                lab.stage().setRenderScaleY(scale);
                lab.stage().setWidth(width);
                lab.stage().setHeight(height);
            });
            for (var screen : lab.shell().screens()) {
                lab.go(screen.id());
                Scripts.awaitAnswers(lab, screen.id());
                var found = Fx.get(() -> {
                    var wrong = new ArrayList<String>();
                    look(lab.stage().getScene().getRoot(), wrong);
                    return wrong;
                });
                assertThat(found).as(screen.id()).isEmpty();
            }
        }
    }

    private static void look(Node node, List<String> wrong) {
        if (!node.isVisible()) {
            return;
        }
        if (node instanceof Labeled labeled && isCut(labeled)) {
            wrong.add("cut off: “" + labeled.getText() + "” in " + labeled);
        }
        if (node instanceof Button button && isNameless(button)) {
            wrong.add("a button without a name: " + button);
        }
        if (node instanceof javafx.scene.Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> look(child, wrong));
        }
    }

    private static boolean isNameless(Control control) {
        var text = control instanceof Labeled labeled ? labeled.getText() : null;
        return (text == null || text.isBlank())
                && (control.getAccessibleText() == null
                        || control.getAccessibleText().isBlank())
                && control.isFocusTraversable();
    }

    /** Cells of tables and lists may be cut: their columns can be made wider. */
    private static boolean isCut(Labeled labeled) {
        if (inTable(labeled) || labeled.getText() == null || labeled.getText().isEmpty()) {
            return false;
        }
        var shown = labeled.lookup(".text");
        return shown instanceof Text text
                && !text.getText().equals(labeled.getText())
                && text.getText().endsWith("...");
    }

    private static boolean inTable(Node node) {
        for (var above = node; above != null; above = above.getParent()) {
            if (above instanceof TableCell || above instanceof ListCell || above instanceof TableView) {
                return true;
            }
        }
        return false;
    }
}
