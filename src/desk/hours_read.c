/* Reading opening hours, closed days and special days. */
#include <stdlib.h>

#include "desk/hours.h"
#include "desk/lunar.h"

enum { DAY_MIN = 24 * 60 };

static bool wrong(struct err *err, const char *what, struct str text, const char *like)
{
    return err_set(err, ERR_INPUT, "%s: \"" STR_FMT "\" is not %s", what, STR_ARG(text), like);
}

/* ---- the week ---- */

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

/* "20:00-02:00" ends on the next day. */
static bool read_times(struct str text, int *from, int *to)
{
    if (!read_range(text, read_minute, from, to) || *from == *to || *from == DAY_MIN)
        return false;
    if (*to < *from)
        *to += DAY_MIN;
    return true;
}

static bool add_week_interval(struct hours *out, int day, int from, int to, struct err *err)
{
    if (out->interval_count == HOURS_INTERVALS_MAX)
        return err_set(err, ERR_LIMIT, "hours: more than %d intervals a week", HOURS_INTERVALS_MAX);
    out->intervals[out->interval_count++] = (struct hours_interval){day, from, to};
    return true;
}

static bool read_week_entry(struct str entry, struct hours *out, struct err *err)
{
    struct str word, rest = entry;
    int first_day = -1, last_day = -1, intervals = 0;
    while (str_split(&rest, ' ', &word)) {
        int from, to;
        if (word.len == 0)
            continue;
        if (first_day < 0) {
            if (!read_range(word, read_day, &first_day, &last_day) || last_day < first_day)
                return wrong(err, "hours", word, "a day or days like T2-T6");
            continue;
        }
        if (!read_times(word, &from, &to))
            return wrong(err, "hours", word, "a time like 08:00-17:30");
        for (int day = first_day; day <= last_day; day++) {
            if (!add_week_interval(out, day, from, to, err))
                return false;
        }
        intervals++;
    }
    return intervals > 0 || first_day < 0 ||
           err_set(err, ERR_INPUT, "hours: \"" STR_FMT "\" has days but no time", STR_ARG(entry));
}

/* ---- days ---- */

static int days_in(int year, int month)
{
    return month == 12 ? 31 : solar_day(year, month + 1, 1) - solar_day(year, month, 1);
}

/* 2027-01-31 */
static bool read_date(struct str text, int *day)
{
    struct str rest = text, year = {0}, month = {0};
    int64_t y, m, d;
    if (!str_split(&rest, '-', &year) || !str_split(&rest, '-', &month) ||
        !str_to_int(year, 2000, 2999, &y) || !str_to_int(month, 1, 12, &m) ||
        !str_to_int(rest, 1, 31, &d) || d > days_in((int)y, (int)m))
        return false;
    *day = solar_day((int)y, (int)m, (int)d);
    return true;
}

/* 31-01: day and month, as they are said */
static bool read_day_month(struct str text, int last, int *day, int *month)
{
    struct str rest = text, first = {0};
    int64_t d, m;
    if (!str_split(&rest, '-', &first) || !str_to_int(first, 1, last, &d) ||
        !str_to_int(rest, 1, 12, &m))
        return false;
    *day = (int)d;
    *month = (int)m;
    return true;
}

/* Days that a word stands for are handed to take, in any order; false: it is no such word. */
struct taker {
    bool (*take)(struct taker *taker, int day);
    struct hours *hours;
    const struct hours_interval *times; /* of a special day */
    int time_count;
    struct err *err;
};

static bool take_yearly(struct taker *taker, int day, int month)
{
    for (int year = HOURS_FIRST_YEAR; year <= HOURS_LAST_YEAR; year++) {
        if (day <= days_in(year, month) && !taker->take(taker, solar_day(year, month, day)))
            return false;
    }
    return true;
}

static bool take_lunar(struct taker *taker, int day, int month)
{
    for (int year = HOURS_FIRST_YEAR - 1; year <= HOURS_LAST_YEAR; year++) {
        if (!taker->take(taker, lunar_day(year, month, day)))
            return false;
    }
    return true;
}

static bool take_new_year(struct taker *taker)
{
    enum { DAYS = 5 };
    for (int year = HOURS_FIRST_YEAR; year <= HOURS_LAST_YEAR; year++) {
        int eve = lunar_new_years_eve(year);
        for (int i = 0; i <= DAYS; i++) {
            if (!taker->take(taker, eve + i))
                return false;
        }
    }
    return true;
}

/* Labour Code 2019, article 112, without Tết; the second day of National Day is set each year and
 * is most often the first of September. */
static bool take_holidays(struct taker *taker)
{
    return take_yearly(taker, 1, 1) && take_lunar(taker, 10, 3) && take_yearly(taker, 30, 4) &&
           take_yearly(taker, 1, 5) && take_yearly(taker, 1, 9) && take_yearly(taker, 2, 9);
}

static bool take_range(struct taker *taker, struct str text, ptrdiff_t dots)
{
    int from, to;
    if (!read_date(str_trim(str_sub(text, 0, (size_t)dots)), &from) ||
        !read_date(str_trim(str_sub(text, (size_t)dots + 2, text.len)), &to) || to < from ||
        to - from > 366)
        return false;
    for (int day = from; day <= to; day++) {
        if (!taker->take(taker, day))
            return false;
    }
    return true;
}

static bool take_days(struct taker *taker, struct str text)
{
    int day, month;
    ptrdiff_t dots = str_find(text, STR(".."));
    if (str_is(text, "tết") || str_is(text, "tet"))
        return take_new_year(taker);
    if (str_is(text, "lễ") || str_is(text, "le"))
        return take_holidays(taker);
    if (str_starts(text, STR("âm ")) &&
        read_day_month(str_trim(str_sub(text, sizeof("âm ") - 1, text.len)), 30, &day, &month))
        return take_lunar(taker, day, month);
    if (dots >= 0)
        return take_range(taker, text, dots);
    if (read_date(text, &day))
        return taker->take(taker, day);
    return read_day_month(text, 31, &day, &month) && take_yearly(taker, day, month);
}

static bool close_day(struct taker *taker, int day)
{
    struct hours *hours = taker->hours;
    if (hours->closed_count == HOURS_CLOSED_MAX)
        return err_set(taker->err, ERR_LIMIT, "closed: more than %d days", HOURS_CLOSED_MAX);
    hours->closed[hours->closed_count++] = day;
    return true;
}

static bool read_closed(struct str text, struct hours *out, struct err *err)
{
    struct taker taker = {.take = close_day, .hours = out, .err = err};
    struct str entry;
    while (text.len > 0 && str_split(&text, ',', &entry)) {
        entry = str_trim(entry);
        if (entry.len > 0 && !take_days(&taker, entry))
            return wrong(err, "closed", entry,
                         "a date like 2027-01-01, 24-12, âm 10-03, tết or lễ");
    }
    return true;
}

/* ---- special days ---- */

static bool open_day(struct taker *taker, int day)
{
    struct hours *hours = taker->hours;
    for (int i = 0; i < taker->time_count; i++) {
        if (hours->special_count == HOURS_SPECIAL_MAX)
            return err_set(taker->err, ERR_LIMIT, "special: more than %d days", HOURS_SPECIAL_MAX);
        hours->special[hours->special_count] = taker->times[i];
        hours->special[hours->special_count++].day = day;
    }
    return true;
}

/* "âm 29-12 08:00-12:00 13:00-15:00": the days, then their times. */
static bool read_special_entry(struct str entry, struct hours *out, struct err *err)
{
    struct hours_interval times[8];
    struct taker taker = {.take = open_day, .hours = out, .times = times, .err = err};
    ptrdiff_t colon = str_find(entry, STR(":"));
    size_t end = colon < 0 ? 0 : (size_t)colon;
    while (end > 0 && entry.data[end - 1] != ' ')
        end--;
    struct str days = str_trim(str_sub(entry, 0, end)), rest = str_sub(entry, end, entry.len), word;
    while (rest.len > 0 && str_split(&rest, ' ', &word)) {
        struct hours_interval *time = &times[taker.time_count];
        if (word.len == 0)
            continue;
        if (taker.time_count == (int)COUNT(times) ||
            !read_times(word, &time->from_min, &time->to_min))
            return wrong(err, "special", word, "a time like 08:00-12:00");
        taker.time_count++;
    }
    return (taker.time_count > 0 && days.len > 0 && take_days(&taker, days)) ||
           wrong(err, "special", entry, "a day with its times like 2026-12-26 08:00-12:00");
}

static int compare_days(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static int compare_intervals(const void *a, const void *b)
{
    const struct hours_interval *x = a, *y = b;
    return x->day != y->day ? (x->day > y->day) - (x->day < y->day)
                            : (x->from_min > y->from_min) - (x->from_min < y->from_min);
}

bool hours_parse(const struct hours_text *text, struct hours *out, struct err *err)
{
    struct str entry, week = text->week, special = text->special;
    *out = (struct hours){.always = str_trim(week).len == 0};
    while (week.len > 0 && str_split(&week, ',', &entry)) {
        if (!read_week_entry(str_trim(entry), out, err))
            return false;
    }
    if (!read_closed(text->closed, out, err))
        return false;
    while (special.len > 0 && str_split(&special, ',', &entry)) {
        entry = str_trim(entry);
        if (entry.len > 0 && !read_special_entry(entry, out, err))
            return false;
    }
    qsort(out->closed, (size_t)out->closed_count, sizeof(out->closed[0]), compare_days);
    qsort(out->special, (size_t)out->special_count, sizeof(out->special[0]), compare_intervals);
    qsort(out->intervals, (size_t)out->interval_count, sizeof(out->intervals[0]),
          compare_intervals);
    return true;
}
