#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_add(struct weir_text *t, const char *format, ...)
{
    va_list ap, again;
    va_start(ap, format);
    va_copy(again, ap);
    int need = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    if (need < 0 || t->failed) {
        t->failed = true;
    } else {
        size_t wanted = t->length + (size_t)need + 1;
        if (wanted > t->capacity) {
            size_t capacity = wanted * 2;
            char *data = realloc(t->data, capacity);
            if (data) {
                t->data = data;
                t->capacity = capacity;
            } else {
                t->failed = true;
            }
        }
        if (!t->failed) {
            vsnprintf(t->data + t->length, (size_t)need + 1, format, again);
            t->length += (size_t)need;
        }
    }
    va_end(again);
}

void text_free(struct weir_text *t)
{
    free(t->data);
    memset(t, 0, sizeof *t);
}
