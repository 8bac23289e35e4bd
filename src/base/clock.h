/*
 * What time it is: for display and retention the wall clock, for deadlines the monotonic one.
 *
 * Code asks a struct clock it was given, never the system, so that a test can move the time.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct clock {
    bool is_fake;
    _Atomic int64_t fake_wall_ms, fake_mono_ms;
};

/* The system's clock. */
struct clock clock_system(void);

/* A clock that stands still until clock_advance() moves it. */
struct clock clock_fake(int64_t wall_ms);

/* Moves a fake clock forward: both its wall and its monotonic time. */
void clock_advance(struct clock *clock, int64_t ms);

int64_t clock_wall_ms(const struct clock *clock); /* since 1970-01-01 UTC */
int64_t clock_mono_ms(const struct clock *clock); /* since some fixed moment; never goes back */

/* Monotonic microseconds of the system, for measuring only. */
int64_t clock_measure_us(void);

/* Microseconds this thread has computed: for limits that must not depend on who else is busy. */
int64_t clock_thread_us(void);

#endif
