package org.weir.ui.main;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ControlClient;

/**
 * The command line and the environment, understood.
 *
 * @param socket the engine's
 * @param runtime where the socket lies by which a second start finds the first
 * @param preferences the window's own file
 * @param locale null: what the preferences say, else the system's
 * @param theme null: what the preferences say
 * @param hidden start with the tray icon only, if there is a tray
 * @param tray whether a tray icon is wanted
 * @param single whether a second start raises the first window
 * @param screenshots make pictures of all screens into this folder, then end
 * @param command the {@code weir} program
 */
record Options(
        Path socket,
        Path runtime,
        Path preferences,
        @Nullable Locale locale,
        @Nullable String theme,
        boolean hidden,
        boolean tray,
        boolean single,
        @Nullable Path screenshots,
        String command,
        boolean help) {
    static final String USAGE = """
            usage: weir-ui [OPTION...]
              --socket PATH       the engine's control socket (default: WEIR_SOCKET, else the machine's)
              --hidden            begin in the tray, without a window
              --no-tray           no icon in the tray
              --new               another window, even if one is open
              --lang TAG          language, for example de (default: the desktop's)
              --theme light|dark  (default: the desktop's)
              --screenshots DIR   pictures of all screens into DIR, then end
              --help""";

    /** @throws IllegalArgumentException with a sentence for the user */
    static Options of(List<String> arguments, Map<String, String> environment) {
        var reading = new Reading(environment);
        var left = arguments.iterator();
        while (left.hasNext()) {
            reading.take(left.next(), left);
        }
        return reading.done();
    }

    Path raiseSocket() {
        return runtime.resolve("ui.sock");
    }

    private static final class Reading {
        private final Map<String, String> environment;
        private Path socket;
        private @Nullable Locale locale;
        private @Nullable String theme;
        private boolean hidden;
        private boolean tray = true;
        private boolean single = true;
        private @Nullable Path screenshots;
        private boolean help;

        Reading(Map<String, String> environment) {
            this.environment = environment;
            var named = environment.get("WEIR_SOCKET");
            socket = named == null || named.isEmpty() ? ControlClient.DEFAULT_SOCKET : Path.of(named);
        }

        void take(String name, java.util.Iterator<String> left) {
            switch (name) {
                case "--socket" -> socket = Path.of(value(name, left));
                case "--lang" -> locale = Locale.forLanguageTag(value(name, left));
                case "--theme" -> theme = theme(value(name, left));
                case "--screenshots" -> screenshots = Path.of(value(name, left));
                case "--hidden" -> hidden = true;
                case "--no-tray" -> tray = false;
                case "--new" -> single = false;
                case "--help", "-h" -> help = true;
                default -> throw new IllegalArgumentException("unknown option " + name);
            }
        }

        private static String theme(String word) {
            if (!word.equals("light") && !word.equals("dark")) {
                throw new IllegalArgumentException("--theme is light or dark");
            }
            return word;
        }

        private static String value(String name, java.util.Iterator<String> left) {
            if (!left.hasNext()) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            return left.next();
        }

        Options done() {
            var home = environment.getOrDefault("HOME", System.getProperty("user.home"));
            var config = environment.getOrDefault("XDG_CONFIG_HOME", home + "/.config");
            var runtime = environment.get("XDG_RUNTIME_DIR");
            return new Options(
                    socket,
                    // Without a runtime folder the configuration's serves: it is the user's alone, too.
                    runtime == null || runtime.isEmpty() ? Path.of(config, "weir") : Path.of(runtime, "weir"),
                    Path.of(config, "weir", "ui.json"),
                    locale,
                    theme,
                    hidden,
                    tray,
                    single && screenshots == null,
                    screenshots,
                    System.getProperty("weir.command", environment.getOrDefault("WEIR_COMMAND", "weir")),
                    help);
        }
    }
}
