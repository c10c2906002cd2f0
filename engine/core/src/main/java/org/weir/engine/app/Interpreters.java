package org.weir.engine.app;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the script that an interpreter runs: {@code python3 x.py} is x.py to a person. Works on what the kernel recorded
 * at connect, so arguments can be cut; then there is no script rather than a wrong one.
 *
 * <p>A file is named by its absolute path. A module or class ({@code python3 -m http.server}, {@code java org.x.Main})
 * has no path: it is named as written, without a slash, and for Java by its full name.
 */
public final class Interpreters {
    /** Cut off a versioned name: python3.11, ruby3.1, perl5.36.0, php8.2. */
    private static final Pattern VERSION = Pattern.compile("-?[0-9][0-9.]*$");

    /** How an interpreter's command line is read: which options take the next word, run code, or run a module. */
    @SuppressWarnings("ImmutableEnumChecker") // the sets are Set.of
    private enum Syntax {
        PYTHON(Set.of("-W", "-X", "--check-hash-based-pycs"), Set.of("-c"), Set.of("-m"), ""),
        NODE(
                Set.of(
                        "-r",
                        "--require",
                        "--import",
                        "--loader",
                        "--experimental-loader",
                        "-C",
                        "--conditions",
                        "--icu-data-dir",
                        "--openssl-config",
                        "--title",
                        "--env-file",
                        "--input-type",
                        "--inspect-port",
                        "--max-http-header-size",
                        "--stack-trace-limit",
                        "--diagnostic-dir",
                        "--redirect-warnings",
                        "--trace-event-categories",
                        "--watch-path"),
                Set.of("-e", "--eval", "-p", "--print", "-pe"),
                Set.of(),
                ""),
        RUBY(
                Set.of("-r", "-I", "-C", "-E", "-K", "--encoding", "--external-encoding", "--internal-encoding"),
                Set.of("-e"),
                Set.of(),
                "xFTWi"),
        PERL(Set.of("-I"), Set.of("-e", "-E"), Set.of(), "MmFixCDV"),
        PHP(
                Set.of("-c", "-d", "-z", "--php-ini", "--define", "--zend-extension"),
                Set.of("-r", "--run", "-S"),
                Set.of(),
                ""),
        SHELL(Set.of("-o", "+o", "-O", "+O", "--rcfile", "--init-file"), Set.of("-c", "-s"), Set.of(), ""),
        JAVA(
                Set.of(
                        "-cp",
                        "-classpath",
                        "--class-path",
                        "-p",
                        "--module-path",
                        "--upgrade-module-path",
                        "--add-modules",
                        "--add-reads",
                        "--add-exports",
                        "--add-opens",
                        "--limit-modules",
                        "--patch-module",
                        "--enable-native-access",
                        "--source"),
                Set.of("-version", "--version", "-help", "--help", "-?", "-h"),
                Set.of("-m", "--module"),
                "");

        private final Set<String> withValue;
        private final Set<String> code;
        private final Set<String> module;
        /** Short options whose own text ends a word of several options, as Perl's -Mmodule. */
        private final String ends;

        Syntax(Set<String> withValue, Set<String> code, Set<String> module, String ends) {
            this.withValue = withValue;
            this.code = code;
            this.module = module;
            this.ends = ends;
        }
    }

    private Interpreters() {}

    /** Whether a flow of an executable with this base name can have a script. */
    public static boolean isInterpreter(String baseName) {
        return syntax(baseName) != null;
    }

    /**
     * @param executable the running executable's path (not argv[0]: a script started by its {@code #!} line has the
     *     interpreter here)
     * @param arguments argv, argv[0] included; without the last one when the record was cut there
     * @param cwd the process's current directory, or null when unknown; then a relative script stays relative
     * @return path of the script, name of the module or class, or null when there is none or it cannot be told
     */
    public static @Nullable String script(@Nullable String executable, List<String> arguments, @Nullable String cwd) {
        if (executable == null || arguments.size() < 2) {
            return null;
        }
        var syntax = syntax(executable.substring(executable.lastIndexOf('/') + 1));
        if (syntax == null) {
            return null;
        }
        return syntax == Syntax.JAVA ? java(arguments, cwd) : script(syntax, arguments, cwd);
    }

    private static @Nullable Syntax syntax(String baseName) {
        return switch (VERSION.matcher(baseName).replaceFirst("")) {
            case "python", "pypy" -> Syntax.PYTHON;
            case "node", "nodejs" -> Syntax.NODE;
            case "ruby" -> Syntax.RUBY;
            case "perl" -> Syntax.PERL;
            case "php" -> Syntax.PHP;
            case "sh", "bash", "dash", "zsh", "ksh", "mksh", "ash" -> Syntax.SHELL;
            case "java" -> Syntax.JAVA;
            default -> null;
        };
    }

    private static @Nullable String script(Syntax syntax, List<String> arguments, @Nullable String cwd) {
        for (var i = 1; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (argument.equals("--")) {
                return i + 1 < arguments.size() ? path(arguments.get(i + 1), cwd) : null;
            }
            if (argument.isEmpty() || argument.equals("-")) {
                return null; // reads its program from standard input
            }
            if (syntax == Syntax.PHP && (argument.equals("-f") || argument.equals("--file"))) {
                return i + 1 < arguments.size() ? path(arguments.get(i + 1), cwd) : null;
            }
            if (!argument.startsWith("-") && !(syntax == Syntax.SHELL && argument.startsWith("+"))) {
                return path(argument, cwd);
            }
            if (syntax.code.contains(argument)) {
                return null;
            }
            if (syntax.module.contains(argument)) {
                return i + 1 < arguments.size() ? module(arguments.get(i + 1)) : null;
            }
            if (syntax.withValue.contains(argument)) {
                i++;
                continue;
            }
            if (!argument.startsWith("--") && argument.length() > 2) {
                var cluster = cluster(syntax, argument);
                switch (cluster) {
                    case CODE -> {
                        return null;
                    }
                    case MODULE -> {
                        return i + 1 < arguments.size() ? module(arguments.get(i + 1)) : null;
                    }
                    case VALUE_FOLLOWS -> i++;
                    case MODULE_INSIDE -> {
                        return module(argument.substring(argument.indexOf('m') + 1));
                    }
                    case FLAGS -> {}
                }
            }
        }
        return null;
    }

    /** What several short options in one argument mean for what follows. */
    private enum Cluster {
        FLAGS,
        CODE,
        MODULE,
        MODULE_INSIDE,
        VALUE_FOLLOWS
    }

    /** Options in one word, as in {@code -Bc CODE}, {@code -um module}, {@code -euo pipefail}, {@code -Wignore}. */
    private static Cluster cluster(Syntax syntax, String argument) {
        if (syntax == Syntax.NODE) {
            return Cluster.FLAGS;
        }
        for (var i = 1; i < argument.length(); i++) {
            var option = argument.substring(0, 1) + argument.charAt(i);
            var last = i == argument.length() - 1;
            if (syntax.code.contains(option)) {
                return Cluster.CODE;
            }
            if (syntax.module.contains(option)) {
                return last ? Cluster.MODULE : Cluster.MODULE_INSIDE;
            }
            if (syntax.withValue.contains(option)) {
                // Shells take the value from the next word wherever the letter stands; the others from the rest.
                return last || syntax == Syntax.SHELL ? Cluster.VALUE_FOLLOWS : Cluster.FLAGS;
            }
            if (syntax.ends.indexOf(argument.charAt(i)) >= 0) {
                return Cluster.FLAGS;
            }
        }
        return Cluster.FLAGS;
    }

    private static @Nullable String java(List<String> arguments, @Nullable String cwd) {
        for (var i = 1; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (argument.equals("-jar")) {
                return i + 1 < arguments.size() ? path(arguments.get(i + 1), cwd) : null;
            }
            if (Syntax.JAVA.module.contains(argument)) {
                return i + 1 < arguments.size() ? module(arguments.get(i + 1)) : null;
            }
            if (argument.startsWith("--module=")) {
                return module(argument.substring("--module=".length()));
            }
            if (Syntax.JAVA.code.contains(argument) || argument.isEmpty()) {
                return null;
            }
            if (Syntax.JAVA.withValue.contains(argument)) {
                i++;
            } else if (argument.startsWith("@")) {
                return null; // options in a file that is not ours to read
            } else if (!argument.startsWith("-")) {
                return argument.endsWith(".java") || (argument.indexOf('/') >= 0 && argument.endsWith(".jar"))
                        ? path(argument, cwd)
                        : module(argument);
            }
        }
        return null;
    }

    private static @Nullable String module(String name) {
        return name.isBlank() || name.startsWith("-") ? null : name.replace('/', '.');
    }

    private static @Nullable String path(String script, @Nullable String cwd) {
        if (script.isEmpty()) {
            return null;
        }
        if (script.startsWith("/") || cwd == null || !cwd.startsWith("/")) {
            return script.startsWith("/") ? clean(script) : script;
        }
        return clean(cwd + "/" + script);
    }

    /** Without ".", ".." and double slashes; links are not followed. */
    private static String clean(String path) {
        var parts = new ArrayDeque<String>();
        for (var part : path.split("/")) {
            switch (part) {
                case "", "." -> {}
                case ".." -> parts.pollLast();
                default -> parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
