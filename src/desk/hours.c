#include "desk/hours.h"

#include <stdlib.h>

enum {
    DAY_MIN = 24 * 60,
    ZONE_MIN = 7 * 60,
    LOOK_AHEAD_DAYS = 21,
    MONDAY_OFFSET = 3,
    INTERVALS_MAX = 16, /* of one day */
    PROMISE_DAYS = 366
};

/* ---- asking ---- */

static bool is_closed_day(const struct hours *hours, int day)
{
    int low = 0, high = hours->closed_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (hours->closed[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < hours->closed_count && hours->closed[low] == day;
}

static int64_t local_minutes(int64_t now_ms)
{
    return now_ms / 60000 + ZONE_MIN;
}

static int weekday_of(int day)
{
    return (day + MONDAY_OFFSET) % 7; /* 1970-01-01 was a Thursday */
}

/* The intervals that begin on this day, by time: its own, or the week's unless it is closed. */
static int intervals_of(const struct hours *hours, int day, struct hours_interval *out)
{
    int count = 0;
    for (int i = 0; i < hours->special_count && count < INTERVALS_MAX; i++) {
        if (hours->special[i].day == day)
            out[count++] = hours->special[i];
    }
    if (count > 0 || is_closed_day(hours, day))
        return count;
    if (hours->always)
        out[count++] = (struct hours_interval){0, 0, DAY_MIN};
    for (int i = 0; i < hours->interval_count && count < INTERVALS_MAX; i++) {
        if (hours->intervals[i].day == weekday_of(day))
            out[count++] = hours->intervals[i];
    }
    return count;
}

bool hours_are_open(const struct hours *hours, int64_t now_ms)
{
    struct hours_interval intervals[INTERVALS_MAX];
    int64_t now = local_minutes(now_ms);
    for (int back = 0; back <= 1; back++) { /* one of yesterday's may go on past midnight */
        int day = (int)(now / DAY_MIN) - back;
        int minute = (int)(now - (int64_t)day * DAY_MIN);
        int count = intervals_of(hours, day, intervals);
        for (int i = 0; i < count; i++) {
            if (minute >= intervals[i].from_min && minute < intervals[i].to_min)
                return true;
        }
    }
    return false;
}

/* The first opening at or after this minute of the day, or -1. */
static int next_opening(const struct hours *hours, int day, int from_min)
{
    struct hours_interval intervals[INTERVALS_MAX];
    int best = -1, count = intervals_of(hours, day, intervals);
    for (int i = 0; i < count; i++) {
        int opens = intervals[i].from_min;
        if (opens >= from_min && (best < 0 || opens < best))
            best = opens;
    }
    return best;
}

int64_t hours_after(const struct hours *hours, int64_t now_ms, int64_t minutes)
{
    struct hours_interval intervals[INTERVALS_MAX];
    int64_t now = local_minutes(now_ms), left = minutes;
    int first = (int)(now / DAY_MIN) - 1;
    int64_t reached = now; /* intervals that overlap count once */
    for (int day = first; day <= first + PROMISE_DAYS; day++) {
        int count = intervals_of(hours, day, intervals);
        for (int i = 0; i < count; i++) {
            int64_t from = (int64_t)day * DAY_MIN + intervals[i].from_min;
            int64_t to = (int64_t)day * DAY_MIN + intervals[i].to_min;
            from = from < reached ? reached : from;
            if (to <= from)
                continue;
            if (left <= to - from)
                return (from + left - ZONE_MIN) * 60000;
            left -= to - from;
            reached = to;
        }
    }
    return now_ms + minutes * 60000;
}

static struct str clock_words(int minute, bool vietnamese, struct arena *arena)
{
    int h = minute / 60, m = minute % 60;
    if (!vietnamese)
        return str_printf(arena, "%d:%02d", h, m);
    const char *part = h < 11 ? "sáng" : h < 13 ? "trưa" : h < 18 ? "chiều" : "tối";
    int shown = h > 12 ? h - 12 : h;
    return m == 0 ? str_printf(arena, "%d giờ %s", shown, part)
                  : str_printf(arena, "%d giờ %02d %s", shown, m, part);
}

struct str hours_back(const struct hours *hours, int64_t now_ms, struct str locale,
                      struct arena *arena)
{
    static const char *const vi_days[] = {"thứ Hai", "thứ Ba",  "thứ Tư",  "thứ Năm",
                                          "thứ Sáu", "thứ Bảy", "Chủ nhật"};
    static const char *const en_days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                          "Friday", "Saturday", "Sunday"};
    bool vi = !str_is(locale, "en");
    int today = (int)(local_minutes(now_ms) / DAY_MIN),
        minute = (int)(local_minutes(now_ms) % DAY_MIN);
    if (hours_are_open(hours, now_ms))
        return STR("");
    for (int ahead = 0; ahead <= LOOK_AHEAD_DAYS; ahead++) {
        int opens = next_opening(hours, today + ahead, ahead == 0 ? minute : 0);
        if (opens < 0)
            continue;
        struct str at = clock_words(opens, vi, arena);
        if (ahead == 0)
            return str_printf(arena, vi ? STR_FMT " hôm nay" : STR_FMT " today", STR_ARG(at));
        if (ahead == 1)
            return str_printf(arena, vi ? STR_FMT " mai" : STR_FMT " tomorrow", STR_ARG(at));
        int day = weekday_of(today + ahead);
        if (vi)
            return str_printf(arena, STR_FMT " %s%s", STR_ARG(at), vi_days[day],
                              ahead > 6 ? " tuần sau" : "");
        return str_printf(arena, STR_FMT " %s %s", STR_ARG(at), ahead > 6 ? "next" : "on",
                          en_days[day]);
    }
    return STR("");
}
