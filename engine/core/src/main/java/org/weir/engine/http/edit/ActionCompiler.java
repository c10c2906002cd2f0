package org.weir.engine.http.edit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpAction;
import org.weir.engine.http.Headers;
import org.weir.engine.policy.RuleException;

/** Checks one action of an HTTP rule. Errors name the field, for example {@code actions[0].name}. */
final class ActionCompiler {
    /** Longest inline text, in characters: the rules file and the control socket's lines have 1 MiB each. */
    private static final int MAX_TEXT = 64 * 1024;

    private static final int MAX_HEADER_VALUE = 8 * 1024;
    private static final int MAX_FIND = 1_024;

    /** Each match grows by this much at most. */
    private static final int MAX_REPLACEMENT = 4 * 1024;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** RFC 9110, section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");

    /** What frames the message or belongs to one hop; changing it would break the message, not edit it. */
    private static final Set<String> FRAMING = Set.of(
            "content-length",
            "transfer-encoding",
            "content-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "upgrade",
            "te",
            "trailer",
            "http2-settings");

    private final HttpAction action;
    private final String place;
    private final int captures;
    private final RuleFiles files;

    /** A file that cannot be read: the rule is well written, but cannot be applied. The message is for the user. */
    static final class FileProblem extends Exception {
        private static final long serialVersionUID = 1L;

        FileProblem(String message) {
            super(message);
        }
    }

    /** @param captures how many parts the rule's URL has */
    ActionCompiler(HttpAction action, String place, int captures, RuleFiles files) {
        this.action = action;
        this.place = place;
        this.captures = captures;
        this.files = files;
    }

    Edit compile() throws RuleException, FileProblem {
        var word = action.action();
        return switch (word) {
            case "set-request-header", "add-request-header", "remove-request-header" -> header(Edit.Side.REQUEST);
            case "set-response-header", "add-response-header", "remove-response-header" -> header(Edit.Side.RESPONSE);
            case "replace-request" -> replace(Edit.Side.REQUEST);
            case "replace-response" -> replace(Edit.Side.RESPONSE);
            case "inject-script", "inject-style" -> inject(word.equals("inject-script"));
            case "map" -> map();
            case "redirect" -> redirect();
            case "answer" -> answer();
            case "block" -> {
                only();
                yield new Edit.Block();
            }
            case "" -> throw wrong("action", "missing (" + String.join(", ", HttpAction.WORDS) + ")");
            default ->
                throw wrong(
                        "action", "unknown action '" + shown(word) + "' (" + String.join(", ", HttpAction.WORDS) + ")");
        };
    }

    private Edit header(Edit.Side side) throws RuleException {
        var op = Edit.HeaderOp.valueOf(
                action.action().substring(0, action.action().indexOf('-')).toUpperCase(Locale.ROOT));
        if (op == Edit.HeaderOp.REMOVE) {
            only("name");
        } else {
            only("name", "value");
        }
        var name = headerName("name", action.name());
        if (name.equalsIgnoreCase("host") && (op != Edit.HeaderOp.SET || side != Edit.Side.REQUEST)) {
            throw wrong("name", "Host can only be set, on requests");
        }
        return new Edit.Header(side, op, name, op == Edit.HeaderOp.REMOVE ? "" : headerValue("value", action.value()));
    }

    private Edit replace(Edit.Side side) throws RuleException {
        only("find", "value", "regex");
        var find = text("find", action.find(), MAX_FIND);
        if (find.isEmpty()) {
            throw wrong("find", "empty");
        }
        var value = text("value", action.value(), MAX_REPLACEMENT);
        var regex = Boolean.TRUE.equals(action.regex());
        var what = "replaced '" + shown(find) + "' in the " + side.word();
        return new Edit.Replace(
                side,
                regex
                        ? RegexReplace.compile(place + ".find", find, place + ".value", value)
                        : LiteralReplace.of(find, value),
                what);
    }

    private Edit inject(boolean script) throws RuleException, FileProblem {
        only("body", "file");
        var text = decoded(content());
        if (text.isBlank()) {
            throw wrong(action.body() == null ? "file" : "body", "empty");
        }
        var end = script ? "</script" : "</style";
        if (text.toLowerCase(Locale.ROOT).contains(end) || (script && text.contains("<!--"))) {
            throw wrong(
                    action.body() == null ? "file" : "body",
                    "has '" + end + "'" + (script ? " or '<!--'" : "") + " in it, which would end the element");
        }
        return new Edit.Inject(script, Ascii.escaped(text, script));
    }

    private Edit map() throws RuleException {
        only("target");
        var target = text("target", action.target(), MAX_FIND);
        return MapTarget.parse(place + ".target", target);
    }

    private Edit redirect() throws RuleException {
        only("status", "target");
        var status = Objects.requireNonNullElse(action.status(), 302);
        if (!REDIRECTS.contains(status)) {
            throw wrong("status", status + " is none of 301, 302, 303, 307, 308");
        }
        var target = headerValue("target", action.target());
        if (target.isBlank()) {
            throw wrong("target", "empty");
        }
        return new Edit.Redirect(status, Template.parse(place + ".target", target, captures));
    }

    private Edit answer() throws RuleException, FileProblem {
        only("status", "headers", "body", "file");
        var status = Objects.requireNonNullElse(action.status(), 200);
        if (status < 200 || status > 599) {
            throw wrong("status", status + " is not from 200 to 599");
        }
        var headers = Headers.EMPTY;
        for (var header : Objects.requireNonNullElse(action.headers(), java.util.List.<HttpAction.Header>of())) {
            headers = headers.plus(headerName("headers", header.name()), headerValue("headers", header.value()));
        }
        var bodiless = status == 204 || status == 304;
        if (bodiless && (action.body() != null || action.file() != null)) {
            throw wrong("status", status + " has no body");
        }
        var body = action.body() == null && action.file() == null ? new byte[0] : content();
        if (body.length > 0 && !headers.has("content-type")) {
            headers = headers.plus(
                    "content-type",
                    action.file() == null ? "text/plain; charset=utf-8" : MediaTypes.ofFile(action.file()));
        }
        if (!bodiless) {
            headers = headers.plus("content-length", String.valueOf(body.length));
        }
        return new Edit.Answer(status, headers, ByteBuffer.wrap(body).asReadOnlyBuffer());
    }

    private byte[] content() throws RuleException, FileProblem {
        if ((action.body() == null) == (action.file() == null)) {
            throw wrong("body", "either body or file must be there");
        }
        if (action.body() != null) {
            return text("body", action.body(), MAX_TEXT).getBytes(StandardCharsets.UTF_8);
        }
        var file = text("file", action.file(), MAX_FIND);
        try {
            if (!Path.of(file).isAbsolute()) {
                throw wrong("file", "'" + file + "' is no absolute path");
            }
            return files.read(Path.of(file));
        } catch (java.nio.file.InvalidPathException e) {
            throw wrong("file", "'" + shown(file) + "' is no path");
        } catch (IOException e) {
            throw new FileProblem(place + ".file: " + e.getMessage());
        }
    }

    private String decoded(byte[] bytes) throws RuleException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RuleException(place + ".file", action.file() + " is not UTF-8");
        }
    }

    private String headerName(String field, @Nullable String name) throws RuleException {
        if (name == null || !TOKEN.matcher(name).matches()) {
            throw wrong(field, "'" + shown(String.valueOf(name)) + "' is no header name");
        }
        if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
            throw wrong(field, name + " belongs to the connection and cannot be edited");
        }
        return name;
    }

    /** RFC 9110, section 5.5, without obs-text beyond Latin-1. */
    private String headerValue(String field, @Nullable String value) throws RuleException {
        var text = text(field, value, MAX_HEADER_VALUE);
        if (text.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f || c > 0xff)
                || !text.strip().equals(text)) {
            throw wrong(field, "has characters that a header cannot have, or blanks at an end");
        }
        return text;
    }

    private String text(String field, @Nullable String value, int longest) throws RuleException {
        if (value == null) {
            throw wrong(field, "missing");
        }
        if (value.length() > longest) {
            throw wrong(field, "longer than " + longest + " characters");
        }
        return value;
    }

    /** Fields that mean nothing for this action are mistakes. */
    private void only(String... fields) throws RuleException {
        var allowed = Set.of(fields);
        var there = new java.util.LinkedHashMap<String, Object>();
        there.put("name", action.name());
        there.put("value", action.value());
        there.put("find", action.find());
        there.put("regex", action.regex());
        there.put("status", action.status());
        there.put("headers", action.headers());
        there.put("body", action.body());
        there.put("file", action.file());
        there.put("target", action.target());
        for (var field : there.entrySet()) {
            if (field.getValue() != null && !allowed.contains(field.getKey())) {
                throw wrong(field.getKey(), "means nothing for " + action.action());
            }
        }
    }

    private RuleException wrong(String field, String problem) {
        return new RuleException(place + "." + field, problem);
    }

    private static String shown(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }
}
