/*
 * The FTS5 half of an index: an SQLite database built in memory, serialized once, and opened by
 * every reader over the same bytes without a copy. Internal to this floor.
 */
#ifndef KB_IMAGE_H
#define KB_IMAGE_H

#include <stdbool.h>

#include <sqlite3.h>

#include "base/err.h"
#include "kb/index.h"

/* Columns of the table "kb" in order; rowid is the article's number plus 1. */
enum image_column { IMAGE_TITLE, IMAGE_QUESTIONS, IMAGE_BODY, IMAGE_TAGS, IMAGE_COLUMNS };

/* Fills index->image. */
NODISCARD bool image_build(struct kb_index *index, struct err *err);

/* A read-only connection over index->image, hardened; NULL on failure. One thread's. */
sqlite3 *image_open(const struct kb_index *index, struct err *err);

#endif
