/*
 * Content as a set of files: from a folder, from the program itself, back into a folder.
 */
#ifndef CONTENT_BUNDLE_H
#define CONTENT_BUNDLE_H

#include "base/embedded.h"
#include "base/err.h"
#include "dialogue/rulebook.h"

struct bundle {
    struct arena *arena;
    struct content_file *files;
    size_t count, capacity;
};

struct bundle bundle_new(struct arena *arena);

/* intents/, kb/ and tests/talks/ below folder; at most 1 MiB a file. */
NODISCARD bool bundle_read(struct bundle *bundle, const char *folder, struct err *err);

/* The default content of the program. */
void bundle_take_embedded(struct bundle *bundle, const struct embedded *embedded);

/* Writes every file below folder (made if missing), each replaced whole. Paths were checked when
 * they came in: relative, no "..". */
NODISCARD bool bundle_write(const struct bundle *bundle, const char *folder, struct err *err);

void bundle_add(struct bundle *bundle, struct str path, struct str text);

/* Whether a path may be part of a bundle. */
bool bundle_path_is_good(struct str path);

#endif
