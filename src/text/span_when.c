/* Days in digits, times of day, durations. */
#include "text/scan.h"

#include <inttypes.h>
#include <string.h>

#include "text/day.h"

/* ---- days ---- */

static struct str day_text(struct scan *scan, int64_t day, int64_t month, int64_t year)
{
    return year == 0
               ? str_printf(scan->arena, "%" PRId64 "/%" PRId64, day, month)
               : str_printf(scan->arena, "%" PRId64 "/%" PRId64 "/%" PRId64, day, month, year);
}

/* 12/3 · 12-3-2024 · 12.3.24: the day first, always. */
static bool is_numeric_date(struct scan *scan)
{
    size_t i = scan->at, n = scan_digits(scan, i), y = 0;
    if (n < 1 || n > 2)
        return false;
    int64_t day = scan_number(scan, i, n);
    uint32_t sep = scan_fold(scan, i + n);
    if (sep != '/' && sep != '-' && sep != '.')
        return false;
    size_t m = scan_digits(scan, i + n + 1), end = i + n + 1 + m;
    if (m < 1 || m > 2)
        return false;
    int64_t month = scan_number(scan, i + n + 1, m);
    if (scan_fold(scan, end) == sep)
        y = scan_digits(scan, end + 1);
    if ((y != 0 && y != 2 && y != 4) || (y == 0 && sep != '/'))
        return false; /* 12-3 and 12.3 alone are ranges and decimals */
    int64_t year = y == 0 ? 0 : scan_number(scan, end + 1, y) + (y == 2 ? 2000 : 0);
    if (!day_is_possible((int)year, (int)month, (int)day))
        return false;
    if (day == 24 && month == 7 && year == 0 && !scan_is_after(scan, i, "ngay"))
        return false; /* "hỗ trợ 24/7" */
    scan->end = y == 0 ? end : end + 1 + y;
    if (scan_is_word(scan_fold(scan, scan->end)))
        return false;
    scan->value = day_text(scan, day, month, year);
    return true;
}

/* " năm 2024" or "/2024" at i: the year, or 0. */
static int64_t year_behind(const struct scan *scan, size_t i, size_t *end)
{
    size_t j = scan_skip_space(scan, i), len = scan_word(scan, j, "nam");
    j = len > 0 ? scan_skip_space(scan, j + len) : scan_fold(scan, i) == '/' ? i + 1 : scan->count;
    size_t n = scan_digits(scan, j);
    if (n != 4 || scan_is_word(scan_fold(scan, j + n)))
        return 0;
    *end = j + n;
    return scan_number(scan, j, n);
}

/* mùng 5 tết, 30 tết: days of the moon's year, which this program does not turn into others. */
static bool is_new_year_day(struct scan *scan, int64_t day, size_t i, bool is_first_days)
{
    size_t len = scan_any_word(scan, scan_skip_space(scan, i), "tet");
    if (len == 0 || (!is_first_days && day < 23))
        return false;
    scan->end = scan_skip_space(scan, i) + len;
    scan->value = str_printf(scan->arena, "%" PRId64 "/%d al", day, is_first_days ? 1 : 12);
    return true;
}

/* ngày 12 tháng 3 năm 2024 · ngày 12 · mùng 5 · 30 tết */
static bool is_spoken_date(struct scan *scan)
{
    size_t len = scan_any_word(scan, scan->at, "ngay mung mong");
    bool is_first_days = len == 4 && scan_fold(scan, scan->at) == 'm';
    size_t i = len == 0 ? scan->at : scan_skip_space(scan, scan->at + len);
    size_t n = scan_digits(scan, i);
    if (n == 0 || n > 2)
        return false;
    int64_t day = scan_number(scan, i, n);
    if (day < 1 || day > 31)
        return false;
    if (is_new_year_day(scan, day, i + n, is_first_days))
        return true;
    if (len == 0)
        return false;
    scan->end = i + n;
    uint32_t after = scan_fold(scan, scan->end);
    if ((after == '/' || after == '-' || after == '.') && scan_digits(scan, scan->end + 1) > 0)
        return false; /* "ngày 12/3": the digits alone are the date */
    scan->value = str_printf(scan->arena, "%" PRId64, day);
    size_t j = scan_skip_space(scan, i + n);
    if ((len = scan_word(scan, j, "thang")) > 0) {
        size_t k = scan_skip_space(scan, j + len), m = scan_digits(scan, k);
        int64_t month = m >= 1 && m <= 2 ? scan_number(scan, k, m) : 0;
        if (day_is_possible(0, (int)month, (int)day)) {
            scan->end = k + m;
            scan->value = day_text(scan, day, month, year_behind(scan, k + m, &scan->end));
        }
    }
    return !scan_is_letter(scan_fold(scan, scan->end));
}

bool span_is_date(struct scan *scan)
{
    return is_numeric_date(scan) || is_spoken_date(scan);
}

/* ---- times of day ---- */

enum { NOON = 12, DAY_HOURS = 24, HOUR_MINUTES = 60 };

/* "3h chiều" is 15:00, "12h đêm" 0:00, "1h trưa" 13:00. */
static int64_t hour_of_part(struct scan *scan, int64_t hour)
{
    static const struct {
        const char *word;
        int64_t from; /* hours from here on, and below twelve, are after noon */
    } parts[] = {{"sáng", NOON}, {"trưa", -1}, {"chiều", 0}, {"tối", 0}, {"đêm", 6}};
    size_t i = scan_skip_space(scan, scan->end);
    for (size_t p = 0; p < COUNT(parts); p++) {
        size_t len = scan_phrase(scan, i, parts[p].word);
        if (len == 0)
            continue;
        scan->end = i + len;
        if (p == 4 && hour == NOON)
            return 0;
        int64_t from = parts[p].from >= 0 ? parts[p].from : hour <= 3 ? 0 : NOON;
        return hour >= from && hour < NOON ? hour + NOON : hour;
    }
    return hour;
}

static int64_t minutes_behind(struct scan *scan, size_t i, bool is_strict, int64_t *hour)
{
    size_t space = scan_fold(scan, i) == ' ' ? 1 : 0, len;
    size_t m = scan_digits(scan, i + space);
    scan->end = i;
    if (m == 2 && scan_number(scan, i + space, 2) < HOUR_MINUTES && !(space == 1 && is_strict)) {
        scan->end = i + space + m;
        return scan_number(scan, i + space, 2);
    }
    size_t j = scan_skip_space(scan, i);
    if ((len = scan_phrase(scan, j, "rưỡi")) > 0) {
        scan->end = j + len;
        return HOUR_MINUTES / 2;
    }
    if ((len = scan_phrase(scan, j, "kém")) > 0) { /* 8h kém 15 is 7:45 */
        size_t k = scan_skip_space(scan, j + len), n = scan_digits(scan, k);
        int64_t less = n >= 1 && n <= 2 ? scan_number(scan, k, n) : 0;
        if (less > 0 && less<HOUR_MINUTES && * hour> 0) {
            --*hour;
            scan->end = k + n;
            return HOUR_MINUTES - less;
        }
    }
    return 0;
}

bool span_is_time(struct scan *scan)
{
    size_t n = scan_digits(scan, scan->at), i = scan->at + n, len = 1;
    if (n < 1 || n > 2)
        return false;
    int64_t hour = scan_number(scan, scan->at, n);
    uint32_t sign = scan_fold(scan, i);
    bool is_word = false;
    if (sign == ':' ? scan_digits(scan, i + 1) != 2
                    : (sign != 'h' && sign != 'g') || scan_is_letter(scan_fold(scan, i + 1))) {
        size_t j = scan_skip_space(scan, i);
        len = scan_word(scan, j, "gio");
        is_word = len > 0;
        i = j;
        if (!is_word)
            return false;
    }
    bool is_hour_alone = !is_word && sign == 'h' && scan_digits(scan, i + 1) == 0;
    if (hour > DAY_HOURS ||
        ((is_hour_alone || is_word) && scan_is_after(scan, scan->at, "trong sau hon moi suot")))
        return false; /* "trong 24h", "48h": how long, not when */
    int64_t minute = minutes_behind(scan, i + len, !is_word, &hour);
    if (!is_word && sign == 'g' && scan->end == i + len)
        return false; /* 64g is a size of memory */
    if (scan_is_word(scan_fold(scan, scan->end)))
        return false;
    hour = hour_of_part(scan, hour);
    scan->value = str_printf(scan->arena, "%02" PRId64 ":%02" PRId64, hour, minute);
    return true;
}

/* ---- durations ---- */

enum { WEEK_DAYS = 7, YEAR_MONTHS = 12, HALF_MONTH_DAYS = 15 };

static const struct unit {
    const char *words, *unit;
    int64_t times;
    const char *half; /* what half of one more is */
    int64_t half_times;
} duration_units[] = {
    {"ngay hom bua", "d", 1, "min", 12 * HOUR_MINUTES},
    {"tuan", "d", WEEK_DAYS, NULL, 0},
    {"thang t", "m", 1, "d", HALF_MONTH_DAYS},
    {"nam", "m", YEAR_MONTHS, "m", YEAR_MONTHS / 2},
    {"phut", "min", 1, NULL, 0},
    {"tieng gio h", "min", HOUR_MINUTES, "min", HOUR_MINUTES / 2},
};

static const struct unit *duration_unit(const struct scan *scan, size_t number_end, size_t *end)
{
    size_t j = scan_skip_space(scan, number_end);
    for (size_t u = 0; u < COUNT(duration_units); u++) {
        size_t len = scan_any_word(scan, j, duration_units[u].words);
        if (len == 0 || (len == 1 && j != number_end) || scan_is_digit(scan_fold(scan, j + len)))
            continue;
        *end = j + len;
        return &duration_units[u];
    }
    return NULL;
}

static void duration_value(struct scan *scan, const struct unit *unit, int64_t from, int64_t to)
{
    struct strbuf value = strbuf_new(scan->arena, 24);
    size_t half = 0;
    size_t j = scan_skip_space(scan, scan->end);
    if (unit->half != NULL && to == 0)
        half = scan_phrase(scan, j, "rưỡi");
    if (half > 0)
        scan->end = j + half;
    bool is_one_unit = half > 0 && strcmp(unit->half, unit->unit) == 0;
    strbuf_addf(&value, "%" PRId64, from * unit->times + (is_one_unit ? unit->half_times : 0));
    if (to > 0)
        strbuf_addf(&value, "-%" PRId64, to * unit->times);
    strbuf_add_cstr(&value, unit->unit);
    if (half > 0 && !is_one_unit)
        strbuf_addf(&value, "%" PRId64 "%s", unit->half_times, unit->half);
    scan->value = strbuf_view(&value);
}

/* nửa tháng, nửa năm, nửa tiếng */
static bool is_half(struct scan *scan)
{
    size_t len = scan_phrase(scan, scan->at, "nửa");
    const struct unit *unit = len == 0 ? NULL : duration_unit(scan, scan->at + len, &scan->end);
    if (unit == NULL || unit->half == NULL)
        return false;
    scan->value = str_printf(scan->arena, "%" PRId64 "%s", unit->half_times, unit->half);
    return true;
}

bool span_is_duration(struct scan *scan)
{
    size_t n = scan_digits(scan, scan->at), end = scan->at + n;
    if (n == 0)
        return is_half(scan);
    if (n > 3 || (n == 1 && scan_is_after(scan, scan->at, "thu")))
        return false; /* "thứ 7 tuần sau" */
    int64_t from = scan_number(scan, scan->at, n), to = 0;
    size_t dash = scan_skip_space(scan, end);
    if (scan_fold(scan, dash) == '-' || scan_fold(scan, dash) == 0x2013) { /* 2-3 ngày, 2–3 ngày */
        size_t next = scan_skip_space(scan, dash + 1), m = scan_digits(scan, next);
        to = m >= 1 && m <= 3 ? scan_number(scan, next, m) : 0;
        end = next + m;
        if (to <= from)
            return false;
    }
    const struct unit *unit = duration_unit(scan, end, &scan->end);
    if (unit == NULL)
        return false;
    duration_value(scan, unit, from, to);
    return true;
}
