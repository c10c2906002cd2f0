package org.weir.ui.screen.http;

import static org.weir.ui.screen.http.ActionField.BODY;
import static org.weir.ui.screen.http.ActionField.FILE;
import static org.weir.ui.screen.http.ActionField.FIND;
import static org.weir.ui.screen.http.ActionField.HEADERS;
import static org.weir.ui.screen.http.ActionField.NAME;
import static org.weir.ui.screen.http.ActionField.REGEX;
import static org.weir.ui.screen.http.ActionField.REPLACEMENT;
import static org.weir.ui.screen.http.ActionField.SOURCE;
import static org.weir.ui.screen.http.ActionField.STATUS;
import static org.weir.ui.screen.http.ActionField.TARGET;
import static org.weir.ui.screen.http.ActionField.VALUE;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.weir.api.control.HttpAction;

/** What an action can be, in the order of {@link HttpAction#WORDS}, and how its fields are laid out. Pure. */
enum ActionKind {
    SET_REQUEST_HEADER,
    ADD_REQUEST_HEADER,
    REMOVE_REQUEST_HEADER,
    SET_RESPONSE_HEADER,
    ADD_RESPONSE_HEADER,
    REMOVE_RESPONSE_HEADER,
    REPLACE_REQUEST,
    REPLACE_RESPONSE,
    INJECT_SCRIPT,
    INJECT_STYLE,
    MAP,
    REDIRECT,
    ANSWER,
    BLOCK;

    /** None: of a newer engine. */
    static Optional<ActionKind> of(HttpAction action) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(action.action()))
                .findFirst();
    }

    /** As the protocol says it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Fields that stand side by side. */
    List<List<ActionField>> rows() {
        return switch (this) {
            case SET_REQUEST_HEADER, ADD_REQUEST_HEADER, SET_RESPONSE_HEADER, ADD_RESPONSE_HEADER ->
                List.of(List.of(NAME, VALUE));
            case REMOVE_REQUEST_HEADER, REMOVE_RESPONSE_HEADER -> List.of(List.of(NAME));
            case REPLACE_REQUEST, REPLACE_RESPONSE -> List.of(List.of(FIND, REPLACEMENT), List.of(REGEX));
            case INJECT_SCRIPT, INJECT_STYLE -> List.of(List.of(SOURCE), List.of(BODY), List.of(FILE));
            case MAP -> List.of(List.of(TARGET));
            case REDIRECT -> List.of(List.of(STATUS, TARGET));
            case ANSWER -> List.of(List.of(STATUS, SOURCE), List.of(HEADERS), List.of(BODY), List.of(FILE));
            case BLOCK -> List.of();
        };
    }

    boolean has(ActionField field) {
        return rows().stream().anyMatch(row -> row.contains(field));
    }

    /** Whether nothing can come behind it: the exchange ends with it. */
    boolean ends() {
        return this == REDIRECT || this == ANSWER || this == BLOCK;
    }

    /** Whether it happens to the response, so that a content type can be its condition. */
    boolean onResponse() {
        return switch (this) {
            case SET_RESPONSE_HEADER,
                    ADD_RESPONSE_HEADER,
                    REMOVE_RESPONSE_HEADER,
                    REPLACE_RESPONSE,
                    INJECT_SCRIPT,
                    INJECT_STYLE -> true;
            default -> false;
        };
    }
}
