package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A rule that has no id yet, as a client writes it into {@code rules.add}: only what the user said.
 *
 * @see Rule the meaning of the fields
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RuleDraft(
        @Nullable Boolean enabled,
        @Nullable String app,
        @Nullable String user,
        @Nullable String domain,
        @Nullable String cidr,
        @Nullable String port,
        @Nullable String protocol,
        @Nullable String action,
        @Nullable String target,
        @Nullable String note,
        @JsonProperty("on_refusal") @Nullable String onRefusal) {

    @JsonCreator
    public RuleDraft {}

    /** A draft that says nothing about refusals. */
    public RuleDraft(
            @Nullable Boolean enabled,
            @Nullable String app,
            @Nullable String user,
            @Nullable String domain,
            @Nullable String cidr,
            @Nullable String port,
            @Nullable String protocol,
            @Nullable String action,
            @Nullable String target,
            @Nullable String note) {
        this(enabled, app, user, domain, cidr, port, protocol, action, target, note, null);
    }

    /** The rule that this becomes, still without an id. */
    public Rule toRule() {
        return Rule.of("", enabled, app, user, domain, cidr, port, protocol, action, target, note, onRefusal);
    }
}
