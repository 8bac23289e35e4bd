/*
 * The store's part for the company's own tables (model/data.h): imported whole, listed, looked up.
 * Same rules as store/store.h, unless a call says otherwise.
 */
#ifndef STORE_TABLES_H
#define STORE_TABLES_H

#include "model/data.h"
#include "store/store.h"

struct store_import {
    struct data_table table;  /* its name and columns, 1..DATA_COLUMNS_MAX */
    const struct str *values; /* row after row, column_count values each, already cleaned */
    const struct str *words;  /* parallel: the folded words of the values in columns that have
                                 words; NULL when no column has */
    size_t row_count;         /* 0..DATA_ROWS_MAX */
    bool replace;             /* rows that are not among these are removed */
    struct str source;        /* for people: the file's name */
};
struct store_import_result {
    enum store_status status;
    size_t added, changed, unchanged, removed;
};
typedef void store_import_fn(void *ctx, const struct store_import_result *result);

/*
 * Imports in one transaction: all rows or none. A row whose identity (record_canonical() of its
 * first column) is stored already is changed where its values differ; of two rows of one import
 * with the same identity the later one counts. Without replace, columns that the table has and the
 * import has not keep their values, and the table has the columns of both; with replace it has the
 * import's alone.
 *
 * OK; EXISTS when a column is stored as another kind (import with replace then); BUSY, UNAVAILABLE.
 */
void store_table_import(struct store *store, const struct store_import *import,
                        store_import_fn *done, void *ctx);

struct store_table {
    struct data_table table;
    int64_t rows;
    struct str source;
    int64_t imported_at_ms;
};
typedef void store_tables_fn(void *ctx, enum store_status status, const struct store_table *tables,
                             size_t count);
/* All of them by name. */
void store_table_list(struct store *store, store_tables_fn *done, void *ctx);

struct store_rows {
    enum store_status status; /* OK, NOT_FOUND (no such table), UNAVAILABLE, BUSY */
    struct data_table table;
    const struct data_row *rows;
    size_t count;
    bool is_more;
};
typedef void store_rows_fn(void *ctx, const struct store_rows *rows);

/* Rows with an id after after_id, by id, at most limit (≤ STORE_PAGE_MAX). */
void store_table_rows(struct store *store, struct str table, int64_t after_id, int limit,
                      store_rows_fn *done, void *ctx);

/*
 * What one turn may know besides its conversation, from one read-only snapshot: for a turn on a
 * worker, which cannot wait for a letter. Each call blocks for a read of the database
 * (microseconds; the pages are in memory). A snapshot is used by one thread at a time; begin and
 * end from any thread.
 */
struct store_snapshot;

/* For a turn of this conversation, whose visitor's cases and record it may see. Never NULL. */
struct store_snapshot *store_snapshot_begin(struct store *store, int64_t conversation);
void store_snapshot_end(struct store_snapshot *snapshot);

/* The look-up of model/record.h; valid until the snapshot ends. */
struct lookup store_snapshot_lookup(struct store_snapshot *snapshot);

#endif
