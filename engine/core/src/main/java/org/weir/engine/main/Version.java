package org.weir.engine.main;

/** The engine's version. */
final class Version {
    static final String NUMBER = number();

    private Version() {}

    private static String number() {
        // From the jar's manifest; a class folder, as in tests, has none.
        var fromManifest = Version.class.getPackage().getImplementationVersion();
        return fromManifest == null ? "dev" : fromManifest;
    }
}
