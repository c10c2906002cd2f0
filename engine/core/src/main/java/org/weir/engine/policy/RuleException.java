package org.weir.engine.policy;

import java.io.Serial;

/** A rule that means nothing. The message starts with the field, for example {@code cidr: '10.0.0.0/33' ...}. */
public final class RuleException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String field;

    /** @param field the JSON name of the field that is wrong */
    public RuleException(String field, String problem) {
        super(field + ": " + problem);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
