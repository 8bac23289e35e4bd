/*
 * Files, whole: read, list, replace. For content and configuration, never on the loop thread.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* The whole file, at most max_bytes. ERR_NOT_FOUND, ERR_LIMIT or ERR_IO. */
NODISCARD bool file_read(const char *path, size_t max_bytes, struct arena *arena, struct str *out,
                         struct err *err);

/* Writes a temporary file beside path, fsyncs, renames: readers see the old or the new whole. */
NODISCARD bool file_replace(const char *path, struct str bytes, struct err *err);

/* Regular files below folder whose names end with suffix, as paths relative to it, sorted by
 * bytes; hidden files and folders are passed over. At most 100,000 files. */
NODISCARD bool file_list(const char *folder, const char *suffix, struct arena *arena,
                         struct str **out, size_t *count, struct err *err);

/* Makes the folder and its parents with mode 0700 where they are missing. */
NODISCARD bool file_make_folder(const char *path, struct err *err);

#endif
