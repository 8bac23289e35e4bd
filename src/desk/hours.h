/*
 * When people are there: weekly opening hours and closed days, in Vietnamese time.
 *
 * Written as "T2-T6 08:00-12:00 13:00-17:30, T7 08:00-12:00" (CN is Sunday); several intervals a
 * day, each from its first minute up to but not including its last, 24:00 allowed. Days without an
 * entry are closed. An empty text is always open. Pure.
 */
#ifndef DESK_HOURS_H
#define DESK_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { HOURS_INTERVALS_MAX = 32, HOURS_CLOSED_MAX = 64 };

struct hours {
    bool always;
    struct {
        int day; /* 0 Monday … 6 Sunday */
        int from_min, to_min;
    } intervals[HOURS_INTERVALS_MAX];
    int interval_count;
    int closed[HOURS_CLOSED_MAX]; /* days since 1970-01-01, Vietnamese time */
    int closed_count;
};

/* closed: "2027-01-01, 2027-02-05": no one is there on these days. */
NODISCARD bool hours_parse(struct str text, struct str closed, struct hours *out, struct err *err);

bool hours_are_open(const struct hours *hours, int64_t now_ms);

/* When people are back, in words: "8 giờ sáng mai", "8:00 tomorrow"; empty when open, or when they
 * are not back within two weeks. */
struct str hours_back(const struct hours *hours, int64_t now_ms, struct str locale,
                      struct arena *arena);

#endif
