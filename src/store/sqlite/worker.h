/*
 * A thread with a bounded queue of letters, and the parts of the store its threads share. Internal
 * to store/sqlite.
 */
#ifndef STORE_SQLITE_WORKER_H
#define STORE_SQLITE_WORKER_H

#include <pthread.h>
#include <stdatomic.h>

#include "store/sqlite/letter.h"

enum { STORE_PATH_BYTES = 4096 };

struct worker {
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
    int lock_fd; /* holds serve.lock; -1 in a tool */
    struct worker writer, reader;
    pthread_mutex_t snapshot_lock;
    struct store_snapshot *idle_snapshots; /* under snapshot_lock */
    size_t pending;                        /* loop: letters not finished yet */
    bool closing;                          /* loop */
    char path[STORE_PATH_BYTES];
    bool doubtful;        /* writer: reopen and check before writing again */
    int64_t reopen_at_ms; /* writer: monotonic; not before */
    _Atomic bool is_writable;
    _Atomic uint64_t commits, turns, batch_largest;
};

void worker_start(struct worker *worker, struct store *store, void *(*work)(void *));

/* Lets the thread finish what is queued, and joins it. */
void worker_stop(struct worker *worker);

/* Loop thread. false: the queue is full, the letter is still the caller's. */
bool worker_send(struct worker *worker, struct letter *letter);

/* The worker's thread: waits for letters, takes at most max, oldest first, as a list. NULL when the
 * worker is to stop and nothing is queued. */
struct letter *worker_take(struct worker *worker, size_t max);

size_t worker_queued(struct worker *worker);

/* Any thread: hands a list of letters, done with, to the loop; one wake-up for all of them. */
void letters_deliver(struct store *store, struct letter *letters);

/* Frees the snapshots; none may be in use. */
void snapshots_free(struct store *store);

/* The thread functions; ctx is the struct worker. */
void *writer_run(void *ctx);
void *reader_run(void *ctx);

#endif
