/* The steps that the eBPF program runs, driven by an ordinary loop. */
#include "glob.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>

#include "check.h"

static bool matches(const char *pattern, const char *text)
{
    char p[128] = "", t[512] = "";
    strcpy(p, pattern);
    strcpy(t, text);
    struct weir_glob g = {0};
    for (int i = 0; i < WEIR_GLOB_STEPS; i++) {
        enum weir_glob_result r = weir_glob_step(&g, p, sizeof p - 1, t, sizeof t - 1);
        if (r != WEIR_GLOB_GOING)
            return r == WEIR_GLOB_MATCH;
    }
    return false;
}

/* The definition, slow and plain. */
static bool by_definition(const char *p, const char *t)
{
    if (*p == 0)
        return *t == 0;
    if (*p == '*')
        return by_definition(p + 1, t) || (*t && by_definition(p, t + 1));
    return *t && (*p == '?' || *p == *t) && by_definition(p + 1, t + 1);
}

static void agrees_with_its_definition(void)
{
    static const char pattern_bytes[] = "ab*?", text_bytes[] = "ab";
    unsigned seed = 7;
    int different = 0;
    for (int round = 0; round < 20000; round++) {
        char p[9] = "", t[13] = "";
        for (unsigned i = 0, n = (seed = seed * 1103515245 + 12345) >> 16 & 7; i < n; i++)
            p[i] = pattern_bytes[(seed = seed * 1103515245 + 12345) >> 16 & 3];
        for (unsigned i = 0, n = ((seed = seed * 1103515245 + 12345) >> 16) % 12; i < n; i++)
            t[i] = text_bytes[(seed = seed * 1103515245 + 12345) >> 16 & 1];
        if (matches(p, t) != by_definition(p, t) && different++ < 3)
            printf("pattern \"%s\" text \"%s\"\n", p, t);
    }
    CHECK(different == 0);
}

/* The table that the engine's own matcher (policy.Glob) is held to as well. */
static void agrees_with_the_engine(void)
{
    const char *path = getenv("WEIR_GLOBS") ? getenv("WEIR_GLOBS") : "../docs/protocol/golden/scope/globs.json";
    json_error_t where;
    json_t *table = json_load_file(path, 0, &where);
    CHECK(json_array_size(table) >= 30);
    size_t i;
    json_t *row;
    json_array_foreach(table, i, row) {
        const char *pattern = json_string_value(json_object_get(row, "pattern")), *text = json_string_value(json_object_get(row, "text"));
        CHECK(pattern && text && json_is_boolean(json_object_get(row, "matches")));
        if (matches(pattern, text) != json_is_true(json_object_get(row, "matches"))) {
            printf("pattern \"%s\" text \"%s\"\n", pattern, text);
            CHECK(!"the table of globs");
        }
    }
    json_decref(table);
}

int main(void)
{
    agrees_with_the_engine();
    CHECK(matches("curl", "curl"));
    CHECK(!matches("curl", "curl2"));
    CHECK(!matches("curl2", "curl"));
    CHECK(matches("python3*", "python3.11"));
    CHECK(matches("*", ""));
    CHECK(matches("", ""));
    CHECK(!matches("", "a"));
    CHECK(matches("/usr/*/java", "/usr/lib/jvm/temurin/bin/java"));
    CHECK(matches("?url", "curl"));
    CHECK(!matches("?url", "url"));
    CHECK(matches("*a*b*", "xxaxxbxx"));
    CHECK(!matches("*a*b", "aab "));
    agrees_with_its_definition();
    puts("glob_test: passed");
    return 0;
}
