package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done to the HTTP of inspected connections, as control.sock and rules.json carry it: what the user wrote, not
 * checked. Conditions that are null match everything; all that are there must match. Unlike connection rules, every rule
 * that matches is applied, in order, until one ends the exchange (redirect, answer, block).
 *
 * @param id short and stable, for example {@code h2}; "" while the engine has not given one
 * @param app as of {@link Rule}
 * @param user as of {@link Rule}
 * @param domain as of {@link Rule}, compared with the host of the URL
 * @param url with stars: a glob on scheme://authority/path?query; without: what that starts with
 * @param method one or a comma list
 * @param contentType of the response: {@code text/html}, {@code text/*}
 * @param actions in order; redirect, answer and block only as the last
 * @param note the user's own words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpRule(
        String id,
        boolean enabled,
        @Nullable String app,
        @Nullable String user,
        @Nullable String domain,
        @Nullable String url,
        @Nullable String method,
        @JsonProperty("content_type") @Nullable String contentType,
        List<HttpAction> actions,
        @Nullable String note) {

    public HttpRule {
        actions = List.copyOf(actions);
    }

    /** For JSON: without {@code id} "", without {@code enabled} enabled, without {@code actions} none. */
    @JsonCreator
    public static HttpRule of(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("enabled") @Nullable Boolean enabled,
            @JsonProperty("app") @Nullable String app,
            @JsonProperty("user") @Nullable String user,
            @JsonProperty("domain") @Nullable String domain,
            @JsonProperty("url") @Nullable String url,
            @JsonProperty("method") @Nullable String method,
            @JsonProperty("content_type") @Nullable String contentType,
            @JsonProperty("actions") @Nullable List<HttpAction> actions,
            @JsonProperty("note") @Nullable String note) {
        return new HttpRule(
                id == null ? "" : id,
                enabled == null || enabled,
                app,
                user,
                domain,
                url,
                method,
                contentType,
                actions == null ? List.of() : actions,
                note);
    }

    public HttpRule withEnabled(boolean newEnabled) {
        return new HttpRule(id, newEnabled, app, user, domain, url, method, contentType, actions, note);
    }

    public HttpRule withId(String newId) {
        return new HttpRule(newId, enabled, app, user, domain, url, method, contentType, actions, note);
    }
}
