package org.weir.engine.http.edit;

import org.weir.engine.http.Headers;
import org.weir.engine.http.RequestHead;

/** Changes of headers: those that rules ask for, and those that an edited body makes necessary. */
final class HeaderEdits {
    private HeaderEdits() {}

    static Headers apply(Headers headers, Edit.Header edit) {
        return switch (edit.op()) {
            case SET -> headers.with(edit.name(), edit.value());
            case ADD -> headers.plus(edit.name(), edit.value());
            case REMOVE -> headers.has(edit.name()) ? headers.without(edit.name()) : headers;
        };
    }

    /** The same of a request, where Host is also the authority. */
    static RequestHead apply(RequestHead head, Edit.Header edit) {
        if (!edit.name().equalsIgnoreCase("host")) {
            return head.withHeaders(apply(head.headers(), edit));
        }
        return new RequestHead(
                head.version(),
                head.method(),
                head.scheme(),
                edit.value(),
                head.path(),
                head.headers().has("host") ? apply(head.headers(), edit) : head.headers());
    }

    /** Without what describes the body's bytes; a strong entity tag becomes a weak one (RFC 9110, section 8.8.1). */
    static Headers forEditedBody(Headers headers) {
        var changed = headers;
        for (var name : new String[] {
            "content-length", "content-md5", "digest", "content-digest", "repr-digest", "accept-ranges"
        }) {
            changed = changed.has(name) ? changed.without(name) : changed;
        }
        var tag = changed.first("etag").orElse("W/");
        return tag.startsWith("W/") ? changed : changed.with("ETag", "W/" + tag);
    }
}
