package org.weir.ui.screen.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.HttpAction;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Picks;
import org.weir.ui.screen.Desk;

/** One action that is being written. What another kind of action has as well stays when the kind is changed. */
final class ActionEditor {
    private static final String TEXT = "text";
    private static final String FILE = "file";

    private static final int FEW_LINES = 2;
    private static final int SEVERAL_LINES = 5;

    /** A status needs no more room than that. */
    private static final double NARROW = 150;

    private final Desk desk;
    private final RuleTexts texts;
    private final Label number = Kit.label("", "text-bold");
    private final ComboBox<ActionKind> kind;
    private final Map<ActionField, Field> fields = new EnumMap<>(ActionField.class);
    private final CheckBox regex;
    private final VBox regexBox;
    private final Label explained = Kit.paragraph("", "text-muted");
    private final ComboBox<String> source;
    private final Node sourceBox;
    private final Button earlier;
    private final Button later;
    private final VBox rows = new VBox(Kit.GAP);
    private final Label problem = Kit.paragraph("", "query-problem");
    private final VBox view;

    /** What becomes of the action as a whole. */
    interface Among {
        void move(ActionEditor action, int by);

        void remove(ActionEditor action);

        /** Its kind is another one. */
        void changed();
    }

    /** @param serial tells its controls from those of others; it stays when the action is moved */
    ActionEditor(Desk desk, RuleTexts texts, int serial, Among among) {
        this.desk = desk;
        this.texts = texts;
        var id = "action-" + serial;
        kind = Picks.of(id + "-kind", desk.text("http.kind"), Arrays.asList(ActionKind.values()), texts::kind);
        kind.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(kind, Priority.ALWAYS);
        for (var field : ActionField.values()) {
            switch (field) {
                case REGEX, SOURCE -> {
                    // No texts.
                }
                case FIND, REPLACEMENT, HEADERS -> fields.put(field, Field.lines(id + "-" + field.word(), FEW_LINES));
                case BODY -> fields.put(field, Field.lines(id + "-body", SEVERAL_LINES));
                case NAME, VALUE, STATUS, FILE, TARGET -> fields.put(field, Field.line(id + "-" + field.word()));
            }
        }
        regex = new CheckBox(desk.text("http.field.regex"));
        regex.setId(id + "-regex");
        var regexHint = Kit.paragraph(desk.text("http.field.regex.hint"), "text-muted");
        Kit.show(regexHint, false);
        regex.selectedProperty().addListener((property, was, is) -> Kit.show(regexHint, is));
        regexBox = new VBox(2, regex, regexHint);
        HBox.setHgrow(regexBox, Priority.ALWAYS);
        source = Picks.of(
                id + "-source",
                desk.text("http.field.source"),
                List.of(TEXT, FILE),
                word -> desk.text("http.source." + word));
        var sourceName = Kit.label(desk.text("http.field.source"), "text-muted");
        sourceName.setLabelFor(source);
        sourceBox = new VBox(2, sourceName, source);
        earlier = button(Feather.ARROW_UP, "http.action.earlier", id + "-earlier", () -> among.move(this, -1));
        later = button(Feather.ARROW_DOWN, "http.action.later", id + "-later", () -> among.move(this, 1));
        var remove = button(Feather.TRASH_2, "http.action.remove", id + "-remove", () -> among.remove(this));
        problem.setId(id + "-problem");
        view = new VBox(Kit.GAP, Kit.row(number, kind, earlier, later, remove), explained, rows, problem);
        view.getStyleClass().add("help-box");
        kind.valueProperty().addListener((property, was, is) -> {
            draw();
            among.changed();
        });
        source.valueProperty().addListener((property, was, is) -> draw());
        draw();
    }

    private Button button(Ikon icon, String key, String id, Runnable action) {
        var made = Kit.iconButton(icon, desk.text(key), action);
        made.setId(id);
        return made;
    }

    VBox view() {
        return view;
    }

    ActionKind kind() {
        return kind.getValue();
    }

    /** @param earlierNot why it cannot go there; "": it can */
    void place(int index, String earlierNot, String laterNot) {
        number.setText(desk.text("http.action.number", index + 1));
        Kit.allow(earlier, earlierNot);
        Kit.allow(later, laterNot);
    }

    private void draw() {
        say("");
        explained.setText(desk.text("http.explain." + kind().word()));
        rows.getChildren().clear();
        for (var row : kind().rows()) {
            var box = new HBox(Kit.GAP);
            for (var field : row) {
                if (isShown(field)) {
                    box.getChildren().add(node(field));
                }
            }
            if (!box.getChildren().isEmpty()) {
                rows.getChildren().add(box);
            }
        }
    }

    private boolean isShown(ActionField field) {
        return switch (field) {
            case BODY -> source.getValue().equals(TEXT);
            case FILE -> source.getValue().equals(FILE);
            default -> true;
        };
    }

    private Node node(ActionField field) {
        if (field == ActionField.REGEX) {
            return regexBox;
        }
        if (field == ActionField.SOURCE) {
            return sourceBox;
        }
        var made = fields.get(field);
        var name = "http.field." + field.word();
        // The same field means another thing in another kind of action.
        var own = name + "." + kind().word();
        var prompt = "http.prompt." + field.word();
        var ownPrompt = prompt + "." + kind().word();
        made.called(
                desk.text(desk.texts().has(own) ? own : name),
                desk.texts().has(ownPrompt)
                        ? desk.text(ownPrompt)
                        : desk.texts().has(prompt) ? desk.text(prompt) : "");
        if (field == ActionField.STATUS) {
            made.view().setPrefWidth(NARROW);
            made.view().setMinWidth(NARROW);
        } else {
            HBox.setHgrow(made.view(), Priority.ALWAYS);
            made.view().setPrefWidth(NARROW);
        }
        return made.view();
    }

    void set(HttpAction action) {
        kind.setValue(ActionKind.of(action).orElseThrow());
        fields.get(ActionField.NAME).set(action.name());
        fields.get(ActionField.VALUE).set(action.value());
        fields.get(ActionField.FIND).set(action.find());
        fields.get(ActionField.REPLACEMENT).set(action.value());
        regex.setSelected(Boolean.TRUE.equals(action.regex()));
        fields.get(ActionField.STATUS).set(action.status() == null ? null : Integer.toString(action.status()));
        fields.get(ActionField.HEADERS).set(HeaderLines.write(action.headers()));
        fields.get(ActionField.BODY).set(action.body());
        fields.get(ActionField.FILE).set(action.file());
        fields.get(ActionField.TARGET).set(action.target());
        source.setValue(action.file() == null ? TEXT : FILE);
        draw();
    }

    /**
     * What is written, as far as it can be read.
     *
     * @param wrong is given what cannot
     */
    HttpAction read(int index, Consumer<Problem> wrong) {
        var now = kind();
        var asRegex = now.has(ActionField.REGEX) && regex.isSelected();
        var hasFile = now.has(ActionField.SOURCE) && source.getValue().equals(FILE);
        var body = fields.get(ActionField.BODY).text();
        // An answer may have no body at all.
        var hasText = now.has(ActionField.SOURCE) && !hasFile && (now != ActionKind.ANSWER || !body.isEmpty());
        return new HttpAction(
                now.word(),
                now.has(ActionField.NAME) ? fields.get(ActionField.NAME).text().strip() : null,
                now.has(ActionField.VALUE)
                        ? fields.get(ActionField.VALUE).text()
                        : now.has(ActionField.REPLACEMENT)
                                ? fields.get(ActionField.REPLACEMENT).text()
                                : null,
                now.has(ActionField.FIND) ? fields.get(ActionField.FIND).text() : null,
                asRegex ? true : null,
                now.has(ActionField.STATUS) ? status(index, wrong) : null,
                now.has(ActionField.HEADERS) ? headers(index, wrong) : null,
                hasText ? body : null,
                hasFile ? fields.get(ActionField.FILE).text().strip() : null,
                now.has(ActionField.TARGET)
                        ? fields.get(ActionField.TARGET).text().strip()
                        : null);
    }

    private @Nullable Integer status(int index, Consumer<Problem> wrong) {
        var written = fields.get(ActionField.STATUS).value();
        if (written == null) {
            return null;
        }
        try {
            return Integer.valueOf(written);
        } catch (NumberFormatException e) {
            wrong.accept(Problem.at(Problem.action(index, ActionField.STATUS), "number", written));
            return null;
        }
    }

    private @Nullable List<HttpAction.Header> headers(int index, Consumer<Problem> wrong) {
        try {
            return HeaderLines.read(fields.get(ActionField.HEADERS).text());
        } catch (IllegalArgumentException e) {
            wrong.accept(
                    Problem.at(Problem.action(index, ActionField.HEADERS), "header", String.valueOf(e.getMessage())));
            return null;
        }
    }

    /** Everything that can be written here, whether it is shown or not, to see whether anything was. */
    List<Object> values() {
        var all = new ArrayList<Object>();
        all.add(kind());
        all.add(regex.isSelected());
        all.add(source.getValue());
        fields.values().forEach(field -> all.add(field.text()));
        return all;
    }

    /** @param field as the protocol calls it; "": of the action. Shows it at the action when the field cannot be seen. */
    void say(String field, Problem what) {
        for (var each : fields.entrySet()) {
            if (each.getKey().wire().equals(field) && kind().has(each.getKey()) && isShown(each.getKey())) {
                each.getValue().say(texts.say(what));
                return;
            }
        }
        say(texts.say(what));
    }

    private void say(String text) {
        problem.setText(text);
        Kit.show(problem, !text.isEmpty());
    }

    void sayNothing() {
        fields.values().forEach(field -> field.say(""));
        say("");
    }

    void focus() {
        kind.requestFocus();
    }

    /** Where something is wrong first; false: nowhere here. */
    boolean focus(String field) {
        for (var each : fields.entrySet()) {
            if (each.getKey().wire().equals(field) && kind().has(each.getKey()) && isShown(each.getKey())) {
                each.getValue().focus();
                return true;
            }
        }
        return false;
    }
}
