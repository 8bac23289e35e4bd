/*
 * The store on SQLite: one writer thread with group commit, one reader thread, both fed by letters.
 * Here it is opened and closed, and letters go out and come back.
 *
 * Two locks in the folder, both flock(), so that a dead process holds nothing: serve.lock for as
 * long as a server runs, and open.lock for the moment of opening, so that two processes never
 * prepare or migrate the same file at once.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "store/sqlite/worker.h"

enum { READS_MAX = 16 };

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
    struct store *store = delivery->store;
    for (struct letter *letter = delivery->letters; letter != NULL;) {
        struct letter *next = letter->next;
        letter->finish(letter);
        arena_free(letter->arena);
        store->pending--;
        letter = next;
    }
    free(delivery);
    if (store->closing && store->pending == 0)
        loop_stop(store->loop);
}

void letters_deliver(struct store *store, struct letter *letters)
{
    struct delivery *delivery = HEAP_NEW(struct delivery);
    *delivery = (struct delivery){store, letters};
    loop_post(store->loop, finish_all, delivery);
}

static void send(struct worker *worker, struct letter *letter)
{
    if (worker_send(worker, letter))
        return;
    letter->status = STORE_BUSY;
    letters_deliver(worker->store, letter);
}

void store_write(struct store *store, struct letter *letter)
{
    send(&store->writer, letter);
}

void store_read(struct store *store, struct letter *letter)
{
    send(&store->reader, letter);
}

void *reader_run(void *ctx)
{
    struct worker *worker = ctx;
    for (struct letter *letters; (letters = worker_take(worker, READS_MAX)) != NULL;) {
        bool failed = false;
        for (struct letter *letter = letters; letter != NULL; letter = letter->next) {
            db_clear_failure(worker->db);
            letter->run(worker->db, letter);
            if (db_failed(worker->db))
                letter->status = STORE_UNAVAILABLE;
            failed = failed || db_failed(worker->db);
        }
        if (!failed)
            db_forget_logged(worker->db);
        letters_deliver(worker->store, letters);
    }
    return NULL;
}

/* ---- opening and closing ---- */

static int open_lock(const char *folder, const char *name, struct err *err)
{
    char path[STORE_PATH_BYTES];
    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path)) {
        err_set(err, ERR_INPUT, "the name of the data folder is too long");
        return -1;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        err_set(err, ERR_IO, "opening %s: %s", path, strerror(errno));
    return fd;
}

/* Takes serve.lock: the fd, or -1. */
static int lock_serving(const char *folder, struct err *err)
{
    int fd = open_lock(folder, "serve.lock", err);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    err_set(err, ERR_BUSY,
            "another letan serves %s already: stop it first, or give --data another folder",
            folder);
    close(fd);
    return -1;
}

/* A tool may not change the schema under a running server, whose statements fit the old one. */
static bool may_migrate(struct store *store, const char *folder, struct err *err)
{
    int64_t version = db_version(store->writer.db);
    if (store->lock_fd >= 0 || version <= 0 || version >= db_schema_version())
        return true;
    struct err ignored = {0};
    int fd = lock_serving(folder, &ignored);
    if (fd < 0)
        return err_set(err, ERR_BUSY,
                       "an older letan serves %s: restart it with this program first, it will "
                       "bring the data up to date",
                       folder);
    close(fd);
    return true;
}

static bool open_files(struct store *store, const char *folder, struct err *err)
{
    int lock = open_lock(folder, "open.lock", err);
    if (lock < 0)
        return false;
    snprintf(store->path, sizeof(store->path), "%s/letan.db", folder);
    bool ok = flock(lock, LOCK_EX) == 0 || err_set(err, ERR_IO, "flock: %s", strerror(errno));
    mode_t old = umask(0077);
    if (ok)
        store->writer.db = db_open(store->path, true, err);
    ok = store->writer.db != NULL && may_migrate(store, folder, err) &&
         db_migrate(store->writer.db, store->path, err);
    if (ok)
        store->reader.db = db_open(store->path, false, err);
    umask(old);
    close(lock);
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
    bool ok = file_make_folder(folder, err);
    if (ok && serving)
        ok = (store->lock_fd = lock_serving(folder, err)) >= 0;
    if (!ok || !open_files(store, folder, err)) {
        db_close(store->reader.db);
        db_close(store->writer.db);
        if (store->lock_fd >= 0)
            close(store->lock_fd);
        free(store);
        return NULL;
    }
    must(pthread_mutex_init(&store->snapshot_lock, NULL) == 0);
    worker_start(&store->writer, store, writer_run);
    worker_start(&store->reader, store, reader_run);
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
    store->closing = true;
    while (store->pending > 0)
        loop_run(store->loop);
    worker_stop(&store->writer);
    worker_stop(&store->reader);
    snapshots_free(store);
    pthread_mutex_destroy(&store->snapshot_lock);
    db_close(store->reader.db);
    db_close(store->writer.db);
    if (store->lock_fd >= 0)
        close(store->lock_fd);
    free(store);
}

void store_health(struct store *store, struct store_health *out)
{
    *out = (struct store_health){.is_writable = store->is_writable,
                                 .writes_queued = worker_queued(&store->writer),
                                 .commits = store->commits,
                                 .turns = store->turns,
                                 .batch_largest = store->batch_largest,
                                 .schema_version = db_schema_version()};
}
