/* Lines for people, on standard error (journald keeps them). Carries sd-daemon's "<n>" priority prefix when standard error is the journal. */
#ifndef WEIR_LOG_H
#define WEIR_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum weir_log_level { WEIR_LOG_ERROR = 0, WEIR_LOG_WARNING = 1, WEIR_LOG_INFO = 2, WEIR_LOG_DEBUG = 3 };

struct weir_log {
    enum weir_log_level level; /* more detailed lines are left out */
    bool journal;
};

/* Reads a level's name ("error", "warning", "info", "debug"); false when there is no such level. */
bool log_level_parse(const char *name, enum weir_log_level *out);

/* Looks whether standard error is the journal. */
struct weir_log log_open(enum weir_log_level level);

void log_error(const struct weir_log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_warning(const struct weir_log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_info(const struct weir_log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_debug(const struct weir_log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* At most one line a second of a kind that a peer can provoke at will; the next line says how many were left out. */
struct log_limit {
    uint64_t last_ms;
    unsigned suppressed;
};

/* True when a line may be written now; *suppressed is how many were not written since the last one. */
bool log_limit_allows(struct log_limit *limit, uint64_t now_ms, unsigned *suppressed);

#endif
