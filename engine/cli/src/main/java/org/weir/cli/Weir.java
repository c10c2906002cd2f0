package org.weir.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ControlClient;
import org.weir.cli.Session.Work;
import org.weir.trust.Machine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code weir} command: its options and its subcommands. Reads nothing but its arguments and what it is given. */
@Command(
        name = "weir",
        description = "Shows and decides about this machine's connections.",
        subcommands = {
            StatusCommand.class,
            OnCommand.class,
            OffCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            FlowsCommand.class,
            HistoryCommand.class,
            ExchangesCommand.class,
            ShowCommand.class,
            CurlCommand.class,
            HarCommand.class,
            RulesCommand.class,
            InspectCommand.class,
            HttpCommand.class,
            ApprovalsCommand.class,
            ApproveCommand.class,
            TrustCommand.class,
            SettingsCommand.class,
            DoctorCommand.class,
            VersionCommand.class
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was done",
            "1:it could not be done; the message says why",
            "2:the command was not written correctly",
            "3:the engine does not answer (your network works without it)",
            "4:this user may not do that",
            "5:doctor found an error"
        },
        footer = {"", "WEIR_SOCKET names the engine's socket, as --socket does."})
final class Weir implements Runnable {
    @Option(
            names = "--socket",
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            description = "The engine's control socket (default: WEIR_SOCKET, else /run/weir/engine/control.sock).")
    private @Nullable Path socket;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON.")
    private boolean json;

    private final Terminal terminal;
    private final Map<String, String> environment;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    Weir(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    /** Runs one command line; returns the exit code. */
    static int run(String[] arguments, Terminal terminal, Map<String, String> environment) {
        var line = new CommandLine(new Weir(terminal, environment));
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setUsageHelpWidth(Math.max(60, Math.min(terminal.columns(), 120)));
        line.setExecutionExceptionHandler((failure, command, result) -> {
            terminal.err().println("weir: internal error: " + failure);
            return ExitCode.FAILED;
        });
        return line.execute(arguments);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), "Which command? 'weir --help' lists them.");
    }

    /** Picocli prints the usage and runs nothing when this is given; there is nothing for us to remember. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show how to use this.")
    void help(boolean asked) {}

    Path socket() {
        if (socket != null) {
            return socket;
        }
        var named = environment.get("WEIR_SOCKET");
        return named == null || named.isEmpty() ? ControlClient.DEFAULT_SOCKET : Path.of(named);
    }

    /** The machine whose trust stores are meant, and the user's. */
    Machine machine(Path root) {
        return Machine.of(root.toAbsolutePath(), environment);
    }

    boolean json() {
        return json;
    }

    Terminal terminal() {
        return terminal;
    }

    PrintStream out() {
        return terminal.out();
    }

    /** Does one thing with the engine; every way in which it can fail becomes a sentence and an exit code. */
    int withEngine(Work work) {
        return new Session(this).run(work);
    }
}
