package org.weir.api.control;

import org.jspecify.annotations.Nullable;

/** Params and result of {@code hello} on control.sock. */
public final class Hello {
    /** The version of control.sock's protocol that these records speak. */
    public static final int PROTOCOL = 1;

    private Hello() {}

    /** @param client name and version, for the log; null is taken for "" */
    public record Params(int protocol, @Nullable String client) {}

    /** @param access {@link #FULL} or {@link #STATUS} */
    public record Result(int protocol, String name, String version, String access) {}

    /** This peer may do everything. */
    public static final String FULL = "full";

    /** This peer may ask for the status only. */
    public static final String STATUS = "status";
}
