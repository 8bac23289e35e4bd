#include "store/sqlite/worker.h"

enum { QUEUE_MAX = 10000 };

void worker_start(struct worker *worker, struct store *store, void *(*work)(void *))
{
    worker->store = store;
    worker->last = &worker->first;
    must(pthread_mutex_init(&worker->lock, NULL) == 0);
    must(pthread_cond_init(&worker->news, NULL) == 0);
    must(pthread_create(&worker->thread, NULL, work, worker) == 0);
}

void worker_stop(struct worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    worker->closing = true;
    pthread_cond_signal(&worker->news);
    pthread_mutex_unlock(&worker->lock);
    pthread_join(worker->thread, NULL);
    pthread_cond_destroy(&worker->news);
    pthread_mutex_destroy(&worker->lock);
}

bool worker_send(struct worker *worker, struct letter *letter)
{
    pthread_mutex_lock(&worker->lock);
    bool has_room = worker->count < QUEUE_MAX;
    if (has_room) {
        *worker->last = letter;
        worker->last = &letter->next;
        worker->count++;
        pthread_cond_signal(&worker->news);
    }
    pthread_mutex_unlock(&worker->lock);
    return has_room;
}

struct letter *worker_take(struct worker *worker, size_t max)
{
    pthread_mutex_lock(&worker->lock);
    while (worker->first == NULL && !worker->closing)
        pthread_cond_wait(&worker->news, &worker->lock);
    struct letter *letters = worker->first, **end = &letters;
    for (size_t n = 0; n < max && *end != NULL; n++) {
        end = &(*end)->next;
        worker->count--;
    }
    worker->first = *end;
    if (worker->first == NULL)
        worker->last = &worker->first;
    *end = NULL;
    pthread_mutex_unlock(&worker->lock);
    return letters;
}

size_t worker_queued(struct worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    size_t count = worker->count;
    pthread_mutex_unlock(&worker->lock);
    return count;
}
