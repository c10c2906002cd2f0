package org.weir.ui.screen;

import java.util.function.Consumer;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import org.weir.ui.command.WeirCommand;
import org.weir.ui.engine.Engine;
import org.weir.ui.engine.EngineFailure;
import org.weir.ui.kit.Notices;
import org.weir.ui.prefs.PreferencesFile;
import org.weir.ui.text.Texts;

/** Everything that a screen works with. */
public record Desk(
        Engine engine,
        Texts texts,
        PreferencesFile preferences,
        WeirCommand command,
        Notices notices,
        Navigator navigator,
        Appearance appearance) {

    /** A text. */
    public String text(String key, Object... values) {
        return texts.get(key, values);
    }

    /**
     * Asks the engine. A failure is told in a notice that offers to ask again: nothing that the user decided is lost
     * without a word.
     */
    public <T> void ask(Engine.Call<T> call, Consumer<T> done) {
        ask(call, done, failure -> {});
    }

    /** The same; {@code failed} runs as well, for controls that have to go back to what they were. */
    public <T> void ask(Engine.Call<T> call, Consumer<T> done, Consumer<EngineFailure> failed) {
        engine.ask(call).whenComplete((value, thrown) -> {
            if (thrown == null) {
                done.accept(value);
                return;
            }
            var failure = EngineFailure.of(thrown);
            failed.accept(failure);
            tell(failure, () -> ask(call, done, failed));
        });
    }

    /** Says in a notice that something failed; where asking again can help, {@code again} is offered. */
    public void tell(EngineFailure failure, Runnable again) {
        switch (failure.kind()) {
            case AWAY, SLOW -> notices.failed(say(failure), text("shell.retry"), again);
            case REFUSED, NOT_ALLOWED, NOT_KEPT -> notices.failed(say(failure));
        }
    }

    /** A failure in the user's language, with the engine's own words where they say more. */
    public String say(EngineFailure failure) {
        var word = failure.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return text("shell.failure." + word, failure.getMessage());
    }

    public void copy(String what, String said) {
        var content = new ClipboardContent();
        content.putString(what);
        Clipboard.getSystemClipboard().setContent(content);
        notices.done(said);
    }
}
