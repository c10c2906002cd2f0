package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One rule, as control.sock and rules.json carry it: what the user wrote, not checked. Conditions that are null match
 * everything; all conditions that are there must match.
 *
 * @param id short and stable, for example {@code r2}; "" while the engine has not given one
 * @param enabled a rule that is not enabled is skipped
 * @param app path or glob on the path when it has a slash, else glob on the app's names
 * @param user user name or uid
 * @param domain exact name, {@code *.suffix} (any depth, not the bare suffix), or {@code *} (any name, but a name)
 * @param cidr address or network, IPv4 or IPv6
 * @param port {@code 443}, {@code 8000-8100} or a comma list of both
 * @param protocol a word of the sniffer (tls, http, ssh...), or tcp for all
 * @param action pass, block, reroute or inspect
 * @param target of a reroute: {@code host:port}, {@code http://[user:password@]host:port}, {@code socks5://...}
 * @param note the user's own words
 * @param onRefusal of an inspect rule, when the app refuses our certificate: pass (the same as null) relays its next
 *     connections untouched, block resets them
 */
public record Rule(
        String id,
        boolean enabled,
        @Nullable String app,
        @Nullable String user,
        @Nullable String domain,
        @Nullable String cidr,
        @Nullable String port,
        @Nullable String protocol,
        String action,
        @Nullable String target,
        @Nullable String note,

        @JsonProperty("on_refusal") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String onRefusal) {

    /** A rule that says nothing about refusals. */
    public Rule(
            String id,
            boolean enabled,
            @Nullable String app,
            @Nullable String user,
            @Nullable String domain,
            @Nullable String cidr,
            @Nullable String port,
            @Nullable String protocol,
            String action,
            @Nullable String target,
            @Nullable String note) {
        this(id, enabled, app, user, domain, cidr, port, protocol, action, target, note, null);
    }

    /** For JSON: a rule without {@code id} gets "", without {@code enabled} is enabled, without {@code action} gets "". */
    @JsonCreator
    public static Rule of(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("enabled") @Nullable Boolean enabled,
            @JsonProperty("app") @Nullable String app,
            @JsonProperty("user") @Nullable String user,
            @JsonProperty("domain") @Nullable String domain,
            @JsonProperty("cidr") @Nullable String cidr,
            @JsonProperty("port") @Nullable String port,
            @JsonProperty("protocol") @Nullable String protocol,
            @JsonProperty("action") @Nullable String action,
            @JsonProperty("target") @Nullable String target,
            @JsonProperty("note") @Nullable String note,
            @JsonProperty("on_refusal") @Nullable String onRefusal) {
        return new Rule(
                id == null ? "" : id,
                enabled == null || enabled,
                app,
                user,
                domain,
                cidr,
                port,
                protocol,
                action == null ? "" : action,
                target,
                note,
                onRefusal);
    }

    public Rule withId(String newId) {
        return new Rule(newId, enabled, app, user, domain, cidr, port, protocol, action, target, note, onRefusal);
    }

    public Rule withEnabled(boolean newEnabled) {
        return new Rule(id, newEnabled, app, user, domain, cidr, port, protocol, action, target, note, onRefusal);
    }
}
