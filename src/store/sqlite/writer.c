/*
 * The one thread that writes. It commits what waited while the last commit ran: no timer, and under
 * load one fsync carries many turns. Nothing is told to the loop before COMMIT has returned.
 *
 * When the disk refuses, the whole batch is rolled back and answered STORE_UNAVAILABLE; the next
 * batch tries again. After a failed fsync or a sign of corruption nothing may be assumed about what
 * the file holds (the kernel may have dropped the pages it could not write), so the database is
 * opened anew and checked first.
 */
#include "base/log.h"
#include "store/sqlite/worker.h"

enum {
    BATCH_MAX = 256,
    REOPEN_EVERY_MS = 1000,
};

static bool begin(struct db *db)
{
    db_clear_failure(db);
    if (db_do(db, "BEGIN IMMEDIATE", ""))
        return true;
    if (db_failure(db) != DB_LOCKED) /* a tool may hold the database for longer than our patience */
        return false;
    db_clear_failure(db);
    return db_do(db, "BEGIN IMMEDIATE", "");
}

/* One letter inside the batch's transaction: a failure of its own undoes its own changes only.
 * false: the transaction is not to be trusted any more. */
static bool run_one(struct db *db, struct letter *letter)
{
    letter->status = STORE_OK;
    if (!db_do(db, "SAVEPOINT letter", ""))
        return false;
    letter->run(db, letter);
    if (db_failure(db) > DB_STATEMENT)
        return false;
    if (db_failure(db) == DB_STATEMENT)
        letter->status = STORE_UNAVAILABLE;
    db_clear_failure(db);
    if (letter->status != STORE_OK && !db_do(db, "ROLLBACK TO letter", ""))
        return false;
    return db_do(db, "RELEASE letter", "");
}

static bool commit_batch(struct db *db, struct letter *letters)
{
    bool ok = begin(db);
    for (struct letter *letter = letters; ok && letter != NULL; letter = letter->next)
        ok = run_one(db, letter);
    return ok && db_do(db, "COMMIT", "");
}

static void note_state(struct store *store, bool is_writable)
{
    if (store->is_writable == is_writable)
        return;
    store->is_writable = is_writable;
    if (is_writable) {
        db_forget_logged(store->writer.db);
        log_info("store.writable", "again=yes");
    } else {
        log_error("store.unavailable",
                  "action=\"check the disk; nothing unsaved was acknowledged\"");
    }
}

/* Opens the database anew and reads all of it once. */
static bool reopen(struct store *store)
{
    struct err err = {0};
    struct db *fresh = db_open(store->path, true, &err);
    if (fresh == NULL || !db_check(fresh, &err)) {
        log_warn("store.reopen", "ok=no reason=\"%s\"", err.text);
        db_close(fresh);
        return false;
    }
    db_inherit_logged(fresh, store->writer.db);
    db_close(store->writer.db);
    store->writer.db = fresh;
    log_info("store.reopen", "ok=yes");
    return true;
}

static bool is_fit(struct store *store)
{
    if (!store->doubtful)
        return true;
    int64_t now_ms = clock_mono_ms(store->clock);
    if (now_ms < store->reopen_at_ms)
        return false;
    store->reopen_at_ms = now_ms + REOPEN_EVERY_MS;
    store->doubtful = !reopen(store);
    return !store->doubtful;
}

static void run_batch(struct store *store, struct letter *letters)
{
    size_t count = 0;
    for (struct letter *letter = letters; letter != NULL; letter = letter->next)
        count++;
    bool ok = is_fit(store) && commit_batch(store->writer.db, letters);
    if (!ok) {
        struct db *db = store->writer.db;
        if (!sqlite3_get_autocommit(db_handle(db)))
            sqlite3_exec(db_handle(db), "ROLLBACK", NULL, NULL, NULL);
        store->doubtful = store->doubtful || db_failure(db) == DB_DOUBTFUL;
        for (struct letter *letter = letters; letter != NULL; letter = letter->next)
            letter->status = STORE_UNAVAILABLE;
    }
    note_state(store, ok);
    if (!ok)
        return;
    store->commits++;
    store->turns += count;
    if (count > store->batch_largest)
        store->batch_largest = count;
}

void *writer_run(void *ctx)
{
    struct worker *worker = ctx;
    for (struct letter *letters; (letters = worker_take(worker, BATCH_MAX)) != NULL;) {
        run_batch(worker->store, letters);
        letters_deliver(worker->store, letters);
        db_checkpoint(worker->db); /* after the answers: nobody waits for it */
    }
    return NULL;
}
