/*
 * Glob matching: '*' is any run of bytes ('/' too), '?' one byte. Written as single steps without recursion, because the eBPF program
 * runs the same steps under bpf_loop; the unit test therefore tests what the kernel runs.
 */
#ifndef WEIR_GLOB_H
#define WEIR_GLOB_H

#include <linux/types.h>

/* Bounds what one comparison may cost in the kernel; beyond it: no match. Far above what patterns of 127 bytes need on real paths. */
#define WEIR_GLOB_STEPS 16384

enum weir_glob_result { WEIR_GLOB_GOING, WEIR_GLOB_MATCH, WEIR_GLOB_DIFFERENT };

struct weir_glob {
    __u32 pattern_at, text_at;
    __u32 after_star;  /* 0 = no star yet */
    __u32 star_text;
};

/* pattern and text end with NUL; the masks keep the indices inside their buffers, for the eBPF verifier. */
static inline __attribute__((always_inline)) enum weir_glob_result
weir_glob_step(struct weir_glob *g, const char *pattern, __u32 pattern_mask, const char *text, __u32 text_mask)
{
    char p = pattern[g->pattern_at & pattern_mask];
    char t = text[g->text_at & text_mask];
    if (p == '*') {
        g->pattern_at++;
        g->after_star = g->pattern_at;
        g->star_text = g->text_at;
        return WEIR_GLOB_GOING;
    }
    if (t == 0)
        return p == 0 ? WEIR_GLOB_MATCH : WEIR_GLOB_DIFFERENT;
    if (p != 0 && (p == '?' || p == t)) {
        g->pattern_at++;
        g->text_at++;
        return WEIR_GLOB_GOING;
    }
    if (g->after_star == 0)
        return WEIR_GLOB_DIFFERENT;
    g->pattern_at = g->after_star;
    g->star_text++;
    g->text_at = g->star_text;
    return WEIR_GLOB_GOING;
}

#endif
