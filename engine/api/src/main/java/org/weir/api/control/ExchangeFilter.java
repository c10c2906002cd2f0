package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Which exchanges are wanted: all fields that are not null must match.
 *
 * @param app case-insensitive glob; with a slash on the path of executable or script, without on their base names
 * @param host case-insensitive glob on the name (or address) that the request was sent to, without port
 * @param method for example GET; case-insensitive
 * @param status a status, {@code 404}, or a class of them, {@code 4xx}
 * @param url case-insensitive glob on the whole URL
 * @param mime case-insensitive glob on the response's media type, without parameters
 * @param state open, done or aborted
 * @param flow only exchanges of this flow
 * @param sinceMs begun then or later: milliseconds since 1970
 * @param untilMs begun before then
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExchangeFilter(
        @Nullable String app,
        @Nullable String host,
        @Nullable String method,
        @Nullable String status,
        @Nullable String url,
        @Nullable String mime,
        @Nullable String state,
        @Nullable Long flow,
        @Nullable Long sinceMs,
        @Nullable Long untilMs) {

    /** Every exchange. */
    public static final ExchangeFilter ALL =
            new ExchangeFilter(null, null, null, null, null, null, null, null, null, null);
}
