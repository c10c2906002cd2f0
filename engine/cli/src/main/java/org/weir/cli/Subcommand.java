package org.weir.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What all commands below {@code weir} have in common: its options, where it prints, how a mistake is said. */
abstract class Subcommand {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    final Weir weir() {
        return (Weir) Objects.requireNonNull(spec).root().userObject();
    }

    /** Prints one thing: text for people, or with --json a value for programs. */
    final void say(String text, Object json) {
        weir().out().println(weir().json() ? Json.of(json) : Text.clean(text));
    }

    /** To be thrown when the command was not written correctly. */
    final CommandLine.ParameterException wrong(String why) {
        return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), why);
    }
}
