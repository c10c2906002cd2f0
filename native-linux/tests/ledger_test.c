#include "ledger.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

static const char good[] = "{\"version\":1,\"capture_bit\":16777216,\"reroute_bit\":33554432,\"route_table\":7769,\"rule_priority\":7769,"
                           "\"changes\":[\"table\",\"routing4\",\"from-the-future\"]}";

static int parse(const char *text)
{
    struct weir_ledger l;
    return ledger_parse(&l, text, strlen(text));
}

static void refused_at_every_length(void)
{
    int accepted = 0;
    for (size_t n = 0; n < sizeof good - 1; n++) {
        char *copy = malloc(n ? n : 1); /* exactly as long, so that ASan sees a byte read too many */
        struct weir_ledger l;
        memcpy(copy, good, n);
        accepted += ledger_parse(&l, copy, n) == 0;
        free(copy);
    }
    CHECK(accepted == 0);
}

static void random_bytes_are_refused(void)
{
    unsigned seed = 42;
    int accepted = 0;
    for (int round = 0; round < 20000; round++) {
        char bytes[64];
        size_t n = (seed = seed * 1103515245 + 12345) >> 16 & 63;
        for (size_t i = 0; i < n; i++)
            bytes[i] = (char)((seed = seed * 1103515245 + 12345) >> 16);
        struct weir_ledger l;
        accepted += ledger_parse(&l, bytes, n) == 0;
    }
    CHECK(accepted == 0);
}

static void written_and_read_back(void)
{
    char dir[] = "/tmp/weir-ledger-XXXXXX", sub[64], file[96];
    CHECK(mkdtemp(dir) != NULL);
    snprintf(sub, sizeof sub, "%s/run", dir);
    snprintf(file, sizeof file, "%s/changes.json", sub);
    struct weir_ledger in = {1u << 31, 1, 77, 88, WEIR_CHANGE_GUARD | WEIR_CHANGE_ROUTING6}, out;
    CHECK(ledger_read(&out, sub) == -ENOENT);
    CHECK(ledger_write(&in, sub) == 0);
    CHECK(ledger_read(&out, sub) == 0);
    CHECK(memcmp(&in, &out, sizeof in) == 0);
    CHECK(ledger_remove(sub) == 0);
    CHECK(ledger_remove(sub) == 0);
    CHECK(access(file, F_OK) != 0);
    CHECK(rmdir(sub) == 0); /* nothing else was left there */
    rmdir(dir);
}

int main(void)
{
    struct weir_ledger l;
    CHECK(ledger_parse(&l, good, sizeof good - 1) == 0);
    CHECK(l.changes == (WEIR_CHANGE_TABLE | WEIR_CHANGE_ROUTING4));
    CHECK(l.reroute_bit == 0x02000000 && l.route_table == 7769);
    /* What would make reset remove what is not ours. */
    CHECK(parse("{\"version\":1,\"capture_bit\":1,\"reroute_bit\":2,\"route_table\":254,\"rule_priority\":1,\"changes\":[]}") == -EBADMSG);
    CHECK(parse("{\"version\":1,\"capture_bit\":1,\"reroute_bit\":2,\"route_table\":0,\"rule_priority\":1,\"changes\":[]}") == -EBADMSG);
    CHECK(parse("{\"version\":1,\"capture_bit\":1,\"reroute_bit\":3,\"route_table\":9,\"rule_priority\":1,\"changes\":[]}") == -EBADMSG);
    CHECK(parse("{\"version\":1,\"capture_bit\":1,\"reroute_bit\":2,\"route_table\":9,\"rule_priority\":0,\"changes\":[]}") == -EBADMSG);
    CHECK(parse("{\"version\":1,\"capture_bit\":1,\"reroute_bit\":2,\"route_table\":4294967296,\"rule_priority\":1,\"changes\":[]}") == -EBADMSG);
    CHECK(parse("{\"version\":2,\"capture_bit\":1,\"reroute_bit\":2,\"route_table\":9,\"rule_priority\":1,\"changes\":[]}") == -EBADMSG);
    CHECK(parse("{\"version\":1,\"capture_bit\":1,\"reroute_bit\":2,\"route_table\":9,\"rule_priority\":1,\"changes\":[1,null]}") == 0);
    CHECK(parse("[]") == -EBADMSG);
    refused_at_every_length();
    random_bytes_are_refused();
    written_and_read_back();
    puts("ledger_test: passed");
    return 0;
}
