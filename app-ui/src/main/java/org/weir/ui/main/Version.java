package org.weir.ui.main;

/** Which release this is. */
final class Version {
    /** From the jar's manifest; classes in a folder are the developers'. */
    static final String NUMBER = number();

    private Version() {}

    private static String number() {
        var written = Version.class.getPackage().getImplementationVersion();
        return written == null ? "development" : written;
    }
}
