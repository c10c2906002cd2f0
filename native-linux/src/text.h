/* A growing string. Once memory is out it stays failed, and the caller asks once at the end. */
#ifndef WEIR_TEXT_H
#define WEIR_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct weir_text {
    char *data; /* NUL-terminated; NULL while empty */
    size_t length, capacity;
    bool failed;
};

void text_add(struct weir_text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_free(struct weir_text *t);

#endif
