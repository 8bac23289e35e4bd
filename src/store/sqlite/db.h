/*
 * One SQLite connection with its prepared statements. Internal to store/sqlite; a connection
 * belongs to one thread.
 */
#ifndef STORE_SQLITE_DB_H
#define STORE_SQLITE_DB_H

#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct db;

/* Opens with WAL, synchronous=FULL, foreign keys, hardening. A reader may not write. */
struct db *db_open(const char *path, bool for_writing, struct err *err);
void db_close(struct db *db);

sqlite3 *db_handle(struct db *db);

/* Whether a statement failed since db_clear_failure(); the reason is logged once per change. */
bool db_failed(const struct db *db);
void db_clear_failure(struct db *db);

/* The prepared statement of this text (a literal: its address is the key), reset and unbound. */
sqlite3_stmt *db_prepare(struct db *db, const char *sql);

/* Binds in order: i an int64_t, s a struct str. */
void db_bind(sqlite3_stmt *statement, const char *types, ...);

/* Steps once. true: a row is there. A failure is remembered in db. */
bool db_row(struct db *db, sqlite3_stmt *statement);

/* Runs to the end; false on failure. */
bool db_run(struct db *db, sqlite3_stmt *statement);

/* Prepares, binds, runs. */
bool db_do(struct db *db, const char *sql, const char *types, ...);

int64_t db_int(sqlite3_stmt *statement, int column);
struct str db_text(sqlite3_stmt *statement, int column, struct arena *arena); /* copied */

/* Rows the last statement changed. */
int db_changes(struct db *db);

/* Brings the schema to the newest version, one transaction a step. backup_path: where a copy of an
 * older database goes first. ERR_INPUT when the database is newer than this program. */
NODISCARD bool db_migrate(struct db *db, const char *path, struct err *err);

/* The version this program writes. */
int64_t db_schema_version(void);

#endif
