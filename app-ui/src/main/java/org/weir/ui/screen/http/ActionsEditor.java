package org.weir.ui.screen.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.HttpAction;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;

/** The actions of a rule in their order; what ends the exchange stays last. */
final class ActionsEditor implements ActionEditor.Among {
    private static final Pattern PLACE = Pattern.compile("actions\\[(\\d{1,4})](?:\\.(.+))?");

    private final Desk desk;
    private final RuleTexts texts;
    private final List<ActionEditor> actions = new ArrayList<>();
    private final VBox list = new VBox(Kit.GAP);
    private final Label problem = Kit.paragraph("", "query-problem");
    private final Button add;
    private final VBox view;
    private int serial;

    ActionsEditor(Desk desk, RuleTexts texts) {
        this.desk = desk;
        this.texts = texts;
        add = Kit.button(Feather.PLUS, desk.text("http.action.add"), this::addAndFocus, "small");
        add.setId("action-add");
        problem.setId("actions-problem");
        view = new VBox(Kit.GAP, list, problem, Kit.row(add));
        say("");
    }

    Node view() {
        return view;
    }

    void set(List<HttpAction> given) {
        given.forEach(action -> add().set(action));
        draw();
    }

    private ActionEditor add() {
        var made = new ActionEditor(desk, texts, ++serial, this);
        actions.add(made);
        return made;
    }

    void addAndFocus() {
        if (!endsAlready()) {
            add();
            draw();
            actions.getLast().focus();
        }
    }

    private boolean endsAlready() {
        return !actions.isEmpty() && actions.getLast().kind().ends();
    }

    @Override
    public void move(ActionEditor action, int by) {
        var at = actions.indexOf(action);
        actions.remove(action);
        actions.add(Math.clamp((long) at + by, 0, actions.size()), action);
        draw();
        action.focus();
    }

    @Override
    public void remove(ActionEditor action) {
        var at = actions.indexOf(action);
        actions.remove(action);
        draw();
        if (actions.isEmpty()) {
            add.requestFocus();
        } else {
            actions.get(Math.min(at, actions.size() - 1)).focus();
        }
    }

    @Override
    public void changed() {
        place();
    }

    private void draw() {
        list.getChildren().setAll(actions.stream().map(ActionEditor::view).toList());
        place();
    }

    private void place() {
        say("");
        for (var i = 0; i < actions.size(); i++) {
            var ends = actions.get(i).kind().ends();
            var nextEnds = i + 1 < actions.size() && actions.get(i + 1).kind().ends();
            var last = i == actions.size() - 1;
            actions.get(i)
                    .place(
                            i,
                            i == 0 ? desk.text("http.why.first") : ends && last ? desk.text("http.why.ends") : "",
                            last ? desk.text("http.why.last") : nextEnds ? desk.text("http.why.ends") : "");
        }
        Kit.allow(add, endsAlready() ? desk.text("http.why.ends") : "");
    }

    List<HttpAction> read(Consumer<Problem> wrong) {
        var read = new ArrayList<HttpAction>();
        for (var i = 0; i < actions.size(); i++) {
            read.add(actions.get(i).read(i, wrong));
        }
        return read;
    }

    List<Object> values() {
        return actions.stream().<Object>map(ActionEditor::values).toList();
    }

    void sayNothing() {
        say("");
        actions.forEach(ActionEditor::sayNothing);
    }

    /** Shows a problem with an action, or with all of them; false: it is about something else. */
    boolean say(Problem what) {
        var place = PLACE.matcher(what.place());
        if (what.place().equals("actions")) {
            say(texts.say(what));
            return true;
        }
        if (!place.matches() || Integer.parseInt(place.group(1)) >= actions.size()) {
            return false;
        }
        actions.get(Integer.parseInt(place.group(1))).say(field(place.group(2)), what);
        return true;
    }

    private static String field(String part) {
        return part == null ? "" : part;
    }

    private void say(String text) {
        problem.setText(text);
        Kit.show(problem, !text.isEmpty());
    }

    /** Brings the keyboard to where a problem is. */
    void focus(Problem what) {
        var place = PLACE.matcher(what.place());
        if (!place.matches() || Integer.parseInt(place.group(1)) >= actions.size()) {
            add.requestFocus();
            return;
        }
        var action = actions.get(Integer.parseInt(place.group(1)));
        if (!action.focus(field(place.group(2)))) {
            action.focus();
        }
    }
}
