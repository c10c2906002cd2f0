#include "ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEDGER_VERSION 1
#define LEDGER_MAX 4096 /* ours has 200 bytes */

static const struct { unsigned bit; const char *name; } changes[] = {
    {WEIR_CHANGE_TABLE, "table"}, {WEIR_CHANGE_GUARD, "guard"}, {WEIR_CHANGE_ROUTING4, "routing4"}, {WEIR_CHANGE_ROUTING6, "routing6"},
};
#define CHANGES (sizeof changes / sizeof changes[0])

static bool number(const json_t *object, const char *key, uint32_t *out)
{
    const json_t *v = json_object_get(object, key);
    if (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > UINT32_MAX)
        return false;
    *out = (uint32_t)json_integer_value(v);
    return true;
}

static bool one_bit(uint32_t v)
{
    return v != 0 && (v & (v - 1)) == 0;
}

int ledger_parse(struct weir_ledger *out, const char *text, size_t length)
{
    struct weir_ledger l = {0};
    uint32_t version = 0;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    /* Zero or a reserved routing table would make reset remove what is not ours. */
    bool ok = json_is_object(root) && number(root, "version", &version) && version == LEDGER_VERSION && number(root, "capture_bit", &l.capture_bit) &&
              number(root, "reroute_bit", &l.reroute_bit) && number(root, "route_table", &l.route_table) &&
              number(root, "rule_priority", &l.rule_priority) && one_bit(l.capture_bit) && one_bit(l.reroute_bit) &&
              l.route_table > 0 && (l.route_table < 253 || l.route_table > 255) && l.rule_priority > 0;
    const json_t *list = json_object_get(root, "changes"), *item;
    size_t i;
    ok = ok && json_is_array(list);
    if (ok) {
        json_array_foreach(list, i, item)
        {
            const char *name = json_string_value(item);
            for (size_t j = 0; name && j < CHANGES; j++)
                if (strcmp(name, changes[j].name) == 0)
                    l.changes |= changes[j].bit;
        }
        *out = l;
    }
    json_decref(root);
    return ok ? 0 : -EBADMSG;
}

static int path_in(char path[PATH_MAX], const char *run_dir, const char *name)
{
    int n = snprintf(path, PATH_MAX, "%s/%s", run_dir, name);
    return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

int ledger_read(struct weir_ledger *out, const char *run_dir)
{
    char path[PATH_MAX], text[LEDGER_MAX];
    int r = path_in(path, run_dir, "changes.json");
    if (r < 0)
        return r;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    ssize_t n = read(fd, text, sizeof text);
    r = n < 0 ? -errno : 0;
    close(fd);
    if (r < 0)
        return r;
    return (size_t)n == sizeof text ? -EBADMSG : ledger_parse(out, text, (size_t)n);
}

static int write_all(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, text, length);
        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0) {
            text += n;
            length -= (size_t)n;
        }
    }
    return fsync(fd) == 0 ? 0 : -errno;
}

int ledger_write(const struct weir_ledger *ledger, const char *run_dir)
{
    char path[PATH_MAX], temporary[PATH_MAX];
    int r = path_in(path, run_dir, "changes.json");
    if (r == 0)
        r = path_in(temporary, run_dir, "changes.json.new");
    if (r < 0)
        return r;
    json_t *list = json_array();
    for (size_t i = 0; i < CHANGES; i++)
        if (ledger->changes & changes[i].bit)
            json_array_append_new(list, json_string(changes[i].name));
    json_t *root = json_pack("{s:i, s:I, s:I, s:I, s:I, s:o}", "version", LEDGER_VERSION, "capture_bit", (json_int_t)ledger->capture_bit, "reroute_bit",
                             (json_int_t)ledger->reroute_bit, "route_table", (json_int_t)ledger->route_table, "rule_priority",
                             (json_int_t)ledger->rule_priority, "changes", list);
    char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
    json_decref(root);
    if (!text)
        return -ENOMEM;
    if (mkdir(run_dir, 0755) != 0 && errno != EEXIST)
        r = -errno;
    int fd = -1;
    if (r == 0 && (fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644)) < 0)
        r = -errno;
    if (r == 0)
        r = write_all(fd, text, strlen(text));
    if (fd >= 0)
        close(fd);
    if (r == 0 && rename(temporary, path) != 0)
        r = -errno;
    if (r < 0)
        unlink(temporary);
    free(text);
    return r;
}

int ledger_remove(const char *run_dir)
{
    char path[PATH_MAX];
    int r = path_in(path, run_dir, "changes.json");
    if (r == 0 && unlink(path) != 0 && errno != ENOENT)
        r = -errno;
    return r;
}
