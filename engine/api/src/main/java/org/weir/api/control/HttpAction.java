package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an HTTP rule does, as control.sock and rules.json carry it: what the user wrote, not checked. Which fields
 * an action has is in docs/protocol.md, section 4.
 *
 * @param action one of {@link #WORDS}; "" when it was left out
 * @param name of a header
 * @param value of a header; what {@code find} is replaced with
 * @param find what to replace
 * @param regex whether {@code find} is a regular expression, asked line by line
 * @param status 200 to 599 of an answer; 301, 302, 303, 307 or 308 of a redirect
 * @param headers of an answer
 * @param body of an answer; the text to inject
 * @param file absolute path, in the place of {@code body}
 * @param target where to redirect to ($1 is the first star of the rule's url), or host:port or scheme://host:port of a map
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpAction(
        String action,
        @Nullable String name,
        @Nullable String value,
        @Nullable String find,
        @Nullable Boolean regex,
        @Nullable Integer status,
        @Nullable List<Header> headers,
        @Nullable String body,
        @Nullable String file,
        @Nullable String target) {

    /** Every action there is. */
    public static final List<String> WORDS = List.of(
            "set-request-header",
            "add-request-header",
            "remove-request-header",
            "set-response-header",
            "add-response-header",
            "remove-response-header",
            "replace-request",
            "replace-response",
            "inject-script",
            "inject-style",
            "map",
            "redirect",
            "answer",
            "block");

    /** A header of an answer. */
    public record Header(String name, String value) {
        @JsonCreator
        public static Header of(
                @JsonProperty("name") @Nullable String name, @JsonProperty("value") @Nullable String value) {
            return new Header(name == null ? "" : name, value == null ? "" : value);
        }
    }

    public HttpAction {
        headers = headers == null ? null : List.copyOf(headers);
    }

    /** For JSON. */
    @JsonCreator
    public static HttpAction of(
            @JsonProperty("action") @Nullable String action,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("value") @Nullable String value,
            @JsonProperty("find") @Nullable String find,
            @JsonProperty("regex") @Nullable Boolean regex,
            @JsonProperty("status") @Nullable Integer status,
            @JsonProperty("headers") @Nullable List<Header> headers,
            @JsonProperty("body") @Nullable String body,
            @JsonProperty("file") @Nullable String file,
            @JsonProperty("target") @Nullable String target) {
        return new HttpAction(
                action == null ? "" : action, name, value, find, regex, status, headers, body, file, target);
    }

    /** {@code set-}, {@code add-} or {@code remove-} of a header; {@code value} is null for remove. */
    public static HttpAction header(String action, String name, @Nullable String value) {
        return new HttpAction(action, name, value, null, null, null, null, null, null, null);
    }

    /** {@code replace-request} or {@code replace-response}. */
    public static HttpAction replace(String action, String find, String value, boolean regex) {
        return new HttpAction(action, null, value, find, regex ? true : null, null, null, null, null, null);
    }

    /** {@code inject-script} or {@code inject-style}. */
    public static HttpAction inject(String action, @Nullable String text, @Nullable String file) {
        return new HttpAction(action, null, null, null, null, null, null, text, file, null);
    }

    public static HttpAction redirect(@Nullable Integer status, String target) {
        return new HttpAction("redirect", null, null, null, null, status, null, null, null, target);
    }

    public static HttpAction answer(
            int status, @Nullable List<Header> headers, @Nullable String body, @Nullable String file) {
        return new HttpAction("answer", null, null, null, null, status, headers, body, file, null);
    }

    public static HttpAction map(String target) {
        return new HttpAction("map", null, null, null, null, null, null, null, null, target);
    }

    public static HttpAction block() {
        return new HttpAction("block", null, null, null, null, null, null, null, null, null);
    }
}
