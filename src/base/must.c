#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void must_fail(const char *claim, const char *file, int line)
{
    fprintf(stderr, "letan: %s:%d: this should always hold: %s\n", file, line, claim);
    abort();
}
