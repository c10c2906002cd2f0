package org.weir.engine;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Feeds a target with mutated inputs for a fixed time. Good inputs and words of the format are given, mutations are random:
 * what broke is in the failure, in hexadecimal, so that it can become a test of its own.
 */
public final class Fuzz {
    /** How long one target is fed; {@code -Dweir.fuzz.seconds=600} for a longer look. */
    private static final Duration BUDGET = Duration.ofSeconds(Integer.getInteger("weir.fuzz.seconds", 5));

    /** Random unless {@code -Dweir.fuzz.seed} repeats an earlier run, as far as its time goes. */
    private static final long SEED = Long.getLong("weir.fuzz.seed", System.nanoTime());

    /** Inputs that grow without end find nothing that smaller ones do not. */
    private static final int LARGEST = 16 * 1024;

    private static final int[] TELLING = {0, 1, 127, 128, 255, '\r', '\n', ' ', ':', '"', '\\'};

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<byte[]> corpus;
    private final List<byte[]> words;

    private Fuzz(List<byte[]> corpus, List<byte[]> words) {
        this.corpus = corpus;
        this.words = words;
    }

    /** Takes any bytes; throws what a test throws. */
    @FunctionalInterface
    public interface Target {
        void feed(byte[] input) throws Exception;
    }

    /**
     * @param corpus inputs of the format, at least one, none of them empty
     * @param words pieces that the format gives a meaning
     */
    public static void run(String name, List<byte[]> corpus, List<byte[]> words, Target target) {
        var fuzz = new Fuzz(corpus, words);
        var until = System.nanoTime() + BUDGET.toNanos();
        var fed = 0L;
        for (var input : corpus) {
            feed(name, input, target);
        }
        while (System.nanoTime() < until) {
            feed(name, fuzz.next(), target);
            fed++;
        }
        System.out.printf("fuzz %s: %,d inputs in %d s, seed %d%n", name, fed, BUDGET.toSeconds(), SEED);
    }

    private static void feed(String name, byte[] input, Target target) {
        try {
            target.feed(input);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "fuzz " + name + ", seed " + SEED + ", input "
                            + HexFormat.of().formatHex(input),
                    e);
        }
    }

    private byte[] next() {
        var input = any(corpus);
        for (var changes = 1 + random.nextInt(8); changes > 0; changes--) {
            input = mutated(input);
        }
        return input.length > LARGEST ? Arrays.copyOf(input, LARGEST) : input;
    }

    private byte[] mutated(byte[] input) {
        if (input.length == 0) {
            return any(corpus);
        }
        var at = random.nextInt(input.length);
        var to = Math.min(input.length, at + 1 + random.nextInt(random.nextBoolean() ? 4 : 200));
        return switch (random.nextInt(9)) {
            case 0 -> with(input, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> with(input, at, at + 1, new byte[] {(byte) (input[at] ^ 1 << random.nextInt(8))});
            case 2 -> with(input, at, at + 1, new byte[] {(byte) TELLING[random.nextInt(TELLING.length)]});
            case 3 -> with(input, at, to, new byte[0]);
            case 4 -> with(input, at, at, Arrays.copyOfRange(input, at, to));
            case 5 -> Arrays.copyOf(input, at);
            case 6, 7 -> words.isEmpty() ? input : with(input, at, random.nextBoolean() ? at : to, any(words));
            default -> {
                var other = any(corpus);
                yield with(input, at, to, Arrays.copyOfRange(other, random.nextInt(other.length), other.length));
            }
        };
    }

    private static byte[] with(byte[] input, int from, int to, byte[] instead) {
        var out = new ByteArrayOutputStream(input.length + instead.length);
        out.write(input, 0, from);
        out.writeBytes(instead);
        out.write(input, to, input.length - to);
        return out.toByteArray();
    }

    private byte[] any(List<byte[]> of) {
        return of.get(random.nextInt(of.size()));
    }
}
