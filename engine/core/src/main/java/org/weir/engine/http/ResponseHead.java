package org.weir.engine.http;

import java.util.Objects;

/**
 * A response without its body.
 *
 * @param version as the server spoke it
 * @param status 100 to 599
 * @param reason the reason phrase of HTTP/1, else ""
 */
public record ResponseHead(RequestHead.Version version, int status, String reason, Headers headers) {
    public ResponseHead {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(headers, "headers");
    }

    public ResponseHead withHeaders(Headers changed) {
        return new ResponseHead(version, status, reason, changed);
    }
}
