package org.weir.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import picocli.CommandLine;

/** Points in time as a person writes them: {@code 15m}, {@code 2h}, {@code 7d} ago, a date, or a date with a time. */
final class Times implements CommandLine.ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        try {
            if (text.matches("[0-9]{1,6}[smhd]")) {
                var count = Long.parseLong(text.substring(0, text.length() - 1));
                var ago = switch (text.charAt(text.length() - 1)) {
                    case 's' -> Duration.ofSeconds(count);
                    case 'm' -> Duration.ofMinutes(count);
                    case 'h' -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                };
                return System.currentTimeMillis() - ago.toMillis();
            }
            if (text.length() == 10) {
                return LocalDate.parse(text)
                        .atStartOfDay(ZoneId.systemDefault())
                        .toInstant()
                        .toEpochMilli();
            }
            return text.endsWith("Z")
                    ? Instant.parse(text).toEpochMilli()
                    : LocalDateTime.parse(text)
                            .atZone(ZoneId.systemDefault())
                            .toInstant()
                            .toEpochMilli();
        } catch (DateTimeException e) {
            throw new CommandLine.TypeConversionException(
                    "'" + text + "' is neither like 15m, 2h or 7d (ago) nor like 2026-01-31 or 2026-01-31T12:00");
        }
    }
}
