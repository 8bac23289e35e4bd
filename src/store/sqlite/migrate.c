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

    /* 4: service tasks: cases, customers, what people think, what happens later */
    "CREATE TABLE case_file (tenant INTEGER NOT NULL, id INTEGER PRIMARY KEY, code TEXT NOT NULL,"
    "  kind INTEGER NOT NULL, state INTEGER NOT NULL, ver INTEGER NOT NULL,"
    "  category TEXT NOT NULL, team TEXT NOT NULL, priority INTEGER NOT NULL, title TEXT NOT NULL,"
    "  text TEXT NOT NULL, fields TEXT NOT NULL, note TEXT NOT NULL,"
    "  conversation INTEGER NOT NULL, visitor INTEGER NOT NULL, owner INTEGER NOT NULL,"
    "  opened_at INTEGER NOT NULL, due_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,"
    "  UNIQUE (tenant, code)) STRICT;"
    "CREATE INDEX case_visitor ON case_file (tenant, visitor, id);"
    "CREATE INDEX case_conversation ON case_file (tenant, conversation, id);"
    "CREATE INDEX case_due ON case_file (tenant, due_at, id) WHERE state < 4;"
    "CREATE TABLE case_entry (tenant INTEGER NOT NULL, case_id INTEGER NOT NULL,"
    "  n INTEGER NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL, what TEXT NOT NULL,"
    "  text TEXT NOT NULL, public INTEGER NOT NULL, PRIMARY KEY (tenant, case_id, n))"
    "  STRICT, WITHOUT ROWID;"
    "CREATE TABLE row_change (tenant INTEGER NOT NULL, id INTEGER PRIMARY KEY,"
    "  row INTEGER NOT NULL, ver INTEGER NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,"
    "  why TEXT NOT NULL, conversation INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;"
    "CREATE INDEX row_change_row ON row_change (tenant, row, id);"
    "CREATE TABLE customer (tenant INTEGER NOT NULL, id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    "  pronoun TEXT NOT NULL, phone TEXT NOT NULL, email TEXT NOT NULL, address TEXT NOT NULL,"
    "  proved_phone TEXT NOT NULL, tags TEXT NOT NULL, notes TEXT NOT NULL,"
    "  consent_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX customer_proved ON customer (tenant, proved_phone)"
    "  WHERE proved_phone <> '';"
    "CREATE TABLE visitor_customer (tenant INTEGER NOT NULL, visitor INTEGER NOT NULL,"
    "  customer INTEGER NOT NULL, PRIMARY KEY (tenant, visitor)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX visitor_of_customer ON visitor_customer (tenant, customer, visitor);"
    "CREATE TABLE told (tenant INTEGER NOT NULL, conversation INTEGER NOT NULL,"
    "  field INTEGER NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL,"
    "  PRIMARY KEY (tenant, conversation, field)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE mood (tenant INTEGER NOT NULL, conversation INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL, mood INTEGER NOT NULL, at INTEGER NOT NULL,"
    "  PRIMARY KEY (tenant, conversation, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE opinion (tenant INTEGER NOT NULL, conversation INTEGER NOT NULL,"
    "  kind INTEGER NOT NULL, score INTEGER NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,"
    "  staff INTEGER NOT NULL, visitor INTEGER NOT NULL,"
    "  PRIMARY KEY (tenant, conversation, kind)) STRICT, WITHOUT ROWID;"
    "INSERT INTO opinion SELECT r.tenant, r.conversation, 0, r.score, r.text, r.at,"
    "  coalesce((SELECT h.owner FROM handoff h WHERE h.tenant = r.tenant AND"
    "  h.conversation = r.conversation ORDER BY h.id DESC LIMIT 1), 0), c.visitor"
    "  FROM rating r JOIN conversation c ON c.id = r.conversation;"
    "DROP TABLE rating;"
    "CREATE INDEX opinion_visitor ON opinion (tenant, visitor, kind, at);"
    "CREATE TABLE event (tenant INTEGER NOT NULL, id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  conversation INTEGER NOT NULL, kind INTEGER NOT NULL, key TEXT NOT NULL,"
    "  at INTEGER NOT NULL, payload TEXT NOT NULL,"
    "  UNIQUE (tenant, conversation, kind, key)) STRICT;"
    "CREATE INDEX event_due ON event (tenant, at, id);"
    "CREATE TABLE request (tenant INTEGER NOT NULL, id INTEGER PRIMARY KEY,"
    "  conversation INTEGER NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,"
    "  deadline INTEGER NOT NULL, keep_trying INTEGER NOT NULL, state INTEGER NOT NULL,"
    "  told INTEGER NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL,"
    "  http_status INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,"
    "  UNIQUE (tenant, key)) STRICT;"
    "CREATE INDEX request_due ON request (tenant, next_at, id) WHERE state = 0;"
    "ALTER TABLE callback ADD COLUMN code TEXT NOT NULL DEFAULT '';",

    /* The last hand-off of one conversation, for an opinion. */
    "CREATE INDEX handoff_conversation ON handoff (tenant, conversation);",
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
