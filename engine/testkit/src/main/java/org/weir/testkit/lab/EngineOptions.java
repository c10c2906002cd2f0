package org.weir.testkit.lab;

/**
 * How a test starts the engine.
 *
 * @param capture on, off or last
 * @param mode open, hold or closed
 * @param descriptors limit of open files, 0 for the machine's own
 * @param leakDetection whether Netty looks for leaked buffers, which costs most of the speed and much memory
 */
public record EngineOptions(String capture, String mode, int descriptors, boolean leakDetection) {
    public static EngineOptions defaults() {
        return new EngineOptions("on", "open", 0, true);
    }

    public EngineOptions withCapture(String other) {
        return new EngineOptions(other, mode, descriptors, leakDetection);
    }

    public EngineOptions withMode(String other) {
        return new EngineOptions(capture, other, descriptors, leakDetection);
    }

    public EngineOptions withDescriptors(int limit) {
        return new EngineOptions(capture, mode, limit, leakDetection);
    }

    /** As users run it, for what is about speed or memory. */
    public EngineOptions withoutLeakDetection() {
        return new EngineOptions(capture, mode, descriptors, false);
    }
}
