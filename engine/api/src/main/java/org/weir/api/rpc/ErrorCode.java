package org.weir.api.rpc;

/** The stable error numbers of docs/protocol.md, section 1. A number is never given another meaning. */
public enum ErrorCode {
    PARSE_ERROR(-32700),
    INVALID_REQUEST(-32600),
    METHOD_NOT_FOUND(-32601),
    INVALID_PARAMS(-32602),
    INTERNAL_ERROR(-32603),
    WRONG_VERSION(1001),
    NOT_ALLOWED(1002),
    BUSY(1003),
    STALE_REVISION(1004),
    CAPTURE_FAILED(1005),
    HELLO_FIRST(1006),
    TOO_LARGE(1007),
    NOT_FOUND(1008),
    STORAGE_FAILED(1009),
    WRONG_STATE(1010);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
