package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one look at one thing told, in words for a person. Also a problem in the status.
 *
 * @param id stable word for programs, for example {@code rules-file}
 * @param severity {@link #OK}, {@link #WARNING} or {@link #ERROR}
 * @param title one sentence
 * @param detail what was seen, or ""
 * @param fix a command or a step that helps, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Check(
        String id,
        String severity,
        String title,
        String detail,
        @Nullable String fix) {
    public static final String OK = "ok";
    public static final String WARNING = "warning";
    public static final String ERROR = "error";

    public Check {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(title, "title");
        detail = detail == null ? "" : detail;
    }

    public static Check ok(String id, String title, String detail) {
        return new Check(id, OK, title, detail, null);
    }

    public static Check warning(String id, String title, String detail, @Nullable String fix) {
        return new Check(id, WARNING, title, detail, fix);
    }

    public static Check error(String id, String title, String detail, @Nullable String fix) {
        return new Check(id, ERROR, title, detail, fix);
    }

    /** Result of {@code doctor}. */
    public record Report(List<Check> checks) {
        public Report {
            checks = List.copyOf(checks);
        }
    }
}
