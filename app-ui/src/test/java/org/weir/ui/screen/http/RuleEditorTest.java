package org.weir.ui.screen.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.rpc.ErrorCode;
import org.weir.testkit.control.ScriptedEngine;
import org.weir.ui.TestFlows;
import org.weir.ui.main.Fx;
import org.weir.ui.main.UiLab;

/** Writing a rule: what is sent, what is said before and after, and that nothing that was written is lost. */
class RuleEditorTest {
    private UiLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
        lab.go("http");
        lab.awaitText("Answers with 503");
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private void type(String field, String text) {
        Fx.run(() -> lab.find("#" + field, TextInputControl.class).setText(text));
        lab.settle();
    }

    private String text(String field) {
        return Fx.get(() -> lab.find("#" + field, TextInputControl.class).getText());
    }

    private void press(String button) {
        Fx.run(() -> lab.find("#" + button, Button.class).fire());
        lab.settle();
    }

    private boolean isDisabled(String button) {
        return Fx.get(() -> lab.find("#" + button, Button.class).isDisabled());
    }

    @SuppressWarnings("unchecked")
    private void kind(int action, ActionKind kind) {
        Fx.run(() -> ((ComboBox<ActionKind>) lab.find("#action-" + action + "-kind", ComboBox.class)).setValue(kind));
        lab.settle();
    }

    @SuppressWarnings("unchecked")
    private void fromFile(int action) {
        Fx.run(() -> ((ComboBox<String>) lab.find("#action-" + action + "-source", ComboBox.class)).setValue("file"));
        lab.settle();
    }

    private void add(int action, ActionKind kind) {
        press("action-add");
        kind(action, kind);
    }

    private void asked(String method, String params) {
        await().alias(params).until(() -> lab.engine().asked(method), params::equals);
    }

    private boolean isOpen() {
        return lab.shows("Which requests");
    }

    /** The golden message is what {@code HttpRuleMethodsTest} gives the real engine. */
    @Test
    void everyActionIsSentAsTheEngineTakesIt() throws IOException {
        lab.press(KeyCode.N);
        type("rule-app", "curl");
        type("rule-domain", "*.lab.test");
        type("rule-url", "https://api.lab.test/v1/*");
        type("rule-method", "GET, POST");
        type("rule-note", "everything");
        var at = 0;
        for (var kind : List.of(ActionKind.SET_REQUEST_HEADER, ActionKind.ADD_REQUEST_HEADER)) {
            add(++at, kind);
            type("action-" + at + "-name", "X-A");
            type("action-" + at + "-value", "1");
        }
        add(++at, ActionKind.REMOVE_REQUEST_HEADER);
        type("action-3-name", "Cookie");
        for (var kind : List.of(ActionKind.SET_RESPONSE_HEADER, ActionKind.ADD_RESPONSE_HEADER)) {
            add(++at, kind);
            type("action-" + at + "-name", "X-B");
            type("action-" + at + "-value", "");
        }
        add(++at, ActionKind.REMOVE_RESPONSE_HEADER);
        type("action-6-name", "Server");
        add(++at, ActionKind.REPLACE_REQUEST);
        type("action-7-find", "old\nline");
        type("action-7-replacement", " new ");
        add(++at, ActionKind.REPLACE_RESPONSE);
        type("action-8-find", "colou?r");
        Fx.run(() -> lab.find("#action-8-regex", CheckBox.class).setSelected(true));
        add(++at, ActionKind.INJECT_SCRIPT);
        type("action-9-body", "console.log('weir')");
        add(++at, ActionKind.INJECT_STYLE);
        type("action-10-body", "body { color: red }");
        add(++at, ActionKind.MAP);
        type("action-11-target", "https://127.0.0.1:8443");
        add(++at, ActionKind.ANSWER);
        type("action-12-status", "418");
        type("action-12-headers", "Content-Type: application/json\nX-C: a: b");
        type("action-12-body", "{\"tea\": true}");
        lab.press(KeyCode.CONTROL, KeyCode.ENTER);
        asked(
                "http.rules.add",
                ScriptedEngine.golden("http.rules.add.every-action.request.json")
                        .get("params")
                        .toString()
                        .replace('"', '\''));
        lab.awaitText("Rule h2 was added behind the others.");
        assertThat(isOpen()).isFalse();
        lab.undo();
        asked("http.rules.remove", "{'id':'h2'}");
    }

    @Test
    void theOtherEndsAreSent() {
        lab.awaitNoText("Which requests");
        lab.press(KeyCode.N);
        add(1, ActionKind.REDIRECT);
        type("action-1-target", "https://b.test/$0");
        press("rule-save");
        asked("http.rules.add", "{'rule':{'actions':[{'action':'redirect','target':'https://b.test/$0'}]}}");
        lab.awaitNoText("Which requests");
        lab.press(KeyCode.N);
        add(1, ActionKind.ANSWER);
        fromFile(1);
        type("action-1-file", "/tmp/x.html");
        press("rule-save");
        asked("http.rules.add", "{'rule':{'actions':[{'action':'answer','file':'/tmp/x.html'}]}}");
        lab.awaitNoText("Which requests");
        lab.press(KeyCode.N);
        add(1, ActionKind.ANSWER);
        press("rule-save");
        asked("http.rules.add", "{'rule':{'actions':[{'action':'answer'}]}}");
        lab.awaitNoText("Which requests");
        lab.press(KeyCode.N);
        add(1, ActionKind.BLOCK);
        press("rule-save");
        asked("http.rules.add", "{'rule':{'actions':[{'action':'block'}]}}");
    }

    @Test
    void whatIsWrongIsSaidBesideItAndNothingIsSent() {
        lab.press(KeyCode.N);
        press("rule-save");
        lab.awaitText("A rule needs something to do.");
        type("rule-url", "example.com");
        type("rule-type", "html");
        press("action-add");
        type("action-1-name", "a b");
        press("rule-save");
        assertThat(lab.texts())
                .contains(
                        "It begins with http://, https:// or *",
                        "Like text/html or image/*",
                        "This is no header name.",
                        "This happens before the content type is known. Leave the content type empty.");
        type("rule-url", "https://example.com/");
        lab.awaitNoText("It begins with http://, https:// or *");
        assertThat(lab.engine().times("http.rules.add")).isZero();
    }

    @Test
    void nothingComesBehindAnEnd() {
        lab.press(KeyCode.N);
        add(1, ActionKind.MAP);
        add(2, ActionKind.BLOCK);
        assertThat(isDisabled("action-add")).isTrue();
        assertThat(isDisabled("action-1-later")).isTrue();
        assertThat(isDisabled("action-2-earlier")).isTrue();
        kind(1, ActionKind.REDIRECT);
        press("rule-save");
        lab.awaitText("Nothing can come after this.");
        press("action-2-remove");
        assertThat(isDisabled("action-add")).isTrue();
        kind(1, ActionKind.SET_REQUEST_HEADER);
        add(3, ActionKind.REMOVE_REQUEST_HEADER);
        press("action-3-earlier");
        type("action-1-name", "A");
        type("action-3-name", "B");
        press("rule-save");
        asked(
                "http.rules.add",
                "{'rule':{'actions':[{'action':'remove-request-header','name':'B'},"
                        + "{'action':'set-request-header','name':'A','value':''}]}}");
    }

    @Test
    void anotherKindKeepsWhatWasWritten() {
        lab.press(KeyCode.N);
        press("action-add");
        type("action-1-name", "X-Kept");
        kind(1, ActionKind.BLOCK);
        kind(1, ActionKind.REMOVE_RESPONSE_HEADER);
        assertThat(text("action-1-name")).isEqualTo("X-Kept");
    }

    @Test
    void aRefusalIsShownAtTheFieldThatItNames() {
        lab.engine()
                .refuse("http.rules.add", ErrorCode.INVALID_PARAMS, "actions[1].target: 'x:0': ports are 1 to 65535");
        lab.press(KeyCode.N);
        add(1, ActionKind.REMOVE_REQUEST_HEADER);
        type("action-1-name", "A");
        add(2, ActionKind.MAP);
        type("action-2-target", "x:0");
        press("rule-save");
        await().until(() -> "The engine says: 'x:0': ports are 1 to 65535"
                .equals(Fx.get(() -> lab.find("#action-2-target-problem", javafx.scene.control.Label.class)
                        .getText())));
        assertThat(text("action-2-target")).isEqualTo("x:0");
        lab.engine().refuse("http.rules.add", ErrorCode.INVALID_PARAMS, "domain: '..' is no name");
        press("rule-save");
        lab.awaitText("The engine says: '..' is no name");
        lab.engine().refuse("http.rules.add", ErrorCode.INVALID_PARAMS, "rule: actions[0].file: gone");
        press("rule-save");
        lab.awaitText("The engine says: gone");
        lab.engine().refuse("http.rules.add", ErrorCode.NOT_ALLOWED, "not yours");
        press("rule-save");
        lab.awaitText("you are not allowed to. not yours");
        assertThat(isOpen()).isTrue();
    }

    @Test
    void whatWasWrittenOutlivesTheEngine() throws IOException {
        lab.press(KeyCode.N);
        type("rule-app", "curl");
        add(1, ActionKind.BLOCK);
        lab.kill();
        press("rule-save");
        lab.awaitText("the engine does not answer");
        assertThat(isOpen()).isTrue();
        lab.revive();
        await().until(() -> !isDisabled("rule-save"));
        press("rule-save");
        asked("http.rules.add", "{'rule':{'app':'curl','actions':[{'action':'block'}]}}");
        lab.awaitNoText("Which requests");
    }

    @Test
    void whileTheEngineThinksNothingIsSentTwice() {
        lab.engine().delay("http.rules.add", Duration.ofSeconds(1));
        lab.press(KeyCode.N);
        add(1, ActionKind.BLOCK);
        press("rule-save");
        assertThat(isDisabled("rule-save")).isTrue();
        lab.press(KeyCode.CONTROL, KeyCode.ENTER);
        lab.awaitText("Rule h2 was added behind the others.");
        assertThat(lab.engine().times("http.rules.add")).isEqualTo(1);
    }

    @Test
    void closedBeforeTheAnswerARefusalLeadsBack() {
        lab.engine()
                .delay("http.rules.add", Duration.ofSeconds(1))
                .refuse("http.rules.add", ErrorCode.INVALID_PARAMS, "user: there is no such user");
        lab.press(KeyCode.N);
        type("rule-user", "nobody-there");
        add(1, ActionKind.BLOCK);
        press("rule-save");
        lab.press(KeyCode.ESCAPE);
        lab.awaitNoText("Which requests");
        assertThat(lab.shows("what you wrote is still there")).isFalse();
        lab.awaitText("Not done: user: there is no such user");
        lab.click("Go on writing");
        assertThat(text("rule-user")).isEqualTo("nobody-there");
    }

    @Test
    void closedByMistakeItIsThereAgain() {
        lab.press(KeyCode.N);
        type("rule-app", "curl");
        lab.press(KeyCode.ESCAPE);
        lab.awaitText("what you wrote is still there");
        assertThat(isOpen()).isFalse();
        lab.click("Go on writing");
        assertThat(text("rule-app")).isEqualTo("curl");
    }

    @Test
    void untouchedItIsClosedWithoutAWord() {
        lab.press(KeyCode.N);
        assertThat(isOpen()).isTrue();
        lab.press(KeyCode.ESCAPE);
        lab.awaitNoText("Which requests");
        assertThat(lab.shows("what you wrote is still there")).isFalse();
    }

    @Test
    void aRuleIsChangedAndTheChangeTakenBack() {
        Fx.run(() -> lab.desk().navigator().go("http", "h2"));
        lab.settle();
        lab.press(KeyCode.ENTER);
        lab.awaitText("Change HTTP rule h2");
        assertThat(text("rule-type")).isEqualTo("text/html");
        assertThat(text("action-2-find")).isEqualTo("colou?r");
        assertThat(text("action-3-body")).isEqualTo("console.log('weir')");
        type("rule-method", "PUT");
        press("rule-save");
        await().until(() -> lab.engine().asked("http.rules.replace").contains("'method':'PUT'"));
        assertThat(lab.engine().asked("http.rules.replace"))
                .startsWith("{'rule':{'id':'h2','enabled':true,'domain':'*.lab.test'")
                .contains("{'action':'replace-response','value':'color','find':'colou?r','regex':true}");
        lab.undo();
        await().until(() -> lab.engine().asked("http.rules.replace").contains("'method':'GET'"));
    }

    @Test
    void aRuleIsWrittenFromARequestThatWasSeen() {
        Fx.run(() -> lab.desk().navigator().go("http", "new POST https://Api.lab.test:8443/v1/x?token=1"));
        lab.settle();
        assertThat(text("rule-domain")).isEqualTo("api.lab.test");
        assertThat(text("rule-url")).isEqualTo("https://Api.lab.test:8443/v1/x");
        assertThat(text("rule-method")).isEqualTo("POST");
    }

    @Test
    void anExchangeLeadsToARuleForIt() {
        lab.engine().tell(TestFlows.batch(List.of(TestFlows.inspected(2002, "curl", "web.lab.test"))));
        await().until(() -> lab.connection().flows().stream().anyMatch(flow -> flow.id() == 2002));
        Fx.run(() -> lab.desk().navigator().go("flows", "id:2002:exchanges"));
        lab.awaitText("New rule from this request");
        lab.click("New rule from this request");
        lab.awaitText("Which requests");
        assertThat(text("rule-url")).isEqualTo("http://web.lab.test/");
        assertThat(text("rule-domain")).isEqualTo("web.lab.test");
        assertThat(text("rule-method")).isEqualTo("GET");
        assertThat(lab.engine().times("http.rules.add")).isZero();
    }

    @Test
    void keysOfTheListDoNothingWhileARuleIsWritten() {
        Fx.run(() -> lab.desk().navigator().go("http", "h2"));
        lab.press(KeyCode.ENTER);
        press("action-add");
        lab.press(KeyCode.DELETE);
        lab.press(KeyCode.D);
        assertThat(lab.engine().times("http.rules.remove")).isZero();
        assertThat(lab.engine().times("http.rules.add")).isZero();
    }
}
