package org.weir.ui.screen.http;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.HttpRule;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.engine.Update;
import org.weir.ui.kit.EmptyState;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Sheet;
import org.weir.ui.screen.Changes;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.HttpRuleActions;
import org.weir.ui.screen.KeyAction;
import org.weir.ui.screen.RuleExchange;
import org.weir.ui.screen.Screen;
import org.weir.ui.screen.SeenRequest;
import org.weir.ui.text.Formats;

/** What is changed in inspected connections: the HTTP rules in their order, and the editor that they are written in. */
public final class HttpScreen implements Screen {
    private static final HttpRule NOTHING = new HttpRule("", true, null, null, null, null, null, null, List.of(), null);

    private final Desk desk;
    private final RuleTexts texts;
    private final HttpRuleActions actions;
    private final Changes changes;
    private final RuleBook book;
    private final RuleList list;
    private final ActionBar bar;
    private final TextField search = new TextField();
    private final Label problems = Kit.paragraph("", "query-problem");
    private final Label hint = Kit.paragraph("", "text-muted");
    private final Node idle;
    private final EmptyState empty;
    private final Sheet sheet;
    private final TryBox tryBox;
    private @Nullable RuleEditor editor;
    private Snapshot snapshot = Snapshot.NOTHING;

    public HttpScreen(Desk desk) {
        this.desk = desk;
        texts = new RuleTexts(desk.texts());
        actions = new HttpRuleActions(desk);
        changes = new Changes(desk);
        book = new RuleBook(desk, this::fill);
        empty = new EmptyState(Feather.EDIT_3, desk.text("http.empty.title"), desk.text("http.empty.text"));
        list = new RuleList(desk, texts, actions, empty);
        list.onSelect(entry -> selected());
        bar = new ActionBar(desk, this, new RuleExchange(desk));
        search.setId("http-search");
        search.setPromptText(desk.text("http.search"));
        search.setAccessibleText(desk.text("http.search"));
        search.textProperty().addListener((property, was, is) -> fill());
        idle = idle();
        problems.setId("http-problems");
        var view = new VBox(Kit.GAP, search, bar.view(), idle, problems, hint, list.view());
        view.getStyleClass().add("screen");
        VBox.setVgrow(list.view(), Priority.ALWAYS);
        sheet = new Sheet(view, Sheet.TALL);
        tryBox = new TryBox(desk, sheet, this::open);
        fill();
    }

    /** Without a rule that inspects something, none of this ever happens. */
    private Node idle() {
        var words = Kit.paragraph(desk.text("http.idle"));
        HBox.setHgrow(words, Priority.ALWAYS);
        var icon = Icons.of(Feather.ALERT_TRIANGLE, Icons.SMALL);
        icon.getStyleClass().add("tone-warning");
        var go = Kit.button(
                null, desk.text("http.idle.rules"), () -> desk.navigator().go("rules"), "small");
        go.setId("http-idle-rules");
        var made = Kit.row(icon, words, go);
        made.getStyleClass().add("help-box");
        return made;
    }

    @Override
    public String id() {
        return HttpRuleActions.SCREEN;
    }

    @Override
    public Ikon icon() {
        return Feather.EDIT_3;
    }

    @Override
    public Node view() {
        return sheet.view();
    }

    @Override
    public void shown(Snapshot now) {
        show(now);
    }

    @Override
    public void update(Update update) {
        show(update.snapshot());
    }

    private void show(Snapshot now) {
        snapshot = now;
        book.follow(now);
        fill();
    }

    private boolean usable() {
        return snapshot.link().usable();
    }

    private void fill() {
        var sought = search.getText() == null ? "" : search.getText();
        var found = book.entries().stream()
                .filter(entry -> sought.isBlank() || texts.mentions(entry.rule(), sought))
                .toList();
        if (found.isEmpty()) {
            explainEmptiness(sought);
        }
        list.fill(found, usable());
        Kit.show(
                idle,
                usable()
                        && !book.rules().isEmpty()
                        && snapshot.rules().rules().stream()
                                .noneMatch(
                                        rule -> rule.enabled() && rule.action().equals("inspect")));
        var wrong = book.failure() != null && !book.entries().isEmpty()
                ? book.failure()
                : String.join(" ", book.problems());
        problems.setText(Formats.clean(wrong == null ? "" : wrong));
        Kit.show(problems, !problems.getText().isEmpty());
        selected();
    }

    private void explainEmptiness(String sought) {
        if (!sought.isBlank() && !book.entries().isEmpty()) {
            empty.say(Feather.SEARCH, desk.text("http.empty.search"), desk.text("http.empty.search.text"));
        } else if (book.failure() != null) {
            empty.say(Feather.ALERT_TRIANGLE, desk.text("http.empty.failed"), Formats.clean(book.failure()));
        } else if (!book.isKnown()) {
            empty.say(
                    usable() ? Feather.CLOCK : Feather.WIFI_OFF,
                    desk.text(usable() ? "http.empty.wait" : "http.empty.away"),
                    desk.text(usable() ? "http.empty.wait.text" : "http.empty.away.text"));
        } else {
            empty.say(Feather.EDIT_3, desk.text("http.empty.title"), desk.text("http.empty.text"));
        }
    }

    private void selected() {
        bar.draw(list.selected(), usable(), list::canMove);
        hint.setText(desk.text(usable() ? "http.hint" : "http.away"));
    }

    void add() {
        write(null, NOTHING);
    }

    private void write(@Nullable HttpRule edited, HttpRule given) {
        editor = new RuleEditor(desk, texts, sheet, book, edited, given, list::want);
        editor.show();
    }

    void edit() {
        var entry = list.selected();
        if (entry == null) {
            return;
        }
        if (entry.rule().actions().stream()
                .allMatch(action -> ActionKind.of(action).isPresent())) {
            write(entry.rule(), entry.rule());
        } else {
            desk.notices().failed(desk.text("http.newer", entry.rule().id()));
        }
    }

    /** Behind the one that it is a copy of, and off: two that do the same are seldom wanted. */
    void duplicate() {
        var entry = list.selected();
        if (entry == null || !usable()) {
            return;
        }
        var copy = HttpRuleActions.draft(entry.rule().withEnabled(false));
        desk.ask(client -> client.addHttpRule(copy, entry.index() + 1).rule(), made -> {
            changes.done(
                    desk.text("http.done.copied", made.id(), entry.rule().id()),
                    client -> client.removeHttpRule(made.id()));
            list.want(made.id());
        });
    }

    void remove() {
        var entry = list.selected();
        if (entry != null && usable()) {
            actions.remove(entry.rule(), entry.index());
        }
    }

    void move(int by) {
        list.moveSelected(by);
    }

    void tryOut() {
        var entry = list.selected();
        tryBox.show(entry == null ? null : entry.rule());
    }

    private void toggle() {
        var entry = list.selected();
        if (entry != null && usable()) {
            actions.enable(entry.rule(), !entry.rule().enabled());
        }
    }

    List<HttpRule> rules() {
        return book.rules();
    }

    /** The rule with that id, or a new one for a {@link SeenRequest}. */
    @Override
    public void open(String what) {
        sheet.close();
        snapshot = desk.engine().snapshot();
        var seen = SeenRequest.of(what);
        if (seen.isPresent()) {
            write(null, seen.get().rule());
            return;
        }
        search.clear();
        list.want(what);
        list.view().requestFocus();
    }

    @Override
    public void search() {
        if (!sheet.isOpen()) {
            search.requestFocus();
        }
    }

    @Override
    public void refresh() {
        book.refresh();
    }

    @Override
    public void escape() {
        if (sheet.isOpen()) {
            sheet.close();
        } else {
            search.clear();
        }
    }

    /** Above the list the sheet has its own: what is typed there must not change what lies behind it. */
    @Override
    public List<KeyAction> keys() {
        if (editor != null && editor.isShown()) {
            var writing = editor;
            return List.of(
                    KeyAction.ctrl(KeyCode.ENTER, desk.text("http.key.save"), writing::save),
                    KeyAction.ctrl(KeyCode.N, desk.text("http.key.action"), writing::addAction));
        }
        if (sheet.isOpen()) {
            return List.of(KeyAction.ctrl(KeyCode.ENTER, desk.text("http.key.ask"), tryBox::ask));
        }
        return List.of(
                KeyAction.key(KeyCode.J, desk.text("http.key.down"), () -> list.step(1)),
                KeyAction.key(KeyCode.K, desk.text("http.key.up"), () -> list.step(-1)),
                KeyAction.alt(KeyCode.UP, desk.text("http.key.earlier"), () -> move(-1)),
                KeyAction.alt(KeyCode.DOWN, desk.text("http.key.later"), () -> move(1)),
                KeyAction.key(KeyCode.SPACE, desk.text("http.key.toggle"), this::toggle),
                KeyAction.key(KeyCode.DELETE, desk.text("http.key.remove"), this::remove),
                KeyAction.key(KeyCode.ENTER, desk.text("http.key.edit"), this::edit),
                KeyAction.key(KeyCode.D, desk.text("http.key.duplicate"), this::duplicate),
                KeyAction.key(KeyCode.N, desk.text("http.key.add"), this::add),
                KeyAction.key(KeyCode.T, desk.text("http.key.try"), this::tryOut));
    }
}
