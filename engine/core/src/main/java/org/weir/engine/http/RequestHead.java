package org.weir.engine.http;

import java.util.Objects;

/**
 * A request without its body, the same for all versions of HTTP.
 *
 * @param version as the client spoke it
 * @param method for example GET
 * @param scheme http or https
 * @param authority host with the port if one was written, as the client sent it; "" when it sent none
 * @param path path and query as sent, {@code *} for OPTIONS, "" for CONNECT
 * @param headers without pseudo-headers; for HTTP/1 with Host as sent
 */
public record RequestHead(
        Version version, String method, String scheme, String authority, String path, Headers headers) {
    /** The versions that are inspected. */
    public enum Version {
        HTTP_1_0("HTTP/1.0"),
        HTTP_1_1("HTTP/1.1"),
        HTTP_2("HTTP/2");

        private final String word;

        Version(String word) {
            this.word = word;
        }

        /** As HAR and logs write it. */
        public String word() {
            return word;
        }
    }

    public RequestHead {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(authority, "authority");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(headers, "headers");
    }

    /** The whole URL as a person would write it. */
    public String url() {
        return scheme + "://" + authority + path;
    }

    public RequestHead withHeaders(Headers changed) {
        return new RequestHead(version, method, scheme, authority, path, changed);
    }
}
