#include "store/sqlite/db.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/log.h"

enum { STATEMENTS_MAX = 128, BUSY_MS = 2000, CHECKPOINT_PAGES = 500 };

struct db {
    sqlite3 *handle;
    bool failed;
    struct {
        const char *sql;
        sqlite3_stmt *statement;
    } statements[STATEMENTS_MAX];
};

static bool set_up(struct db *db, bool for_writing, struct err *err)
{
    static const char *const always[] = {
        "PRAGMA trusted_schema=OFF", "PRAGMA cell_size_check=ON", "PRAGMA foreign_keys=ON",
        "PRAGMA temp_store=MEMORY",  "PRAGMA synchronous=FULL",
    };
    sqlite3 *handle = db->handle;
    sqlite3_busy_timeout(handle, BUSY_MS);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 4 << 20);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 100000);
    sqlite3_limit(handle, SQLITE_LIMIT_VARIABLE_NUMBER, 100);
    sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 100);
    for (size_t i = 0; i < COUNT(always); i++) {
        if (sqlite3_exec(handle, always[i], NULL, NULL, NULL) != SQLITE_OK)
            return err_set(err, ERR_IO, "%s: %s", always[i], sqlite3_errmsg(handle));
    }
    const char *mode = for_writing ? "PRAGMA journal_mode=WAL" : "PRAGMA query_only=ON";
    if (sqlite3_exec(handle, mode, NULL, NULL, NULL) != SQLITE_OK)
        return err_set(err, ERR_IO, "%s: %s", mode, sqlite3_errmsg(handle));
    if (for_writing) {
        sqlite3_wal_autocheckpoint(handle, CHECKPOINT_PAGES);
        sqlite3_exec(handle, "PRAGMA journal_size_limit=67108864", NULL, NULL, NULL);
    }
    return true;
}

struct db *db_open(const char *path, bool for_writing, struct err *err)
{
    struct db *db = HEAP_NEW(struct db);
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (for_writing ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(path, &db->handle, flags, NULL) != SQLITE_OK) {
        err_set(err, ERR_IO, "opening %s: %s", path, sqlite3_errmsg(db->handle));
    } else if (set_up(db, for_writing, err)) {
        return db;
    }
    db_close(db);
    return NULL;
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    for (size_t i = 0; i < STATEMENTS_MAX; i++)
        sqlite3_finalize(db->statements[i].statement);
    must(sqlite3_close(db->handle) == SQLITE_OK);
    free(db);
}

sqlite3 *db_handle(struct db *db)
{
    return db->handle;
}

bool db_failed(const struct db *db)
{
    return db->failed;
}

void db_clear_failure(struct db *db)
{
    db->failed = false;
}

static void note_failure(struct db *db)
{
    if (!db->failed)
        log_error("store.failed", "code=%d reason=\"%s\"", sqlite3_extended_errcode(db->handle),
                  sqlite3_errmsg(db->handle));
    db->failed = true;
}

sqlite3_stmt *db_prepare(struct db *db, const char *sql)
{
    size_t i = ((uintptr_t)sql >> 3) % STATEMENTS_MAX, tried = 0;
    while (db->statements[i].sql != NULL && db->statements[i].sql != sql) {
        i = (i + 1) % STATEMENTS_MAX;
        must(++tried < STATEMENTS_MAX); /* there are fewer statements in the sources */
    }
    if (db->statements[i].sql == NULL) {
        sqlite3_stmt *statement = NULL;
        int code =
            sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
        if (code != SQLITE_OK) {
            note_failure(db);
            return NULL;
        }
        db->statements[i].sql = sql;
        db->statements[i].statement = statement;
    }
    sqlite3_reset(db->statements[i].statement);
    return db->statements[i].statement;
}

static void bind_all(sqlite3_stmt *statement, const char *types, va_list args)
{
    if (statement == NULL)
        return;
    for (int i = 0; types[i] != '\0'; i++) {
        if (types[i] == 'i') {
            sqlite3_bind_int64(statement, i + 1, va_arg(args, int64_t));
        } else {
            struct str s = va_arg(args, struct str);
            sqlite3_bind_text(statement, i + 1, s.data == NULL ? "" : s.data, (int)s.len,
                              SQLITE_TRANSIENT);
        }
    }
}

void db_bind(sqlite3_stmt *statement, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    bind_all(statement, types, args);
    va_end(args);
}

bool db_row(struct db *db, sqlite3_stmt *statement)
{
    int code = statement == NULL ? SQLITE_ERROR : sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        note_failure(db);
    if (code != SQLITE_ROW && statement != NULL)
        sqlite3_reset(statement);
    return code == SQLITE_ROW;
}

bool db_run(struct db *db, sqlite3_stmt *statement)
{
    while (db_row(db, statement))
        ;
    return !db->failed;
}

bool db_do(struct db *db, const char *sql, const char *types, ...)
{
    sqlite3_stmt *statement = db_prepare(db, sql);
    va_list args;
    va_start(args, types);
    bind_all(statement, types, args);
    va_end(args);
    return db_run(db, statement);
}

int64_t db_int(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_int64(statement, column);
}

struct str db_text(sqlite3_stmt *statement, int column, struct arena *arena)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    if (text == NULL)
        return STR("");
    return str_dup(arena, (struct str){text, (size_t)sqlite3_column_bytes(statement, column)});
}

int db_changes(struct db *db)
{
    return sqlite3_changes(db->handle);
}
