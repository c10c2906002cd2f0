package org.weir.api.control;

import java.util.Objects;

/**
 * One end of a connection.
 *
 * @param address an IPv4 or IPv6 address as text
 * @param port 0 to 65535
 */
public record Endpoint(String address, int port) {
    public Endpoint {
        Objects.requireNonNull(address, "address");
    }

    /** {@code 192.0.2.1:443} or {@code [2001:db8::1]:443}. */
    public String text() {
        return address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
    }
}
