#include "store/sqlite/db.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/log.h"

enum {
    STATEMENTS_MAX = 256,
    BUSY_MS = 2000,
    CHECKPOINT_PAGES = 500,
    WAL_ALARM_PAGES = 32768 /* 128 MiB of 4 KiB pages */
};

struct db {
    sqlite3 *handle;
    enum db_failure failure;
    int logged;                   /* the last code logged; SQLITE_OK: none */
    int wal_pages, checkpoint_at; /* pages in the WAL now; checkpoint from this many on */
    bool wal_alarm;
    struct {
        const char *sql;
        sqlite3_stmt *statement;
    } statements[STATEMENTS_MAX];
};

/* Called by SQLite after each commit. It would checkpoint here by default, before COMMIT returns
 * and so before anybody is answered; we only count. */
static int count_wal(void *ctx, sqlite3 *handle, const char *name, int pages)
{
    struct db *db = ctx;
    (void)handle, (void)name;
    if (pages < db->wal_pages) /* the WAL began anew */
        db->checkpoint_at = CHECKPOINT_PAGES;
    db->wal_pages = pages;
    return SQLITE_OK;
}

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
        /* 8 MiB: a full batch changes some 1,300 pages; with SQLite's 2 MiB they are written early,
         * read back and written again */
        sqlite3_exec(handle, "PRAGMA cache_size=-8192", NULL, NULL, NULL);
        db->checkpoint_at = CHECKPOINT_PAGES;
        sqlite3_wal_hook(handle, count_wal, db);
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

enum db_failure db_failure(const struct db *db)
{
    return db->failure;
}

bool db_failed(const struct db *db)
{
    return db->failure != DB_FINE;
}

void db_clear_failure(struct db *db)
{
    db->failure = DB_FINE;
}

void db_forget_logged(struct db *db)
{
    db->logged = SQLITE_OK;
}

void db_inherit_logged(struct db *db, const struct db *before)
{
    db->logged = before->logged;
}

/* https://www.sqlite.org/rescode.html; the low byte is the primary code. */
static enum db_failure classify(int code)
{
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
        return DB_DOUBTFUL;
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return DB_DOUBTFUL;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
        return DB_DISK;
    case SQLITE_BUSY:
        return DB_LOCKED;
    default:
        return DB_STATEMENT;
    }
}

static void note_failure(struct db *db)
{
    int code = sqlite3_extended_errcode(db->handle);
    enum db_failure failure = classify(code);
    if (failure > db->failure)
        db->failure = failure;
    if (failure == DB_STATEMENT || code != db->logged)
        log_error("store.failed", "code=%d reason=\"%s\"", code, sqlite3_errmsg(db->handle));
    if (failure != DB_STATEMENT)
        db->logged = code;
}

/* A long reader keeps the WAL from starting anew; then it grows, and only what is new since the
 * last time is worth another checkpoint. */
void db_checkpoint(struct db *db)
{
    if (db->wal_pages < db->checkpoint_at)
        return;
    int code = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (code != SQLITE_OK && code != SQLITE_BUSY)
        note_failure(db);
    db->checkpoint_at = db->wal_pages + CHECKPOINT_PAGES;
    bool alarm = db->wal_pages >= WAL_ALARM_PAGES;
    if (alarm && !db->wal_alarm)
        log_warn("store.wal_large", "pages=%d action=\"something reads for too long\"",
                 db->wal_pages);
    db->wal_alarm = alarm;
}

bool db_check(struct db *db, struct err *err)
{
    sqlite3_stmt *check = db_prepare(db, "PRAGMA quick_check(1)");
    if (!db_row(db, check))
        return err_set(err, ERR_IO, "checking the database: %s", sqlite3_errmsg(db->handle));
    const char *answer = (const char *)sqlite3_column_text(check, 0);
    bool ok = answer != NULL && sqlite3_stricmp(answer, "ok") == 0;
    if (!ok)
        err_set(err, ERR_IO, "the database is damaged: %s", answer == NULL ? "?" : answer);
    sqlite3_reset(check);
    return ok;
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
                              SQLITE_STATIC);
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
    return db->failure == DB_FINE;
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
