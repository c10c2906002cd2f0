package org.weir.cli;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.CaptureSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir pause 15m}, {@code weir pause until-restart}. */
@Command(name = "pause", description = "Capture nothing for a while, then go on by itself.")
final class PauseCommand extends Subcommand implements Callable<Integer> {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhd])");
    private static final String UNTIL_RESTART = "until-restart";

    @Parameters(
            paramLabel = "DURATION",
            converter = Converter.class,
            description = "30s, 15m, 2h or 1d, at most a week; or until-restart: until the engine is started anew.")
    private @Nullable CaptureSet wish;

    /** Reads durations as people write them. */
    static final class Converter implements CommandLine.ITypeConverter<CaptureSet> {
        @Override
        public CaptureSet convert(String text) {
            if (text.equals(UNTIL_RESTART)) {
                return CaptureSet.pauseUntilRestart();
            }
            var match = DURATION.matcher(text);
            if (!match.matches()) {
                throw new CommandLine.TypeConversionException(
                        "'" + text + "' is no duration (30s, 15m, 2h, 1d, until-restart)");
            }
            var count = Long.parseLong(match.group(1));
            var duration = switch (match.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
            if (duration.toSeconds() < 1 || duration.toSeconds() > CaptureSet.MAX_PAUSE_SECONDS) {
                throw new CommandLine.TypeConversionException("'" + text + "' is not from 1s to 7d");
            }
            return CaptureSet.pause(duration);
        }
    }

    @Override
    public Integer call() {
        return Captures.set(weir(), Objects.requireNonNull(wish));
    }
}
