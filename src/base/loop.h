/*
 * The event loop (a thin cover over libuv): letters from other threads, work for them, timers.
 *
 * Everything runs on the thread that called loop_run() unless said otherwise. The loop never
 * blocks: what is slow goes through loop_work().
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct loop_timer;
struct uv_loop_s;

typedef void loop_fn(void *ctx);

/* A loop of its own. workers: threads for loop_work(), 1..64, fixed by the first loop of the
 * process; 0 leaves libuv's default of 4. */
struct loop *loop_new(int workers);

/* Runs what was posted, then frees. No timer may be left. NULL is fine. */
void loop_free(struct loop *loop);

/* Runs until loop_stop(). */
void loop_run(struct loop *loop);

/* Any thread: makes loop_run() return after the current round. */
void loop_stop(struct loop *loop);

/* Runs what is ready without waiting; for tests. */
void loop_poll(struct loop *loop);

/* Any thread: fn(ctx) will run on the loop, in the order posted. */
void loop_post(struct loop *loop, loop_fn *fn, void *ctx);

/* Runs work(ctx) on a worker thread, then done(ctx) on the loop. */
void loop_work(struct loop *loop, loop_fn *work, loop_fn *done, void *ctx);

/* The same on a thread of its own with the lowest priority: for minutes of work that must keep no
 * worker from those who wait for an answer. done(ctx) runs on the loop. */
void loop_work_aside(struct loop *loop, loop_fn *work, loop_fn *done, void *ctx);

/* A stopped timer. Free it with loop_timer_free(), which also stops it. */
struct loop_timer *loop_timer_new(struct loop *loop, loop_fn *fn, void *ctx);
void loop_timer_free(struct loop_timer *timer);

/* fn(ctx) after after_ms, then every repeat_ms (0: once). Starting again replaces the deadline. */
void loop_timer_start(struct loop_timer *timer, int64_t after_ms, int64_t repeat_ms);
void loop_timer_stop(struct loop_timer *timer);

/* fn(ctx) on the loop when the process receives signal; until the loop is freed. */
void loop_on_signal(struct loop *loop, int signal, loop_fn *fn, void *ctx);

/* For libwebsockets, which joins this loop. */
struct uv_loop_s *loop_uv(struct loop *loop);

#endif
