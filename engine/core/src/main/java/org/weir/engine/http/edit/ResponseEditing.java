package org.weir.engine.http.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.HttpPolicy.ResponsePlan;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** Applies rules to one response. */
final class ResponseEditing {
    /** Fetch metadata of what shows a page (Fetch standard, "destination"); a fragment that a script loads is none. */
    private static final Set<String> PAGES = Set.of("document", "iframe", "frame", "embed", "object");

    private final EditRules rules;
    private final Asked asked;
    private final RequestHead request;
    private final ResponseHead original;
    private final String type;
    private final List<Change> changes = new ArrayList<>();
    private final List<TextEdit.Maker> makers = new ArrayList<>();
    /** What is put into the page's head, in the order of the rules, behind all replacing. */
    private final StringBuilder elements = new StringBuilder();

    private Headers headers;

    ResponseEditing(EditRules rules, Asked asked, RequestHead request, ResponseHead head) {
        this.rules = rules;
        this.asked = asked;
        this.request = request;
        this.original = head;
        this.headers = head.headers();
        this.type = MediaTypes.of(head.headers());
    }

    static ResponsePlan apply(EditRules rules, Asked asked, RequestHead request, ResponseHead head) {
        var candidates = rules.candidates(asked.host());
        if (candidates.length == 0) {
            return ResponsePlan.forward(head);
        }
        var editing = new ResponseEditing(rules, asked, request, head);
        editing.apply(candidates, Integer.MAX_VALUE, editing.editableText());
        if (editing.changes.isEmpty()) {
            return ResponsePlan.forward(head);
        }
        var body = editing.bodyEdit();
        return new ResponsePlan(head.withHeaders(editing.headers), body, editing.changes);
    }

    /** The head as the rules up to a position want it. */
    ResponseHead headersOnly(int last) {
        apply(rules.candidates(asked.host()), last, false);
        return original.withHeaders(headers);
    }

    List<Change> changes() {
        return changes;
    }

    private void apply(int[] candidates, int last, boolean editable) {
        for (var position : candidates) {
            var rule = rules.rule(position);
            if (position > last || !rule.fitsType(type) || rule.match(asked) == null) {
                continue;
            }
            for (var edit : rule.edits()) {
                switch (edit) {
                    case Edit.Header header
                    when header.side() == Edit.Side.RESPONSE -> {
                        var before = headers;
                        headers = HeaderEdits.apply(headers, header);
                        note(rule, edit.what(), !headers.equals(before));
                    }
                    case Edit.Replace replace
                    when replace.side() == Edit.Side.RESPONSE && editable -> {
                        makers.add(replace.maker());
                        note(rule, edit.what(), true);
                    }
                    case Edit.Inject inject when editable && isPage() -> inject(rule, inject);
                    default -> {
                        // Of the request, or of a body that cannot be edited.
                    }
                }
            }
        }
    }

    private void inject(EditRule rule, Edit.Inject inject) {
        // What the page itself was sent with: the policy that its author meant.
        var verdict = Csp.inline(original.headers(), inject.script());
        if (!verdict.allowed()) {
            note(rule, "left alone: the page's content-security-policy allows no " + inject.word(), true);
            return;
        }
        elements.append(inject.element(verdict.nonce()));
        note(rule, inject.what(), true);
    }

    private void note(EditRule rule, String what, boolean changed) {
        if (changed) {
            changes.add(new Change(rule.rule().id(), what));
        }
    }

    private boolean isPage() {
        return type.equals(MediaTypes.HTML)
                && request.headers()
                        .first("sec-fetch-dest")
                        .map(PAGES::contains)
                        .orElse(true);
    }

    /** A whole text body in a coding that we know; a part of one (206) has no beginning to begin at. */
    private boolean editableText() {
        var status = original.status();
        return status >= 200
                && status != 204
                && status != 205
                && status != 206
                && status != 304
                && !request.method().equals("HEAD")
                && !(request.method().equals("CONNECT") && status < 300)
                && !original.headers()
                        .first("content-length")
                        .orElse("")
                        .strip()
                        .equals("0")
                && MediaTypes.isText(type)
                && Coding.of(original.headers()).isPresent();
    }

    private @Nullable TextBodyEdit bodyEdit() {
        if (!elements.isEmpty()) {
            var element = elements.toString();
            makers.add(() -> new HeadInjection(element));
        }
        if (makers.isEmpty()) {
            return null;
        }
        headers = HeaderEdits.forEditedBody(headers);
        return new TextBodyEdit(
                Coding.of(original.headers()).orElseThrow(),
                MediaTypes.charset(original.headers()),
                type.equals(MediaTypes.HTML),
                makers);
    }
}
