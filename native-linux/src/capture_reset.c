/* Undoing without a running interceptor. */
#include "capture_state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct undo {
    void (*say)(void *arg, const char *sentence);
    void *arg;
    int removed, failure;
};

static void done(struct undo *u, const char *what)
{
    char sentence[160];
    snprintf(sentence, sizeof sentence, "removed the %s", what);
    u->say(u->arg, sentence);
    u->removed++;
}

static void failed(struct undo *u, const char *what, int e)
{
    char sentence[200];
    if (e == -EPERM)
        snprintf(sentence, sizeof sentence, "cannot remove the %s: it belongs to an interceptor that is running", what);
    else
        snprintf(sentence, sizeof sentence, "cannot remove the %s: %s", what, strerror(-e));
    u->say(u->arg, sentence);
    if (u->failure == 0)
        u->failure = e;
}

static void undo_table(struct undo *u, struct weir_nft *nft, const char *name)
{
    char command[64], what[64], err[WEIR_ERROR_SIZE];
    if (!nft_table_exists(nft, name))
        return;
    snprintf(command, sizeof command, "delete table inet %s", name);
    snprintf(what, sizeof what, "nftables table inet %s", name);
    int r = nft_run(nft, command, err);
    if (r < 0)
        failed(u, what, r);
    else
        done(u, what);
}

static void undo_routing(struct undo *u, struct weir_routing *routing, const struct weir_routing_plan *plan)
{
    /* Rules first: from then on no packet goes to the table. */
    for (unsigned i = 0; i < WEIR_ROUTING_ITEMS; i++) {
        int r = routing_remove(routing, plan, (enum weir_routing_item)i);
        if (r < 0)
            failed(u, routing_item_name((enum weir_routing_item)i), r);
        for (; r > 0; r--)
            done(u, routing_item_name((enum weir_routing_item)i));
    }
}

int capture_clean(const struct weir_config *config, bool keep_guard, void (*say)(void *arg, const char *sentence), void *arg)
{
    struct undo u = {.say = say, .arg = arg};
    struct weir_nft *nft = nft_open();
    struct weir_routing *routing = routing_open();
    if (!nft || !routing) {
        u.failure = errno ? -errno : -ENOMEM;
        failed(&u, "nftables tables and routing: no netlink", u.failure);
    } else {
        undo_table(&u, nft, WEIR_TABLE_NAME);
        if (u.failure != -EPERM) { /* else it would only be put back */
            if (!keep_guard)
                undo_table(&u, nft, WEIR_GUARD_TABLE_NAME);
            struct weir_routing_plan plan = {config->reroute_bit, config->route_table, config->rule_priority}, noted;
            struct weir_ledger ledger;
            undo_routing(&u, routing, &plan);
            if (ledger_read(&ledger, config->run_dir) == 0) {
                noted = (struct weir_routing_plan){ledger.reroute_bit, ledger.route_table, ledger.rule_priority};
                if (memcmp(&noted, &plan, sizeof plan) != 0)
                    undo_routing(&u, routing, &noted);
            }
            if (u.failure == 0)
                ledger_remove(config->run_dir);
        }
    }
    routing_close(routing);
    nft_close(nft);
    return u.failure < 0 ? u.failure : u.removed;
}

int capture_reset(const struct weir_config *config, void (*say)(void *arg, const char *sentence), void *arg)
{
    return capture_clean(config, false, say, arg);
}
