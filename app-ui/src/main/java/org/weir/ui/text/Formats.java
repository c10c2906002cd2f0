package org.weir.ui.text;

import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** Values as a person reads them. Immutable. */
public final class Formats {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};
    private static final int UNIT = 1024;

    private final Locale locale;
    private final DateTimeFormatter time;
    private final DateTimeFormatter seconds;
    private final DateTimeFormatter dayAndTime;
    private final DateTimeFormatter shortDay;
    private final DateTimeFormatter day;

    Formats(Locale locale) {
        this.locale = locale;
        time = DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withLocale(locale);
        seconds = DateTimeFormatter.ofPattern("HH:mm:ss", locale);
        shortDay = DateTimeFormatter.ofLocalizedPattern("MMMdjm").withLocale(locale);
        day = DateTimeFormatter.ofLocalizedPattern("MMMd").withLocale(locale);
        dayAndTime = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(locale);
    }

    /**
     * Hours and minutes, as the language writes them.
     *
     * @param millis since 1970
     */
    public String timeOfDay(long millis) {
        return time.format(at(millis));
    }

    /** With seconds, always of the same width. */
    public String timeWithSeconds(long millis) {
        return seconds.format(at(millis));
    }

    public String dayAndTime(long millis) {
        return dayAndTime.format(at(millis));
    }

    /** The time alone when it was on the day of {@code nowMillis}, else with its day, without the year. */
    public String moment(long millis, long nowMillis) {
        return at(millis).toLocalDate().equals(at(nowMillis).toLocalDate())
                ? timeOfDay(millis)
                : shortDay.format(at(millis));
    }

    /**
     * When something began, in a column: with seconds on the day of {@code nowMillis}, else the day without the year.
     *
     * @param roomy whether its time fits behind the day
     */
    public String begun(long millis, long nowMillis, boolean roomy) {
        if (at(millis).toLocalDate().equals(at(nowMillis).toLocalDate())) {
            return timeWithSeconds(millis);
        }
        return (roomy ? shortDay : day).format(at(millis));
    }

    /** {@code 12 KiB}. */
    public String bytes(long count) {
        if (count < UNIT) {
            return number(count) + " B";
        }
        var value = count / (double) UNIT;
        var unit = 0;
        while (value >= UNIT && unit < UNITS.length - 1) {
            value /= UNIT;
            unit++;
        }
        return String.format(locale, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    public String number(long count) {
        return NumberFormat.getIntegerInstance(locale).format(count);
    }

    /** {@code 12 ms}, {@code 3.4 s}, {@code 5 min 2 s}, {@code 2 h 5 min}. Units are the same in every language. */
    public String duration(long millis) {
        var whole = Duration.ofMillis(Math.max(0, millis));
        if (whole.toMillis() < 1000) {
            return whole.toMillis() + " ms";
        }
        if (whole.toSeconds() < 60) {
            return String.format(locale, whole.toSeconds() < 10 ? "%.1f s" : "%.0f s", whole.toMillis() / 1000.0);
        }
        if (whole.toMinutes() < 60) {
            return whole.toMinutes() + " min " + whole.toSecondsPart() + " s";
        }
        return whole.toHours() < 48
                ? whole.toHours() + " h " + whole.toMinutesPart() + " min"
                : whole.toDays() + " d " + whole.toHoursPart() + " h";
    }

    /** Names from outside: nothing that a font cannot show, no direction marks that turn the line around. */
    public static String clean(String text) {
        if (text.codePoints().noneMatch(Formats::unprintable)) {
            return text;
        }
        return text.codePoints()
                .map(c -> unprintable(c) ? '\uFFFD' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean unprintable(int c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.SURROGATE;
    }

    private static java.time.ZonedDateTime at(long millis) {
        return Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault());
    }
}
