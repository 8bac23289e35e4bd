/* Days, times of day, durations. */
#include "text/scan.h"

#include <inttypes.h>
#include <string.h>

/* ---- days and times ---- */

/* 12/3 · 12-3-2024 · 12.3.24: the day first, always. */
static bool is_numeric_date(struct scan *scan)
{
    size_t i = scan->at, n = scan_digits(scan, i), y = 0;
    int64_t day = scan_number(scan, i, n);
    uint32_t sep = scan_fold(scan, i + n);
    if (n < 1 || n > 2 || day < 1 || day > 31 || (sep != '/' && sep != '-' && sep != '.'))
        return false;
    size_t m = scan_digits(scan, i + n + 1), end = i + n + 1 + m;
    int64_t month = scan_number(scan, i + n + 1, m);
    if (m < 1 || m > 2 || month < 1 || month > 12)
        return false;
    if (scan_fold(scan, end) == sep)
        y = scan_digits(scan, end + 1);
    if ((y != 0 && y != 2 && y != 4) || (y == 0 && sep != '/'))
        return false; /* 12-3 and 12.3 alone are ranges and decimals */
    int64_t year = y == 0 ? 0 : scan_number(scan, end + 1, y) + (y == 2 ? 2000 : 0);
    scan->end = y == 0 ? end : end + 1 + y;
    if (scan_is_word(scan_fold(scan, scan->end)))
        return false;
    scan->value =
        y == 0 ? str_printf(scan->arena, "%" PRId64 "/%" PRId64, day, month)
               : str_printf(scan->arena, "%" PRId64 "/%" PRId64 "/%" PRId64, day, month, year);
    return true;
}

/* ngày 12 tháng 3 · mùng 5 */
static bool is_spoken_date(struct scan *scan)
{
    size_t len = scan_any_word(scan, scan->at, "ngay mung mong");
    if (len == 0)
        return false;
    size_t i = scan_skip_space(scan, scan->at + len), n = scan_digits(scan, i);
    int64_t day = scan_number(scan, i, n);
    if (n == 0 || n > 2 || day < 1 || day > 31)
        return false;
    scan->end = i + n;
    uint32_t after = scan_fold(scan, scan->end);
    if ((after == '/' || after == '-' || after == '.') && scan_digits(scan, scan->end + 1) > 0)
        return false; /* "ngày 12/3": the digits alone are the date */
    scan->value = str_printf(scan->arena, "%" PRId64, day);
    size_t j = scan_skip_space(scan, i + n);
    if ((len = scan_word(scan, j, "thang")) > 0) {
        size_t k = scan_skip_space(scan, j + len), m = scan_digits(scan, k);
        int64_t month = scan_number(scan, k, m);
        if (m >= 1 && m <= 2 && month >= 1 && month <= 12) {
            scan->end = k + m;
            scan->value = str_printf(scan->arena, "%" PRId64 "/%" PRId64, day, month);
        }
    }
    return !scan_is_letter(scan_fold(scan, scan->end));
}

bool span_is_date(struct scan *scan)
{
    return is_numeric_date(scan) || is_spoken_date(scan);
}

bool span_is_time(struct scan *scan)
{
    size_t n = scan_digits(scan, scan->at), i = scan->at + n, len;
    int64_t hour = scan_number(scan, scan->at, n), minute = 0;
    if (n < 1 || n > 2 || hour > 24)
        return false;
    size_t j = scan_skip_space(scan, i);
    if (scan_fold(scan, i) == ':' && scan_digits(scan, i + 1) == 2)
        len = 1;
    else if ((scan_fold(scan, i) == 'h' || scan_fold(scan, i) == 'g') &&
             !scan_is_letter(scan_fold(scan, i + 1)))
        len = 1;
    else if ((len = scan_word(scan, j, "gio")) > 0)
        i = j;
    else
        return false;
    bool colon = scan_fold(scan, i) == ':', letter_g = scan_fold(scan, i) == 'g' && len == 1;
    i += len;
    size_t space = len > 1 && scan_fold(scan, i) == ' ' ? 1 : 0;
    size_t m = scan_digits(scan, i + space);
    if (m == 2 && scan_number(scan, i + space, 2) < 60) {
        minute = scan_number(scan, i + space, 2);
        i += space + m;
    } else if (colon || letter_g) {
        return false; /* 64g is a size of memory */
    } else if ((len = scan_word(scan, scan_skip_space(scan, i), "ruoi")) > 0) {
        minute = 30;
        i = scan_skip_space(scan, i) + len;
    }
    if (scan_is_word(scan_fold(scan, i)))
        return false;
    scan->end = i;
    scan->value = str_printf(scan->arena, "%02" PRId64 ":%02" PRId64, hour, minute);
    return true;
}

bool span_is_duration(struct scan *scan)
{
    static const struct {
        const char *words, *unit;
    } units[] = {{"ngay hom", "d"}, {"tuan", "w"},   {"thang t", "m"},
                 {"nam", "y"},      {"phut", "min"}, {"tieng", "h"}};
    size_t n = scan_digits(scan, scan->at), i = scan->at + n;
    size_t half = n == 0 ? scan_word(scan, scan->at, "nua") : 0;
    if (half > 0)
        i = scan->at + half;
    else if (n == 0 || n > 3)
        return false;
    size_t j = scan_skip_space(scan, i);
    for (size_t u = 0; u < COUNT(units); u++) {
        size_t len = scan_any_word(scan, j, units[u].words);
        if (len == 0 || (len == 1 && j != i) || scan_is_digit(scan_fold(scan, j + len)))
            continue;
        scan->end = j + len;
        scan->value = half > 0 ? str_printf(scan->arena, "0.5%s", units[u].unit)
                               : str_printf(scan->arena, "%" PRId64 "%s",
                                            scan_number(scan, scan->at, n), units[u].unit);
        return true;
    }
    return false;
}
