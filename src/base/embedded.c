#include "base/embedded.h"

const struct embedded_file *embedded_find(const struct embedded *embedded, struct str path)
{
    for (size_t i = 0; i < embedded->count; i++) {
        if (str_is(path, embedded->files[i].path))
            return &embedded->files[i];
    }
    return NULL;
}
