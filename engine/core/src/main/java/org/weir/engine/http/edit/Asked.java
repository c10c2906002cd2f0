package org.weir.engine.http.edit;

import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.RequestHead;
import org.weir.engine.policy.FlowPattern;
import org.weir.engine.sniff.HostName;

/** One request, as conditions see it: always as the app sent it. What costs something is worked out when it is asked for. */
final class Asked {
    private final RequestHead head;
    private final @Nullable String host;
    private final FlowPattern.Subject subject;
    private @Nullable String url;

    Asked(AppIdentity app, @Nullable String sniffedHost, RequestHead head) {
        this.head = head;
        var named = HostName.ofAuthority(head.authority());
        this.host = named == null ? sniffedHost : named;
        this.subject = new FlowPattern.Subject(app, host);
    }

    static Asked of(Flow flow, RequestHead head) {
        return new Asked(flow.app(), flow.sniffed().host(), head);
    }

    /** The URL's host, else the connection's; or null. */
    @Nullable
    String host() {
        return host;
    }

    String method() {
        return head.method();
    }

    FlowPattern.Subject subject() {
        return subject;
    }

    String url() {
        if (url == null) {
            var authority = head.authority().isEmpty() && host != null ? host : head.authority();
            url = UrlPattern.url(head.scheme(), authority, head.path());
        }
        return url;
    }
}
