#include <errno.h>
#include <stdint.h>

#include "check.h"
#include "rpc_lines.h"

static void expect_line(struct rpc_lines *lines, const char *expected) {
    const char *line;
    size_t length;
    CHECK_INT(rpc_lines_next(lines, &line, &length), RPC_LINES_LINE);
    CHECK_INT(length, strlen(expected));
    CHECK(memcmp(line, expected, length) == 0);
}

static void expect_none(struct rpc_lines *lines) {
    const char *line;
    size_t length;
    CHECK_INT(rpc_lines_next(lines, &line, &length), RPC_LINES_NONE);
}

static void splits_at_each_byte(void) {
    const char text[] = "first\n\nthird line\nrest";
    size_t size = sizeof text - 1;
    for (size_t cut = 0; cut <= size; cut++) {
        struct rpc_lines lines = {0};
        char got[4][16];
        int count = 0;
        for (int half = 0; half < 2; half++) {
            const char *line;
            size_t length;
            CHECK_INT(rpc_lines_append(&lines, half == 0 ? text : text + cut, half == 0 ? cut : size - cut), 0);
            while (rpc_lines_next(&lines, &line, &length) == RPC_LINES_LINE) {
                CHECK(count < 3);
                snprintf(got[count++], sizeof got[0], "%.*s", (int)length, line);
            }
        }
        CHECK_INT(count, 3);
        CHECK_TEXT(got[0], "first");
        CHECK_TEXT(got[1], "");
        CHECK_TEXT(got[2], "third line");
        rpc_lines_free(&lines);
    }
}

static void many_small_lines_in_one_read(void) {
    char chunk[65536];
    for (size_t i = 0; i < sizeof chunk; i += 2)
        memcpy(chunk + i, "x\n", 2);
    struct rpc_lines lines = {0};
    for (int read = 0; read < 40; read++) { /* more than one line's worth in all */
        CHECK_INT(rpc_lines_append(&lines, chunk, sizeof chunk), 0);
        for (size_t i = 0; i < sizeof chunk / 2; i++)
            expect_line(&lines, "x");
        expect_none(&lines);
    }
    CHECK(lines.size <= 2 * sizeof chunk);
    rpc_lines_free(&lines);
}

/* Appends length bytes and then, if newline, a \n; in reads of 64 KiB. Returns the last result. */
static enum rpc_lines_result feed(struct rpc_lines *lines, size_t length, int newline) {
    static char chunk[65536];
    memset(chunk, 'a', sizeof chunk);
    enum rpc_lines_result result = RPC_LINES_NONE;
    const char *line;
    size_t got;
    while (length > 0 && result == RPC_LINES_NONE) {
        size_t part = length < sizeof chunk ? length : sizeof chunk;
        CHECK_INT(rpc_lines_append(lines, chunk, part), 0);
        length -= part;
        result = rpc_lines_next(lines, &line, &got);
    }
    if (newline && result == RPC_LINES_NONE) {
        CHECK_INT(rpc_lines_append(lines, "\n", 1), 0);
        result = rpc_lines_next(lines, &line, &got);
    }
    return result;
}

static void limit_is_exact(void) {
    struct rpc_lines lines = {0};
    CHECK_INT(feed(&lines, RPC_LINE_MAX - 1, 1), RPC_LINES_LINE);
    CHECK_INT(feed(&lines, RPC_LINE_MAX, 0), RPC_LINES_TOO_LARGE);
    rpc_lines_free(&lines);
    /* A \n that came with the byte over the limit does not save the line. */
    char *whole = malloc(RPC_LINE_MAX + 1);
    memset(whole, 'a', RPC_LINE_MAX);
    whole[RPC_LINE_MAX] = '\n';
    const char *line;
    size_t length;
    CHECK_INT(rpc_lines_append(&lines, whole, 1000), 0);
    CHECK_INT(rpc_lines_append(&lines, whole + 1000, RPC_LINE_MAX + 1 - 1000), 0);
    CHECK_INT(rpc_lines_next(&lines, &line, &length), RPC_LINES_TOO_LARGE);
    free(whole);
    rpc_lines_free(&lines);
}

/* Whatever the cuts, the lines are those of the whole. */
static void random_cuts(void) {
    uint64_t seed = 20261121;
    char text[8192];
    for (int round = 0; round < 200; round++) {
        size_t newlines = 0;
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[i] = (seed >> 33) % 17 == 0 ? '\n' : (char)(seed >> 40);
            newlines += text[i] == '\n';
        }
        struct rpc_lines lines = {0};
        size_t at = 0, seen = 0, consumed = 0;
        while (at < sizeof text) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            size_t part = 1 + (seed >> 33) % 300;
            part = part < sizeof text - at ? part : sizeof text - at;
            CHECK_INT(rpc_lines_append(&lines, text + at, part), 0);
            at += part;
            const char *line;
            size_t length;
            while (rpc_lines_next(&lines, &line, &length) == RPC_LINES_LINE) {
                CHECK(memcmp(line, text + consumed, length) == 0);
                CHECK(text[consumed + length] == '\n');
                consumed += length + 1;
                seen++;
            }
        }
        CHECK_INT(seen, newlines);
        rpc_lines_free(&lines);
    }
}

int main(void) {
    splits_at_each_byte();
    many_small_lines_in_one_read();
    limit_is_exact();
    random_cuts();
    return 0;
}
