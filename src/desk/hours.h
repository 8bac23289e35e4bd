/*
 * The business calendar: when people are there, in Vietnamese time (UTC+7, no summer time). Pure.
 *
 * The week: "T2-T6 08:00-12:00 13:00-17:30, T7 08:00-12:00" (CN is Sunday); several intervals a
 * day, each from its first minute up to but not including its last, 24:00 allowed; "20:00-02:00"
 * ends on the next day and belongs to the one on which it begins. Days without an entry are closed.
 * An empty text is always open.
 *
 * Closed days: "2027-05-03", a range "2027-02-05..2027-02-11", every year "24-12", by the lunar
 * calendar "âm 15-07", and names: "tết" (from the eve to the fifth day of the lunar year), "lễ"
 * (the other public holidays of Vietnam: 1-1, âm 10-03, 30-4, 1-5, 1-9 and 2-9).
 *
 * Special days have their own hours, whatever the week and the closed days say: a worked Saturday,
 * half a day before a holiday: "2026-12-26 08:00-17:00, âm 29-12 08:00-12:00".
 */
#ifndef DESK_HOURS_H
#define DESK_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum {
    HOURS_INTERVALS_MAX = 32,
    HOURS_CLOSED_MAX = 2000,
    HOURS_SPECIAL_MAX = 400,
    HOURS_FIRST_YEAR = 2020, /* days that come every year are known for these years */
    HOURS_LAST_YEAR = 2060
};

struct hours_interval {
    int day; /* of the week: 0 Monday … 6 Sunday; of a special day: days since 1970-01-01 */
    int from_min, to_min; /* to_min past 24 * 60: on the next day */
};

struct hours {
    bool always;
    struct hours_interval intervals[HOURS_INTERVALS_MAX];
    int interval_count;
    int closed[HOURS_CLOSED_MAX]; /* days since 1970-01-01, sorted */
    int closed_count;
    struct hours_interval special[HOURS_SPECIAL_MAX]; /* sorted by day, then by time */
    int special_count;
};

struct hours_text {
    struct str week, closed, special;
};

/* ERR_INPUT with a sentence that names the part that is wrong, ERR_LIMIT. */
NODISCARD bool hours_parse(const struct hours_text *text, struct hours *out, struct err *err);

bool hours_are_open(const struct hours *hours, int64_t now_ms);

/* When people are back, in words: "8 giờ sáng mai", "8:00 tomorrow"; empty when open, or when they
 * are not back within three weeks. */
struct str hours_back(const struct hours *hours, int64_t now_ms, struct str locale,
                      struct arena *arena);

/* The moment (UTC) when minutes of opening time have passed since now_ms. Plain time when nobody is
 * there for a year. */
int64_t hours_after(const struct hours *hours, int64_t now_ms, int64_t minutes);

#endif
