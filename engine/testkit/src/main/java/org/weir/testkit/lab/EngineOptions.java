package org.weir.testkit.lab;

/**
 * How a test starts the engine.
 *
 * @param capture on, off or last
 * @param mode open, hold or closed
 * @param descriptors limit of open files, 0 for the machine's own
 */
public record EngineOptions(String capture, String mode, int descriptors) {
    public static EngineOptions defaults() {
        return new EngineOptions("on", "open", 0);
    }

    public EngineOptions withCapture(String other) {
        return new EngineOptions(other, mode, descriptors);
    }

    public EngineOptions withMode(String other) {
        return new EngineOptions(capture, other, descriptors);
    }

    public EngineOptions withDescriptors(int limit) {
        return new EngineOptions(capture, mode, limit);
    }
}
