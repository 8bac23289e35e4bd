#include "base/clock.h"

#include <time.h>

#include "base/must.h"

static int64_t read_us(clockid_t id)
{
    struct timespec now;
    must(clock_gettime(id, &now) == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct clock clock_system(void)
{
    return (struct clock){.is_fake = false};
}

struct clock clock_fake(int64_t wall_ms)
{
    return (struct clock){.is_fake = true, .fake_wall_ms = wall_ms};
}

void clock_advance(struct clock *clock, int64_t ms)
{
    must(clock->is_fake && ms >= 0);
    clock->fake_wall_ms += ms;
    clock->fake_mono_ms += ms;
}

int64_t clock_wall_ms(const struct clock *clock)
{
    return clock->is_fake ? clock->fake_wall_ms : read_us(CLOCK_REALTIME) / 1000;
}

int64_t clock_mono_ms(const struct clock *clock)
{
    return clock->is_fake ? clock->fake_mono_ms : read_us(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_measure_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

int64_t clock_thread_us(void)
{
    return read_us(CLOCK_THREAD_CPUTIME_ID);
}
