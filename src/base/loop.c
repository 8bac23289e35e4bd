#include "base/loop.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <uv.h>

#include "base/arena.h"
#include "base/must.h"

enum { LAST_PRIORITY = 19 };

struct letter {
    struct letter *next;
    loop_fn *fn;
    void *ctx;
};

struct signal_watch {
    struct signal_watch *next;
    uv_signal_t handle;
    loop_fn *fn;
    void *ctx;
};

struct loop {
    uv_loop_t uv;
    uv_async_t wake;
    pthread_mutex_t lock;
    struct letter *first, **last; /* under lock */
    bool stopping;                /* under lock */
    struct signal_watch *signals;
};

struct loop_timer {
    uv_timer_t uv;
    loop_fn *fn;
    void *ctx;
};

static struct letter *take_all(struct loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    struct letter *letters = loop->first;
    loop->first = NULL;
    loop->last = &loop->first;
    pthread_mutex_unlock(&loop->lock);
    return letters;
}

static void deliver(struct loop *loop)
{
    for (struct letter *letter = take_all(loop); letter != NULL;) {
        struct letter *next = letter->next;
        letter->fn(letter->ctx);
        free(letter);
        letter = next;
    }
}

static void on_wake(uv_async_t *wake)
{
    struct loop *loop = wake->data;
    deliver(loop);
    pthread_mutex_lock(&loop->lock);
    bool stopping = loop->stopping;
    pthread_mutex_unlock(&loop->lock);
    if (stopping)
        uv_stop(&loop->uv);
}

struct loop *loop_new(int workers)
{
    if (workers > 0) {
        char number[16];
        snprintf(number, sizeof(number), "%d", workers);
        setenv("UV_THREADPOOL_SIZE", number, 0); /* read once, at the first piece of work */
    }
    struct loop *loop = HEAP_NEW(struct loop);
    must(uv_loop_init(&loop->uv) == 0);
    must(uv_async_init(&loop->uv, &loop->wake, on_wake) == 0);
    loop->wake.data = loop;
    loop->last = &loop->first;
    must(pthread_mutex_init(&loop->lock, NULL) == 0);
    return loop;
}

static void close_handle(uv_handle_t *handle, void *ctx)
{
    (void)ctx;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

void loop_free(struct loop *loop)
{
    if (loop == NULL)
        return;
    deliver(loop);
    uv_walk(&loop->uv, close_handle, NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    deliver(loop);
    must(uv_loop_close(&loop->uv) == 0);
    while (loop->signals != NULL) {
        struct signal_watch *watch = loop->signals;
        loop->signals = watch->next;
        free(watch);
    }
    pthread_mutex_destroy(&loop->lock);
    free(loop);
}

void loop_run(struct loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    loop->stopping = false;
    pthread_mutex_unlock(&loop->lock);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void loop_stop(struct loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    loop->stopping = true;
    pthread_mutex_unlock(&loop->lock);
    uv_async_send(&loop->wake);
}

void loop_poll(struct loop *loop)
{
    uv_run(&loop->uv, UV_RUN_NOWAIT);
}

void loop_post(struct loop *loop, loop_fn *fn, void *ctx)
{
    struct letter *letter = HEAP_NEW(struct letter);
    *letter = (struct letter){.fn = fn, .ctx = ctx};
    pthread_mutex_lock(&loop->lock);
    bool was_empty = loop->first == NULL;
    *loop->last = letter;
    loop->last = &letter->next;
    pthread_mutex_unlock(&loop->lock);
    if (was_empty)
        uv_async_send(&loop->wake);
}

struct job {
    uv_work_t uv;
    loop_fn *work, *done;
    void *ctx;
};

static void run_job(uv_work_t *uv)
{
    struct job *job = uv->data;
    job->work(job->ctx);
}

static void finish_job(uv_work_t *uv, int status)
{
    struct job *job = uv->data;
    must(status == 0); /* we never cancel */
    job->done(job->ctx);
    free(job);
}

void loop_work(struct loop *loop, loop_fn *work, loop_fn *done, void *ctx)
{
    struct job *job = HEAP_NEW(struct job);
    job->uv.data = job;
    job->work = work;
    job->done = done;
    job->ctx = ctx;
    must(uv_queue_work(&loop->uv, &job->uv, run_job, finish_job) == 0);
}

/* ---- work that can wait ---- */

struct aside {
    struct loop *loop;
    pthread_t thread;
    loop_fn *work, *done;
    void *ctx;
};

static void finish_aside(void *ctx)
{
    struct aside *aside = ctx;
    pthread_join(aside->thread, NULL);
    aside->done(aside->ctx);
    free(aside);
}

static void *run_aside(void *ctx)
{
    struct aside *aside = ctx;
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), LAST_PRIORITY); /* on Linux: of this thread */
    aside->work(aside->ctx);
    loop_post(aside->loop, finish_aside, aside);
    return NULL;
}

void loop_work_aside(struct loop *loop, loop_fn *work, loop_fn *done, void *ctx)
{
    struct aside *aside = HEAP_NEW(struct aside);
    *aside = (struct aside){.loop = loop, .work = work, .done = done, .ctx = ctx};
    must(pthread_create(&aside->thread, NULL, run_aside, aside) == 0);
}

struct loop_timer *loop_timer_new(struct loop *loop, loop_fn *fn, void *ctx)
{
    struct loop_timer *timer = HEAP_NEW(struct loop_timer);
    must(uv_timer_init(&loop->uv, &timer->uv) == 0);
    timer->uv.data = timer;
    timer->fn = fn;
    timer->ctx = ctx;
    return timer;
}

static void timer_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void loop_timer_free(struct loop_timer *timer)
{
    if (timer != NULL)
        uv_close((uv_handle_t *)&timer->uv, timer_closed);
}

static void on_timer(uv_timer_t *uv)
{
    struct loop_timer *timer = uv->data;
    timer->fn(timer->ctx);
}

void loop_timer_start(struct loop_timer *timer, int64_t after_ms, int64_t repeat_ms)
{
    must(after_ms >= 0 && repeat_ms >= 0);
    must(uv_timer_start(&timer->uv, on_timer, (uint64_t)after_ms, (uint64_t)repeat_ms) == 0);
}

void loop_timer_stop(struct loop_timer *timer)
{
    uv_timer_stop(&timer->uv);
}

static void on_signal(uv_signal_t *uv, int number)
{
    (void)number;
    struct signal_watch *watch = uv->data;
    watch->fn(watch->ctx);
}

void loop_on_signal(struct loop *loop, int signal, loop_fn *fn, void *ctx)
{
    struct signal_watch *watch = HEAP_NEW(struct signal_watch);
    *watch = (struct signal_watch){.next = loop->signals, .fn = fn, .ctx = ctx};
    loop->signals = watch;
    must(uv_signal_init(&loop->uv, &watch->handle) == 0);
    watch->handle.data = watch;
    must(uv_signal_start(&watch->handle, on_signal, signal) == 0);
    uv_unref((uv_handle_t *)&watch->handle);
}

struct uv_loop_s *loop_uv(struct loop *loop)
{
    return &loop->uv;
}
