/* Listens to what others change: routing rules, routes, the loopback device, nftables. Says only what may concern us; the caller looks. */
#ifndef WEIR_MONITOR_H
#define WEIR_MONITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"

struct weir_monitor;

enum weir_noticed {
    WEIR_NOTICED_ROUTING = 1,
    WEIR_NOTICED_LOOPBACK = 2,
    WEIR_NOTICED_TABLES = 4,
};

/* NULL when a socket cannot be made (errno). */
struct weir_monitor *monitor_open(const struct weir_config *config);
void monitor_close(struct weir_monitor *m);

#define WEIR_MONITOR_FDS 2
int monitor_fds(const struct weir_monitor *m, int *fds, int max);

#define WEIR_MONITOR_BY 48
/* Who was last seen changing what WEIR_NOTICED_ROUTING or WEIR_NOTICED_TABLES told of: see struct weir_capture_events. */
const char *monitor_by(const struct weir_monitor *m, enum weir_noticed what);

/* Reads all that is there, without waiting. Returns a set of enum weir_noticed. A lost message counts as everything. */
unsigned monitor_read(struct weir_monitor *m, int fd);

#endif
