package org.weir.engine.history;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Settings;

/** {@link Settings.History} with every field checked and filled in. Immutable. */
record HistorySettings(
        int historyDays,
        int historyMb,
        boolean captureBodies,
        List<String> bodyHosts,
        List<String> bodyApps,
        int bodyLimitKb,
        int bodiesMb,
        int bodyDays,
        boolean redactStored,
        List<String> secretHeaders,
        List<String> secretParameters) {

    private static final int MAX_DAYS = 3_650;
    private static final int MAX_MB = 1_000_000;

    /** A body is shown and exported in one piece by some readers; 64 MiB is what they bear. */
    private static final int MAX_BODY_KB = 64 * 1024;

    private static final int MAX_NAMES = 256;
    private static final int MAX_NAME = 1_024;

    /** What the user gets without having set anything. */
    static final HistorySettings DEFAULT = new HistorySettings(
            30,
            500,
            false,
            List.of(),
            List.of(),
            1_024,
            1_024,
            7,
            false,
            List.of(
                    "authorization",
                    "proxy-authorization",
                    "cookie",
                    "set-cookie",
                    "x-api-key",
                    "x-auth-token",
                    "x-csrf-token",
                    "x-xsrf-token",
                    "x-amz-security-token"),
            List.of(
                    "access_token",
                    "refresh_token",
                    "id_token",
                    "token",
                    "auth",
                    "auth_token",
                    "api_key",
                    "apikey",
                    "key",
                    "secret",
                    "client_secret",
                    "password",
                    "passwd",
                    "code",
                    "session",
                    "sessionid",
                    "sig",
                    "signature",
                    "x-amz-signature",
                    "x-amz-security-token",
                    "x-goog-signature"));

    /** In force while the settings cannot be read: keeps the least that could hurt. */
    static final HistorySettings CAREFUL =
            DEFAULT.with(new Settings.History(null, null, false, null, null, null, null, null, true, null, null));

    HistorySettings {
        bodyHosts = List.copyOf(bodyHosts);
        bodyApps = List.copyOf(bodyApps);
        secretHeaders = List.copyOf(secretHeaders);
        secretParameters = List.copyOf(secretParameters);
    }

    Duration historyAge() {
        return Duration.ofDays(historyDays);
    }

    long historyBytes() {
        return historyMb * 1024L * 1024L;
    }

    int bodyLimitBytes() {
        return bodyLimitKb * 1024;
    }

    long bodiesBytes() {
        return bodiesMb * 1024L * 1024L;
    }

    Duration bodyAge() {
        return Duration.ofDays(bodyDays);
    }

    /**
     * With what is not null in {@code change}.
     *
     * @throws IllegalArgumentException with the field's name and what is wrong with it
     */
    HistorySettings with(Settings.History change) {
        return new HistorySettings(
                number("history_days", change.historyDays(), historyDays, MAX_DAYS),
                number("history_mb", change.historyMb(), historyMb, MAX_MB),
                change.captureBodies() == null ? captureBodies : change.captureBodies(),
                names("body_hosts", change.bodyHosts(), bodyHosts, false),
                names("body_apps", change.bodyApps(), bodyApps, false),
                number("body_limit_kb", change.bodyLimitKb(), bodyLimitKb, MAX_BODY_KB),
                number("bodies_mb", change.bodiesMb(), bodiesMb, MAX_MB),
                number("body_days", change.bodyDays(), bodyDays, MAX_DAYS),
                change.redactStored() == null ? redactStored : change.redactStored(),
                names("secret_headers", change.secretHeaders(), secretHeaders, true),
                names("secret_parameters", change.secretParameters(), secretParameters, true));
    }

    Settings.History view() {
        return new Settings.History(
                historyDays,
                historyMb,
                captureBodies,
                bodyHosts,
                bodyApps,
                bodyLimitKb,
                bodiesMb,
                bodyDays,
                redactStored,
                secretHeaders,
                secretParameters);
    }

    private static int number(String field, @Nullable Integer wanted, int now, int max) {
        if (wanted == null) {
            return now;
        }
        if (wanted < 1 || wanted > max) {
            throw new IllegalArgumentException("history." + field + ": " + wanted + " is not from 1 to " + max);
        }
        return wanted;
    }

    private static List<String> names(
            String field, @Nullable List<String> wanted, List<String> now, boolean lowerCase) {
        if (wanted == null) {
            return now;
        }
        if (wanted.size() > MAX_NAMES) {
            throw new IllegalArgumentException("history." + field + ": more than " + MAX_NAMES);
        }
        for (var name : wanted) {
            if (name == null || name.isBlank() || name.length() > MAX_NAME) {
                throw new IllegalArgumentException(
                        "history." + field + ": each must have 1 to " + MAX_NAME + " characters");
            }
        }
        return lowerCase
                ? wanted.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .distinct()
                        .toList()
                : wanted.stream().distinct().toList();
    }
}
