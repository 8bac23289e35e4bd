/*
 * The store on SQLite: one writer thread with group commit, one reader thread, both fed by letters.
 *
 * The writer commits what waited while the last commit ran: no timer, and under load one fsync
 * carries many turns. Nothing is told to the loop before COMMIT has returned.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "store/sqlite/letter.h"

enum { QUEUE_MAX = 10000, BATCH_MAX = 256, PATH_BYTES = 4096 };

struct desk {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t news;
    struct letter *first, **last; /* under lock */
    size_t count;                 /* under lock */
    bool closing;                 /* under lock */
    struct db *db;                /* the thread's own */
    struct store *store;
};

struct store {
    struct loop *loop;
    const struct clock *clock;
    int lock_fd;
    struct desk writer, reader;
    size_t pending; /* loop: letters not finished yet */
    _Atomic bool is_writable;
    _Atomic uint64_t commits, turns, batch_largest;
};

/* ---- letters ---- */

void *letter_new(struct store *store, size_t size, void (*run)(struct db *, struct letter *),
                 void (*finish)(struct letter *))
{
    struct arena *arena = arena_new();
    struct letter *letter = arena_alloc(arena, size);
    letter->arena = arena;
    letter->clock = store->clock;
    letter->run = run;
    letter->finish = finish;
    store->pending++;
    return letter;
}

int64_t letter_now_ms(const struct letter *letter)
{
    return clock_wall_ms(letter->clock);
}

struct delivery {
    struct store *store;
    struct letter *letters;
};

static void finish_all(void *ctx)
{
    struct delivery *delivery = ctx;
    for (struct letter *letter = delivery->letters; letter != NULL;) {
        struct letter *next = letter->next;
        delivery->store->pending--;
        letter->finish(letter);
        arena_free(letter->arena);
        letter = next;
    }
    free(delivery);
}

static void deliver(struct store *store, struct letter *letters)
{
    struct delivery *delivery = HEAP_NEW(struct delivery);
    *delivery = (struct delivery){store, letters};
    loop_post(store->loop, finish_all, delivery);
}

static void send(struct desk *desk, struct letter *letter)
{
    pthread_mutex_lock(&desk->lock);
    bool full = desk->count >= QUEUE_MAX;
    if (!full) {
        *desk->last = letter;
        desk->last = &letter->next;
        desk->count++;
        pthread_cond_signal(&desk->news);
    }
    pthread_mutex_unlock(&desk->lock);
    if (full) {
        letter->status = STORE_BUSY;
        deliver(desk->store, letter);
    }
}

void store_write(struct store *store, struct letter *letter)
{
    send(&store->writer, letter);
}

void store_read(struct store *store, struct letter *letter)
{
    send(&store->reader, letter);
}

/* Waits for letters and takes at most max; NULL when the desk closes and is empty. */
static struct letter *take(struct desk *desk, size_t max)
{
    pthread_mutex_lock(&desk->lock);
    while (desk->first == NULL && !desk->closing)
        pthread_cond_wait(&desk->news, &desk->lock);
    struct letter *letters = desk->first, **end = &letters;
    for (size_t n = 0; n < max && *end != NULL; n++) {
        end = &(*end)->next;
        desk->count--;
    }
    desk->first = *end;
    if (desk->first == NULL)
        desk->last = &desk->first;
    *end = NULL;
    pthread_mutex_unlock(&desk->lock);
    return letters;
}

/* ---- the writer ---- */

static bool begin(struct db *db)
{
    db_clear_failure(db);
    return db_do(db, "BEGIN IMMEDIATE", "");
}

static void roll_back(struct db *db)
{
    if (!sqlite3_get_autocommit(db_handle(db)))
        sqlite3_exec(db_handle(db), "ROLLBACK", NULL, NULL, NULL);
}

/* One letter inside the batch's transaction: its failure undoes its own changes only. */
static void run_one(struct db *db, struct letter *letter)
{
    db_clear_failure(db);
    letter->status = STORE_OK;
    if (!db_do(db, "SAVEPOINT letter", ""))
        return;
    letter->run(db, letter);
    bool failed = db_failed(db);
    if (failed)
        letter->status = STORE_UNAVAILABLE;
    if (letter->status != STORE_OK)
        sqlite3_exec(db_handle(db), "ROLLBACK TO letter", NULL, NULL, NULL);
    db_do(db, "RELEASE letter", "");
}

static void note_state(struct store *store, bool is_writable)
{
    if (store->is_writable == is_writable)
        return;
    store->is_writable = is_writable;
    if (is_writable)
        log_info("store.writable", "again=yes");
    else
        log_error("store.unavailable",
                  "action=\"check the disk; nothing unsaved was acknowledged\"");
}

static size_t fail_all(struct letter *letters)
{
    size_t n = 0;
    for (; letters != NULL; letters = letters->next, n++)
        letters->status = STORE_UNAVAILABLE;
    return n;
}

static void run_batch(struct store *store, struct db *db, struct letter *letters)
{
    size_t n = 0;
    bool ok = begin(db) || begin(db); /* a second try after the busy timeout */
    for (struct letter *letter = letters; ok && letter != NULL; letter = letter->next, n++) {
        run_one(db, letter);
        ok = !sqlite3_get_autocommit(db_handle(db)); /* a full disk rolls the whole batch back */
    }
    db_clear_failure(db);
    ok = ok && db_do(db, "COMMIT", "");
    if (!ok) {
        roll_back(db);
        fail_all(letters);
    }
    note_state(store, ok);
    store->commits++;
    store->turns += n;
    if (n > store->batch_largest)
        store->batch_largest = n;
}

static void *write_all(void *ctx)
{
    struct desk *desk = ctx;
    for (struct letter *letters; (letters = take(desk, BATCH_MAX)) != NULL;) {
        run_batch(desk->store, desk->db, letters);
        deliver(desk->store, letters);
    }
    return NULL;
}

static void *read_all(void *ctx)
{
    struct desk *desk = ctx;
    for (struct letter *letters; (letters = take(desk, 1)) != NULL;) {
        db_clear_failure(desk->db);
        letters->run(desk->db, letters);
        if (db_failed(desk->db))
            letters->status = STORE_UNAVAILABLE;
        deliver(desk->store, letters);
    }
    return NULL;
}

/* ---- opening and closing ---- */

static bool lock_folder(struct store *store, const char *folder, struct err *err)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof(path), "%s/serve.lock", folder);
    store->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (store->lock_fd < 0)
        return err_set(err, ERR_IO, "opening %s: %s", path, strerror(errno));
    if (flock(store->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return err_set(
            err, ERR_BUSY,
            "another letan serves %s already: stop it first, or give --data another folder",
            folder);
    return true;
}

static void start_desk(struct store *store, struct desk *desk, void *(*work)(void *))
{
    desk->store = store;
    desk->last = &desk->first;
    must(pthread_mutex_init(&desk->lock, NULL) == 0);
    must(pthread_cond_init(&desk->news, NULL) == 0);
    must(pthread_create(&desk->thread, NULL, work, desk) == 0);
}

static void stop_desk(struct desk *desk)
{
    pthread_mutex_lock(&desk->lock);
    desk->closing = true;
    pthread_cond_signal(&desk->news);
    pthread_mutex_unlock(&desk->lock);
    pthread_join(desk->thread, NULL);
    pthread_cond_destroy(&desk->news);
    pthread_mutex_destroy(&desk->lock);
}

static bool open_files(struct store *store, const char *folder, struct err *err)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof(path), "%s/letan.db", folder);
    mode_t old = umask(0077);
    store->writer.db = db_open(path, true, err);
    bool ok = store->writer.db != NULL && db_migrate(store->writer.db, path, err);
    if (ok)
        store->reader.db = db_open(path, false, err);
    umask(old);
    return ok && store->reader.db != NULL;
}

static struct store *open_store(const char *folder, struct loop *loop, const struct clock *clock,
                                bool serving, struct err *err)
{
    struct store *store = HEAP_NEW(struct store);
    store->loop = loop;
    store->clock = clock;
    store->lock_fd = -1;
    store->is_writable = true;
    bool ok = file_make_folder(folder, err) && (!serving || lock_folder(store, folder, err)) &&
              open_files(store, folder, err);
    if (!ok) {
        db_close(store->writer.db);
        db_close(store->reader.db);
        if (store->lock_fd >= 0)
            close(store->lock_fd);
        free(store);
        return NULL;
    }
    start_desk(store, &store->writer, write_all);
    start_desk(store, &store->reader, read_all);
    return store;
}

struct store *store_open(const char *folder, struct loop *loop, const struct clock *clock,
                         struct err *err)
{
    return open_store(folder, loop, clock, true, err);
}

struct store *store_open_tool(const char *folder, struct loop *loop, const struct clock *clock,
                              struct err *err)
{
    return open_store(folder, loop, clock, false, err);
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    while (store->pending > 0) {
        loop_poll(store->loop);
        if (store->pending > 0)
            usleep(500);
    }
    stop_desk(&store->writer);
    stop_desk(&store->reader);
    db_close(store->reader.db);
    db_close(store->writer.db);
    if (store->lock_fd >= 0)
        close(store->lock_fd);
    free(store);
}

void store_health(struct store *store, struct store_health *out)
{
    pthread_mutex_lock(&store->writer.lock);
    size_t queued = store->writer.count;
    pthread_mutex_unlock(&store->writer.lock);
    *out = (struct store_health){.is_writable = store->is_writable,
                                 .writes_queued = queued,
                                 .commits = store->commits,
                                 .turns = store->turns,
                                 .batch_largest = store->batch_largest,
                                 .schema_version = db_schema_version()};
}
