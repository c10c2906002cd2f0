#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOG_LINE_SIZE 1024
/* One line a second is enough to see that something goes on, and too few to fill a disk. */
#define LOG_LIMIT_MS 1000

bool log_level_parse(const char *name, enum weir_log_level *out) {
    static const char *const names[] = {"error", "warning", "info", "debug"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            *out = (enum weir_log_level)i;
            return true;
        }
    }
    return false;
}

struct weir_log log_open(enum weir_log_level level) {
    return (struct weir_log){.level = level, .journal = getenv("JOURNAL_STREAM") != NULL && !isatty(STDERR_FILENO)};
}

/* One write a line, so that lines of two processes do not mix. Control characters in foreign text must not forge lines. */
__attribute__((format(printf, 3, 0))) static void write_line(const struct weir_log *log, enum weir_log_level level, const char *format,
                                                             va_list arguments) {
    static const char *const journal_prefix[] = {"<3>", "<4>", "<6>", "<7>"};
    static const char *const plain_prefix[] = {"error: ", "warning: ", "", "debug: "};
    if (level > log->level)
        return;
    char line[LOG_LINE_SIZE];
    int start = log->journal ? snprintf(line, sizeof line, "%s", journal_prefix[level])
                             : snprintf(line, sizeof line, "weir-interceptor: %s", plain_prefix[level]);
    int wanted = vsnprintf(line + start, sizeof line - (size_t)start - 1, format, arguments);
    if (wanted < 0)
        return;
    size_t end = strlen(line);
    for (size_t i = (size_t)start; i < end; i++) {
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = '?';
    }
    line[end++] = '\n';
    ssize_t ignored = write(STDERR_FILENO, line, end);
    (void)ignored; /* nobody to tell */
}

#define LOG_FUNCTION(name, level)                                                                                                          \
    void name(const struct weir_log *log, const char *format, ...) {                                                                       \
        va_list arguments;                                                                                                                 \
        va_start(arguments, format);                                                                                                       \
        write_line(log, level, format, arguments);                                                                                         \
        va_end(arguments);                                                                                                                 \
    }

LOG_FUNCTION(log_error, WEIR_LOG_ERROR)
LOG_FUNCTION(log_warning, WEIR_LOG_WARNING)
LOG_FUNCTION(log_info, WEIR_LOG_INFO)
LOG_FUNCTION(log_debug, WEIR_LOG_DEBUG)

bool log_limit_allows(struct log_limit *limit, uint64_t now_ms, unsigned *suppressed) {
    if (limit->last_ms != 0 && now_ms - limit->last_ms < LOG_LIMIT_MS) {
        limit->suppressed++;
        return false;
    }
    *suppressed = limit->suppressed;
    limit->suppressed = 0;
    limit->last_ms = now_ms;
    return true;
}
