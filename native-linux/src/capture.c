/* The whole of capture.h. Under construction: nothing is captured yet. */
#include "capture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct weir_capture { int unused; };

int capture_open(struct weir_capture **out, const struct weir_config *config, uint16_t tcp4, uint16_t tcp6,
                 const struct weir_capture_events *events, char err[WEIR_ERROR_SIZE])
{
    (void)config; (void)tcp4; (void)tcp6; (void)events; (void)err;
    *out = calloc(1, sizeof **out);
    return *out ? 0 : -ENOMEM;
}
const char *capture_attribution(const struct weir_capture *c, const char **reason)
{
    (void)c;
    *reason = "not built yet";
    return "limited";
}
int capture_apply(struct weir_capture *c, const struct weir_scope *scope, char err[WEIR_ERROR_SIZE])
{ (void)c; (void)scope; (void)err; return 0; }
int capture_arm(struct weir_capture *c, enum weir_arming arming, char err[WEIR_ERROR_SIZE])
{ (void)c; (void)arming; (void)err; return 0; }
int capture_clear(struct weir_capture *c, char err[WEIR_ERROR_SIZE])
{ (void)c; (void)err; return 0; }
int capture_fds(const struct weir_capture *c, int *fds, int max)
{ (void)c; (void)fds; (void)max; return 0; }
void capture_on_netlink(struct weir_capture *c, int fd) { (void)c; (void)fd; }
void capture_tick(struct weir_capture *c, uint64_t now_ms) { (void)c; (void)now_ms; }
int capture_describe(const struct weir_capture *c, char lines[][96], int max)
{ (void)c; (void)lines; (void)max; return 0; }
void capture_close(struct weir_capture *c, bool keep_guard) { (void)keep_guard; free(c); }
int capture_reset(const struct weir_config *config, void (*say)(void *arg, const char *sentence), void *arg)
{ (void)config; (void)say; (void)arg; return 0; }
