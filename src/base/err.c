#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool err_set(struct err *err, enum err_code code, const char *format, ...)
{
    must(code != ERR_NONE);
    if (err->code != ERR_NONE)
        return false;
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    err->code = code;
    return false;
}

bool err_wrap(struct err *err, const char *format, ...)
{
    char context[sizeof(err->text)], whole[2 * sizeof(err->text) + 2];
    va_list args;
    va_start(args, format);
    vsnprintf(context, sizeof(context), format, args);
    va_end(args);
    snprintf(whole, sizeof(whole), "%s: %s", context, err->text);
    memcpy(err->text, whole, sizeof(err->text) - 1);
    err->text[sizeof(err->text) - 1] = '\0';
    return false;
}
