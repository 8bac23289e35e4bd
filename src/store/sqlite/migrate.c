/*
 * The schema, in numbered steps. A step that has been released is never changed; what must change
 * later is a new step. PRAGMA user_version holds the number of the last step done.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "store/sqlite/db.h"

static const char *const steps[] = {
    /* 1: visitors, conversations, the queue, people, content */
    "CREATE TABLE visitor (tenant INTEGER NOT NULL, id INTEGER PRIMARY KEY,"
    "  created_at INTEGER NOT NULL) STRICT;"
    "CREATE TABLE token (hash TEXT NOT NULL PRIMARY KEY, visitor INTEGER NOT NULL,"
    "  created_at INTEGER NOT NULL, used_at INTEGER NOT NULL, replaced_at INTEGER NOT NULL)"
    "  STRICT, WITHOUT ROWID;"
    "CREATE INDEX token_visitor ON token (visitor);"
    "CREATE TABLE conversation (tenant INTEGER NOT NULL, id INTEGER PRIMARY KEY,"
    "  public_id TEXT NOT NULL UNIQUE, visitor INTEGER NOT NULL, channel TEXT NOT NULL,"
    "  locale TEXT NOT NULL, page TEXT NOT NULL, mode INTEGER NOT NULL, ver INTEGER NOT NULL,"
    "  last_seq INTEGER NOT NULL, state TEXT NOT NULL, release INTEGER NOT NULL,"
    "  owner INTEGER NOT NULL, epoch INTEGER NOT NULL, visitor_seen INTEGER NOT NULL,"
    "  agent_seen INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) "
    "STRICT;"
    "CREATE INDEX conversation_visitor ON conversation (visitor, id);"
    "CREATE INDEX conversation_owner ON conversation (tenant, owner) WHERE mode = 2;"
    "CREATE TABLE message (tenant INTEGER NOT NULL, conversation INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL, author INTEGER NOT NULL, kind INTEGER NOT NULL,"
    "  client_id TEXT NOT NULL, author_name TEXT NOT NULL, body TEXT NOT NULL,"
    "  provenance TEXT NOT NULL, created_at INTEGER NOT NULL,"
    "  PRIMARY KEY (tenant, conversation, seq)) STRICT, WITHOUT ROWID;"
    "CREATE UNIQUE INDEX message_client ON message (tenant, conversation, client_id)"
    "  WHERE client_id <> '';"
    "CREATE TABLE handoff (tenant INTEGER NOT NULL, id INTEGER PRIMARY KEY,"
    "  conversation INTEGER NOT NULL, reason INTEGER NOT NULL, state INTEGER NOT NULL,"
    "  team TEXT NOT NULL, summary TEXT NOT NULL, priority INTEGER NOT NULL,"
    "  entered_at INTEGER NOT NULL, taken_at INTEGER NOT NULL, ended_at INTEGER NOT NULL,"
    "  owner INTEGER NOT NULL, last_text TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX handoff_open ON handoff (tenant, conversation) WHERE state IN (0, 1);"
    "CREATE INDEX handoff_queue ON handoff (tenant, priority DESC, entered_at, id) WHERE state = 0;"
    "CREATE TABLE callback (tenant INTEGER NOT NULL, id INTEGER PRIMARY KEY,"
    "  conversation INTEGER NOT NULL, phone TEXT NOT NULL, name TEXT NOT NULL, note TEXT NOT NULL,"
    "  created_at INTEGER NOT NULL, done_at INTEGER NOT NULL, done_by INTEGER NOT NULL) STRICT;"
    "CREATE INDEX callback_waiting ON callback (tenant, id) WHERE done_at = 0;"
    "CREATE TABLE rating (tenant INTEGER NOT NULL, conversation INTEGER NOT NULL,"
    "  score INTEGER NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,"
    "  PRIMARY KEY (tenant, conversation)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE staff (tenant INTEGER NOT NULL, id INTEGER PRIMARY KEY, login TEXT NOT NULL,"
    "  name TEXT NOT NULL, role INTEGER NOT NULL, password_hash TEXT NOT NULL,"
    "  disabled INTEGER NOT NULL, created_at INTEGER NOT NULL, UNIQUE (tenant, login)) STRICT;"
    "CREATE TABLE session (hash TEXT NOT NULL PRIMARY KEY, staff INTEGER NOT NULL,"
    "  created_at INTEGER NOT NULL, used_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE release (number INTEGER PRIMARY KEY, author TEXT NOT NULL, note TEXT NOT NULL,"
    "  created_at INTEGER NOT NULL, active INTEGER NOT NULL) STRICT;"
    "CREATE TABLE release_file (release INTEGER NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL,"
    "  PRIMARY KEY (release, path)) STRICT, WITHOUT ROWID;",

    /* 2: releases are numbered for each tenant, and only one can be active; a conversation that is
     * put back goes in front; the last words are read where they are instead of kept twice */
    "CREATE TABLE release_2 (tenant INTEGER NOT NULL, number INTEGER NOT NULL,"
    "  author TEXT NOT NULL, note TEXT NOT NULL, created_at INTEGER NOT NULL,"
    "  active INTEGER NOT NULL, PRIMARY KEY (tenant, number)) STRICT, WITHOUT ROWID;"
    "INSERT INTO release_2 SELECT 1, number, author, note, created_at, active FROM release;"
    "DROP TABLE release;"
    "ALTER TABLE release_2 RENAME TO release;"
    "CREATE UNIQUE INDEX release_active ON release (tenant) WHERE active = 1;"
    "CREATE TABLE release_file_2 (tenant INTEGER NOT NULL, release INTEGER NOT NULL,"
    "  path TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (tenant, release, path))"
    "  STRICT, WITHOUT ROWID;"
    "INSERT INTO release_file_2 SELECT 1, release, path, text FROM release_file;"
    "DROP TABLE release_file;"
    "ALTER TABLE release_file_2 RENAME TO release_file;"
    "DROP INDEX handoff_queue;"
    "ALTER TABLE handoff DROP COLUMN last_text;"
    "ALTER TABLE handoff ADD COLUMN put_back_at INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX handoff_queue ON handoff (tenant, priority DESC, put_back_at DESC, entered_at, "
    "id)"
    "  WHERE state = 0;",

    /* 3: the company's own tables; a row is found by the keys of its values */
    "CREATE TABLE data_table (tenant INTEGER NOT NULL, name TEXT NOT NULL, columns TEXT NOT NULL,"
    "  source TEXT NOT NULL, import INTEGER NOT NULL, imported_at INTEGER NOT NULL,"
    "  PRIMARY KEY (tenant, name)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE data_row (tenant INTEGER NOT NULL, id INTEGER PRIMARY KEY,"
    "  table_name TEXT NOT NULL, identity TEXT NOT NULL, ver INTEGER NOT NULL,"
    "  cells TEXT NOT NULL, import INTEGER NOT NULL, updated_at INTEGER NOT NULL,"
    "  UNIQUE (tenant, table_name, identity)) STRICT;"
    "CREATE INDEX data_row_table ON data_row (tenant, table_name, id);"
    "CREATE TABLE data_key (tenant INTEGER NOT NULL, table_name TEXT NOT NULL,"
    "  column_name TEXT NOT NULL, key TEXT NOT NULL, row INTEGER NOT NULL,"
    "  PRIMARY KEY (tenant, table_name, column_name, key, row)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX data_key_row ON data_key (tenant, row);"
    "CREATE TABLE data_word (tenant INTEGER NOT NULL, table_name TEXT NOT NULL,"
    "  column_name TEXT NOT NULL, word TEXT NOT NULL, row INTEGER NOT NULL,"
    "  PRIMARY KEY (tenant, table_name, column_name, word, row)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX data_word_row ON data_word (tenant, row);",
};

int64_t db_schema_version(void)
{
    return (int64_t)COUNT(steps);
}

int64_t db_version(struct db *db)
{
    sqlite3_stmt *statement = db_prepare(db, "PRAGMA user_version");
    if (!db_row(db, statement))
        return -1;
    int64_t version = db_int(statement, 0);
    sqlite3_reset(statement);
    return version;
}

/* A copy of the database as it was, beside it: letan.db.before-2. */
static bool keep_copy(struct db *db, const char *path, int64_t version, struct err *err)
{
    char copy[4096];
    sqlite3 *target = NULL;
    snprintf(copy, sizeof(copy), "%s.before-%" PRId64, path, version + 1);
    bool ok = sqlite3_open(copy, &target) == SQLITE_OK;
    sqlite3_backup *backup = ok ? sqlite3_backup_init(target, "main", db_handle(db), "main") : NULL;
    ok = backup != NULL && sqlite3_backup_step(backup, -1) == SQLITE_DONE;
    if (backup != NULL)
        ok = sqlite3_backup_finish(backup) == SQLITE_OK && ok;
    if (!ok)
        err_set(err, ERR_IO, "copying the database to %s before changing it: %s", copy,
                sqlite3_errmsg(target));
    sqlite3_close(target);
    return ok;
}

static bool take_step(struct db *db, int64_t version, struct err *err)
{
    char done[64];
    sqlite3 *handle = db_handle(db);
    snprintf(done, sizeof(done), "PRAGMA user_version=%" PRId64, version + 1);
    bool ok = sqlite3_exec(handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
              sqlite3_exec(handle, steps[version], NULL, NULL, NULL) == SQLITE_OK &&
              sqlite3_exec(handle, done, NULL, NULL, NULL) == SQLITE_OK &&
              sqlite3_exec(handle, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    if (!ok) {
        err_set(err, ERR_IO, "schema step %" PRId64 ": %s", version + 1, sqlite3_errmsg(handle));
        sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL);
    }
    return ok;
}

bool db_migrate_to(struct db *db, const char *path, int64_t last, struct err *err)
{
    int64_t version = db_version(db);
    if (version < 0)
        return err_set(err, ERR_IO, "reading the schema version: %s",
                       sqlite3_errmsg(db_handle(db)));
    if (version > db_schema_version())
        return err_set(err, ERR_INPUT,
                       "this data is of a newer letan (schema %" PRId64 ", this program knows "
                       "%" PRId64
                       "): start the newer program, or restore a backup made by this one",
                       version, db_schema_version());
    if (version > 0 && version < last && !keep_copy(db, path, version, err))
        return false;
    for (; version < last; version++) {
        if (!take_step(db, version, err))
            return false;
        log_info("store.migrated", "schema=%" PRId64, version + 1);
    }
    return true;
}

bool db_migrate(struct db *db, const char *path, struct err *err)
{
    return db_migrate_to(db, path, db_schema_version(), err);
}
