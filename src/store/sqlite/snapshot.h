/*
 * A snapshot as the files that read through it see it. Internal to store/sqlite.
 */
#ifndef STORE_SQLITE_SNAPSHOT_H
#define STORE_SQLITE_SNAPSHOT_H

#include "store/sqlite/data.h"
#include "store/tables.h"

/* Its connection with the read transaction begun, or NULL when it cannot be read. */
struct db *snapshot_db(struct store_snapshot *snapshot);
int64_t snapshot_conversation(const struct store_snapshot *snapshot);

/* Whether the record fits a key that is RECORD_IS or RECORD_ENDS. */
bool record_fits(const struct record *record, const struct record_key *key, struct arena *arena);

/* The "cases" view of model/record.h. */
enum lookup_status find_own_cases(struct store_snapshot *snapshot, const struct record_key *keys,
                                  size_t key_count, struct arena *arena, struct record *out,
                                  size_t max, size_t *count);

#endif
