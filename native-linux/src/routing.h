/* Policy routing by rtnetlink: packets with the re-route bit go to the machine itself. Both families. */
#ifndef WEIR_ROUTING_H
#define WEIR_ROUTING_H

#include <stdint.h>

#include "config.h"

struct weir_routing;

enum weir_routing_item { WEIR_RULE4, WEIR_RULE6, WEIR_ROUTE4, WEIR_ROUTE6, WEIR_ROUTING_ITEMS };

/* What is put where; not the running configuration alone, because reset also undoes what a ledger names. */
struct weir_routing_plan { uint32_t reroute_bit, table, priority; };

struct weir_routing *routing_open(void);
void routing_close(struct weir_routing *r);

/* 1: added, 0: was there, else a negative errno. */
int routing_add(struct weir_routing *r, const struct weir_routing_plan *plan, enum weir_routing_item item);

/* The number that was removed (somebody may have doubled one), 0: none there, else a negative errno. */
int routing_remove(struct weir_routing *r, const struct weir_routing_plan *plan, enum weir_routing_item item);

const char *routing_item_name(enum weir_routing_item item);

#endif
