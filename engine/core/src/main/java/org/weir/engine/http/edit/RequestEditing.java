package org.weir.engine.http.edit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.HttpPolicy.RequestPlan;
import org.weir.engine.http.HttpPolicy.Target;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** Applies rules to one request. Conditions are compared with the request as it came, whatever rules before changed. */
final class RequestEditing {
    private final EditRules rules;
    private final Asked asked;
    private final RequestHead original;
    private final List<Change> changes = new ArrayList<>();
    private final List<TextEdit.Maker> makers = new ArrayList<>();
    private RequestHead head;
    private @Nullable Target target;
    private boolean responseEdits;

    private RequestEditing(EditRules rules, Asked asked, RequestHead head) {
        this.rules = rules;
        this.asked = asked;
        this.original = head;
        this.head = head;
    }

    static RequestPlan apply(EditRules rules, Asked asked, RequestHead head) {
        var candidates = rules.candidates(asked.host());
        return candidates.length == 0
                ? RequestPlan.forward(head)
                : new RequestEditing(rules, asked, head).apply(candidates);
    }

    private RequestPlan apply(int[] candidates) {
        for (var position : candidates) {
            var rule = rules.rule(position);
            var parts = rule.match(asked);
            if (parts == null) {
                continue;
            }
            responseEdits |= rule.editsResponseBody();
            for (var edit : rule.edits()) {
                var end = apply(rule.rule().id(), edit, parts, position);
                if (end != null) {
                    return end;
                }
            }
        }
        if (responseEdits) {
            askForWhatCanBeEdited();
        }
        var body = bodyEdit();
        return new RequestPlan.Forward(head, body, target, changes);
    }

    /** Returns the plan when the edit ends the exchange. */
    private @Nullable RequestPlan apply(String rule, Edit edit, List<String> parts, int position) {
        switch (edit) {
            case Edit.Header header
            when header.side() == Edit.Side.REQUEST -> {
                var before = head;
                head = HeaderEdits.apply(head, header);
                note(rule, edit, !head.equals(before));
            }
            case Edit.Replace replace
            when replace.side() == Edit.Side.REQUEST -> {
                if (hasTextBody()) {
                    makers.add(replace.maker());
                    note(rule, edit, true);
                }
            }
            case Edit.Map(var scheme, var host, var port) -> {
                target = new Target(scheme == null ? original.scheme() : scheme, host, port);
                note(rule, edit, true);
            }
            case Edit.Redirect(var status, var location) -> {
                return redirect(rule, status, location.fill(parts), position);
            }
            case Edit.Answer answer -> {
                note(rule, edit, true);
                var body = original.method().equals("HEAD") ? answer.body().slice(0, 0) : answer.body();
                return answered(answer.status(), answer.headers(), body.asReadOnlyBuffer(), position);
            }
            case Edit.Block() -> {
                note(rule, edit, true);
                return new RequestPlan.Block(changes);
            }
            case Edit.Header _, Edit.Replace _, Edit.Inject _ -> {
                // Of the response.
            }
        }
        return null;
    }

    private @Nullable RequestPlan redirect(String rule, int status, String location, int position) {
        // To itself for ever, or no location at all: as if the rule did not match.
        if (location.chars().anyMatch(c -> c <= ' ' || c == 0x7f)
                || location.equals(original.url())
                || location.equals(asked.url())) {
            return null;
        }
        changes.add(new Change(rule, "redirected to " + location + " (" + status + ")"));
        var headers = Headers.of("location", location, "content-length", "0", "cache-control", "no-store");
        return answered(status, headers, java.nio.ByteBuffer.allocate(0), position);
    }

    /** Rules up to this one may also change the headers of our own answer. */
    private RequestPlan answered(int status, Headers headers, java.nio.ByteBuffer body, int last) {
        var response = new ResponseHead(original.version(), status, "", headers);
        var editing = new ResponseEditing(rules, asked, original, response);
        var edited = editing.headersOnly(last);
        changes.addAll(editing.changes());
        return new RequestPlan.Answer(edited, body, changes);
    }

    private void note(String rule, Edit edit, boolean changed) {
        if (changed) {
            changes.add(new Change(rule, edit.what()));
        }
    }

    private boolean hasTextBody() {
        var headers = original.headers();
        // HTTP/2 may send a body without announcing it; a content type announces it well enough.
        var announced = original.version() == RequestHead.Version.HTTP_2
                || headers.has("transfer-encoding")
                || !headers.first("content-length").orElse("0").strip().equals("0");
        return announced
                && MediaTypes.isText(MediaTypes.of(headers))
                && Coding.of(headers).isPresent();
    }

    private @Nullable TextBodyEdit bodyEdit() {
        if (makers.isEmpty()) {
            return null;
        }
        var headers = original.headers();
        head = head.withHeaders(HeaderEdits.forEditedBody(head.headers()));
        return new TextBodyEdit(Coding.of(headers).orElseThrow(), MediaTypes.charset(headers), false, makers);
    }

    /** A coding that we cannot take off (a shared dictionary, say) would keep the response from being edited. */
    private void askForWhatCanBeEdited() {
        var all = String.join(", ", head.headers().all("accept-encoding"));
        var accepted = all.isEmpty() ? null : Coding.accepted(all);
        if (accepted != null) {
            head = head.withHeaders(head.headers().with("accept-encoding", accepted));
        }
    }
}
