#include "desk/hours.h"

#include <stdlib.h>

enum { DAY_MIN = 24 * 60, ZONE_MIN = 7 * 60, LOOK_AHEAD_DAYS = 14, MONDAY_OFFSET = 3 };

/* ---- reading ---- */

static bool read_day(struct str text, int *day)
{
    static const char *const vi[] = {"T2", "T3", "T4", "T5", "T6", "T7", "CN"};
    static const char *const en[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    for (int i = 0; i < 7; i++) {
        if (str_is(text, vi[i]) || str_is(text, en[i])) {
            *day = i;
            return true;
        }
    }
    return false;
}

static bool read_minute(struct str text, int *minute)
{
    struct str hour = {0}, rest = text;
    int64_t h, m;
    if (!str_split(&rest, ':', &hour) || !str_to_int(hour, 0, 24, &h) ||
        !str_to_int(rest, 0, 59, &m))
        return false;
    *minute = (int)(h * 60 + m);
    return *minute <= DAY_MIN;
}

static bool read_range(struct str text, bool (*read)(struct str, int *), int *from, int *to)
{
    struct str first = {0}, rest = text;
    if (!str_split(&rest, '-', &first) || !read(str_trim(first), from))
        return false;
    *to = *from;
    return rest.data == NULL || read(str_trim(rest), to);
}

static bool read_entry(struct str entry, struct hours *out, struct err *err)
{
    struct str word, rest = entry;
    int first_day = -1, last_day = -1, intervals = 0;
    while (str_split(&rest, ' ', &word)) {
        int from, to;
        if (word.len == 0)
            continue;
        if (first_day < 0) {
            if (!read_range(word, read_day, &first_day, &last_day) || last_day < first_day)
                return err_set(err, ERR_INPUT,
                               "hours: \"" STR_FMT "\" is not a day or days like T2-T6",
                               STR_ARG(word));
            continue;
        }
        if (!read_range(word, read_minute, &from, &to) || from >= to)
            return err_set(err, ERR_INPUT, "hours: \"" STR_FMT "\" is not a time like 08:00-17:30",
                           STR_ARG(word));
        for (int day = first_day; day <= last_day; day++) {
            if (out->interval_count == HOURS_INTERVALS_MAX)
                return err_set(err, ERR_LIMIT, "hours: more than %d intervals a week",
                               HOURS_INTERVALS_MAX);
            out->intervals[out->interval_count].day = day;
            out->intervals[out->interval_count].from_min = from;
            out->intervals[out->interval_count++].to_min = to;
        }
        intervals++;
    }
    return intervals > 0 || first_day < 0 ||
           err_set(err, ERR_INPUT, "hours: \"" STR_FMT "\" has days but no time", STR_ARG(entry));
}

/* Days since 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant's days_from_civil). */
static int days_of(int64_t y, int64_t m, int64_t d)
{
    y -= m <= 2;
    int64_t era = y / 400, yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return (int)(era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468);
}

static bool read_date(struct str text, int *day)
{
    struct str rest = text, year = {0}, month = {0};
    int64_t y, m, d;
    if (!str_split(&rest, '-', &year) || !str_split(&rest, '-', &month) ||
        !str_to_int(year, 2000, 2999, &y) || !str_to_int(month, 1, 12, &m) ||
        !str_to_int(rest, 1, 31, &d))
        return false;
    *day = days_of(y, m, d);
    if (m < 12 ? *day >= days_of(y, m + 1, 1) : d > 31)
        return false; /* 30 February */
    return true;
}

bool hours_parse(struct str text, struct str closed, struct hours *out, struct err *err)
{
    struct str entry;
    *out = (struct hours){.always = str_trim(text).len == 0};
    while (text.len > 0 && str_split(&text, ',', &entry)) {
        if (!read_entry(str_trim(entry), out, err))
            return false;
    }
    while (closed.len > 0 && str_split(&closed, ',', &entry)) {
        if (str_trim(entry).len == 0)
            continue;
        if (out->closed_count == HOURS_CLOSED_MAX)
            return err_set(err, ERR_LIMIT, "closed: more than %d days", HOURS_CLOSED_MAX);
        if (!read_date(str_trim(entry), &out->closed[out->closed_count++]))
            return err_set(err, ERR_INPUT, "closed: \"" STR_FMT "\" is not a date like 2027-01-01",
                           STR_ARG(entry));
    }
    return true;
}

/* ---- asking ---- */

static bool is_closed_day(const struct hours *hours, int day)
{
    for (int i = 0; i < hours->closed_count; i++) {
        if (hours->closed[i] == day)
            return true;
    }
    return false;
}

static int64_t local_minutes(int64_t now_ms)
{
    return now_ms / 60000 + ZONE_MIN;
}

static int weekday_of(int day)
{
    return (day + MONDAY_OFFSET) % 7; /* 1970-01-01 was a Thursday */
}

bool hours_are_open(const struct hours *hours, int64_t now_ms)
{
    int day = (int)(local_minutes(now_ms) / DAY_MIN),
        minute = (int)(local_minutes(now_ms) % DAY_MIN);
    if (is_closed_day(hours, day))
        return false;
    for (int i = 0; i < hours->interval_count; i++) {
        if (hours->intervals[i].day == weekday_of(day) && minute >= hours->intervals[i].from_min &&
            minute < hours->intervals[i].to_min)
            return true;
    }
    return hours->always;
}

/* The first opening at or after this minute of the day, or -1. */
static int next_opening(const struct hours *hours, int day, int from_min)
{
    int best = -1;
    if (is_closed_day(hours, day))
        return -1;
    if (hours->always)
        return from_min > 0 ? -1 : 0;
    for (int i = 0; i < hours->interval_count; i++) {
        int opens = hours->intervals[i].from_min;
        if (hours->intervals[i].day == weekday_of(day) && opens >= from_min &&
            (best < 0 || opens < best))
            best = opens;
    }
    return best;
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
