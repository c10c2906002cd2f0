/* Tests say what they expect; the first thing that is otherwise ends the program. */
#ifndef WEIR_TESTS_CHECK_H
#define WEIR_TESTS_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                                                   \
    do {                                                                                                                                   \
        if (!(condition)) {                                                                                                                \
            fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #condition);                                                       \
            exit(1);                                                                                                                       \
        }                                                                                                                                  \
    } while (0)

#define CHECK_INT(actual, expected)                                                                                                        \
    do {                                                                                                                                   \
        long long actual_ = (long long)(actual), expected_ = (long long)(expected);                                                        \
        if (actual_ != expected_) {                                                                                                        \
            fprintf(stderr, "%s:%d: %s is %lld, expected %lld\n", __FILE__, __LINE__, #actual, actual_, expected_);                        \
            exit(1);                                                                                                                       \
        }                                                                                                                                  \
    } while (0)

#define CHECK_TEXT(actual, expected)                                                                                                       \
    do {                                                                                                                                   \
        const char *actual_ = (actual), *expected_ = (expected);                                                                           \
        if (strcmp(actual_, expected_) != 0) {                                                                                             \
            fprintf(stderr, "%s:%d: %s is \"%s\", expected \"%s\"\n", __FILE__, __LINE__, #actual, actual_, expected_);                    \
            exit(1);                                                                                                                       \
        }                                                                                                                                  \
    } while (0)

#endif
