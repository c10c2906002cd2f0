package org.weir.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpAction;
import picocli.CommandLine.Option;

/** What {@code weir http add} is to do, as actions. */
final class HttpAddActions {
    private static final String ARROW = "=>";

    @Option(names = "--set-request-header", paramLabel = "'N: V'", description = "Set a request header.")
    private List<String> setRequest = new ArrayList<>();

    @Option(names = "--add-request-header", paramLabel = "'N: V'", description = "Add a request header.")
    private List<String> addRequest = new ArrayList<>();

    @Option(names = "--remove-request-header", paramLabel = "N", description = "Remove a request header.")
    private List<String> removeRequest = new ArrayList<>();

    @Option(
            names = "--replace-request",
            paramLabel = "'OLD=>NEW'",
            description = "Replace a text in the request's body.")
    private List<String> replaceRequest = new ArrayList<>();

    @Option(
            names = "--map",
            paramLabel = "HOST:PORT",
            description = "Send it to another host: host:port, http://host[:port] or https://host[:port].")
    private @Nullable String map;

    @Option(names = "--set-response-header", paramLabel = "'N: V'", description = "Set a response header.")
    private List<String> setResponse = new ArrayList<>();

    @Option(names = "--add-response-header", paramLabel = "'N: V'", description = "Add a response header.")
    private List<String> addResponse = new ArrayList<>();

    @Option(names = "--remove-response-header", paramLabel = "N", description = "Remove a response header.")
    private List<String> removeResponse = new ArrayList<>();

    @Option(names = "--replace", paramLabel = "'OLD=>NEW'", description = "Replace a text in the response's body.")
    private List<String> replace = new ArrayList<>();

    @Option(
            names = "--replace-regex",
            paramLabel = "'RE=>NEW'",
            description = "The same with a regular expression, line by line; $1 is its first group.")
    private List<String> replaceRegex = new ArrayList<>();

    @Option(
            names = "--inject-script",
            paramLabel = "FILE",
            description = "Put this script into the head of HTML pages; its text is kept in the rule.")
    private List<Path> scripts = new ArrayList<>();

    @Option(names = "--inject-style", paramLabel = "FILE", description = "The same with a style sheet.")
    private List<Path> styles = new ArrayList<>();

    @Option(
            names = "--redirect",
            paramLabel = "URL",
            description = "Redirect; $1 is what the first star of --url matched. Ends the exchange, as the next two.")
    private @Nullable String redirect;

    @Option(names = "--status", paramLabel = "N", description = "Of --redirect: 301, 302 (default), 303, 307 or 308.")
    private @Nullable Integer status;

    @Option(names = "--answer", paramLabel = "STATUS", description = "Answer in the server's place.")
    private @Nullable Integer answer;

    @Option(names = "--header", paramLabel = "'N: V'", description = "Of --answer.")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--body", paramLabel = "TEXT", description = "Of --answer.")
    private @Nullable String body;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Of --answer: a file that the engine can read, when the rules are loaded.")
    private @Nullable Path file;

    @Option(names = "--block", description = "Reset the request.")
    private boolean block;

    /** @throws IllegalArgumentException for what was written wrongly; the message is for the user */
    List<HttpAction> actions() {
        var all = new ArrayList<HttpAction>();
        header(all, "remove-request-header", removeRequest);
        header(all, "set-request-header", setRequest);
        header(all, "add-request-header", addRequest);
        replace(all, "replace-request", replaceRequest, false);
        if (map != null) {
            all.add(HttpAction.map(map));
        }
        header(all, "remove-response-header", removeResponse);
        header(all, "set-response-header", setResponse);
        header(all, "add-response-header", addResponse);
        replace(all, "replace-response", replace, false);
        replace(all, "replace-response", replaceRegex, true);
        scripts.forEach(path -> all.add(HttpAction.inject("inject-script", text(path), null)));
        styles.forEach(path -> all.add(HttpAction.inject("inject-style", text(path), null)));
        end(all);
        return all;
    }

    private void end(List<HttpAction> all) {
        var ends = (redirect == null ? 0 : 1) + (answer == null ? 0 : 1) + (block ? 1 : 0);
        if (ends > 1) {
            throw new IllegalArgumentException("--redirect, --answer and --block exclude one another");
        }
        if (status != null && redirect == null) {
            throw new IllegalArgumentException("--status is of --redirect");
        }
        if (answer == null && (!headers.isEmpty() || body != null || file != null)) {
            throw new IllegalArgumentException("--header, --body and --file are of --answer");
        }
        if (redirect != null) {
            all.add(HttpAction.redirect(status, redirect));
        } else if (answer != null) {
            if (body != null && file != null) {
                throw new IllegalArgumentException("--body and --file exclude one another");
            }
            var fields = headers.stream().map(HttpAddActions::field).toList();
            all.add(HttpAction.answer(
                    answer,
                    fields.isEmpty() ? null : fields,
                    body,
                    file == null ? null : file.toAbsolutePath().normalize().toString()));
        } else if (block) {
            all.add(HttpAction.block());
        }
    }

    private static void header(List<HttpAction> all, String action, List<String> written) {
        for (var text : written) {
            if (action.startsWith("remove")) {
                all.add(HttpAction.header(action, text.strip(), null));
            } else {
                var field = field(text);
                all.add(HttpAction.header(action, field.name(), field.value()));
            }
        }
    }

    private static HttpAction.Header field(String text) {
        var colon = text.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("'" + text + "' is no header 'Name: value'");
        }
        return new HttpAction.Header(
                text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }

    private static void replace(List<HttpAction> all, String action, List<String> written, boolean regex) {
        for (var text : written) {
            var arrow = text.indexOf(ARROW);
            if (arrow <= 0) {
                throw new IllegalArgumentException("'" + text + "' is not 'old=>new'");
            }
            all.add(HttpAction.replace(
                    action, text.substring(0, arrow), text.substring(arrow + ARROW.length()), regex));
        }
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(path + " is not UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + path, e);
        }
    }
}
