/*
 * Why something failed: a code for programs and a sentence for people.
 *
 * A struct err lives on the caller's stack, zeroed. The first cause is kept: err_set() does nothing
 * when a cause is already there. Every setter is false, so "return err_set(…);" reads well.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#include "base/must.h"

enum err_code { ERR_NONE, ERR_INPUT, ERR_NOT_FOUND, ERR_DENIED, ERR_LIMIT, ERR_BUSY, ERR_IO };

struct err {
    enum err_code code;
    char text[240];
};

/* Records the first cause. Always false. */
bool err_set(struct err *err, enum err_code code, const char *format, ...) PRINTF_LIKE(3, 4);

/* Puts "context: " in front of the recorded text. Always false. */
bool err_wrap(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
