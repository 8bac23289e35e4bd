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

/* The worst that happened since db_clear_failure(), in rising order. */
enum db_failure {
    DB_FINE,
    DB_STATEMENT, /* a constraint, a value too big: this statement only */
    DB_LOCKED,    /* another process held the database for longer than the busy timeout */
    DB_DISK,      /* full, read-only, I/O error, out of memory */
    DB_DOUBTFUL   /* a failed fsync or corruption: what the file holds must be checked */
};
enum db_failure db_failure(const struct db *db);
bool db_failed(const struct db *db);
void db_clear_failure(struct db *db);

/* Trouble with the disk is logged when its code changes; this makes the next one news again. */
void db_forget_logged(struct db *db);

/* A connection that takes the place of another is not to log the same trouble again. */
void db_inherit_logged(struct db *db, const struct db *before);

/* Moves what is committed from the WAL into the database once 500 pages are waiting, in small steps
 * and without waiting for readers. */
void db_checkpoint(struct db *db);

/* Reads the whole database and checks its structure. */
NODISCARD bool db_check(struct db *db, struct err *err);

/* The prepared statement of this text (a literal: its address is the key), reset and unbound. */
sqlite3_stmt *db_prepare(struct db *db, const char *sql);

/* Binds in order: i an int64_t, s a struct str, whose bytes must live until the statement is done
 * (they are not copied: a letter's arguments live in its arena). */
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

/* The version of the schema in the file; 0: empty, -1: cannot be read. */
int64_t db_version(struct db *db);

/* The version this program writes. */
int64_t db_schema_version(void);

/* Brings the schema to the newest version, one transaction a step; a copy of an older database goes
 * to "PATH.before-N" first. ERR_INPUT when the database is newer than this program. */
NODISCARD bool db_migrate(struct db *db, const char *path, struct err *err);

/* The same up to version last only; for tests of the way from there. */
NODISCARD bool db_migrate_to(struct db *db, const char *path, int64_t last, struct err *err);

#endif
