/* Days in words: "hôm nay", "thứ 7 tuần sau", "cuối tháng", "tháng 3". Their words stay words. */
#include "text/scan.h"

#include <string.h>

/* What is said, and its value as text/day.h reads it. The first letter, bare, is looked at first.
 */
static const struct {
    char first;
    const char *words, *value;
} days[] = {
    {'h', "hôm nay", "+0d"},
    {'b', "bữa nay", "+0d"},
    {'h', "hnay", "+0d"},
    {'h', "hôm qua", "-1d"},
    {'b', "bữa qua", "-1d"},
    {'h', "hqua", "-1d"},
    {'h', "hôm kia", "-2d"},
    {'h', "hôm kìa", "-3d"},
    {'n', "ngày mai", "+1d"},
    {'n', "nmai", "+1d"},
    {'n', "ngày mốt", "+2d"},
    {'n', "ngày kia", "+2d"},
    {'s', "sáng nay", "+0d"},
    {'t', "trưa nay", "+0d"},
    {'c', "chiều nay", "+0d"},
    {'t', "tối nay", "+0d"},
    {'d', "đêm nay", "+0d"},
    {'s', "sáng mai", "+1d"},
    {'t', "trưa mai", "+1d"},
    {'c', "chiều mai", "+1d"},
    {'t', "tối mai", "+1d"},
    {'s', "sáng qua", "-1d"},
    {'t', "trưa qua", "-1d"},
    {'c', "chiều qua", "-1d"},
    {'t', "tối qua", "-1d"},
    {'d', "đêm qua", "-1d"},
    {'t', "tuần này", "+0w"},
    {'t', "tuần sau", "+1w"},
    {'t', "tuần tới", "+1w"},
    {'t', "tuần trước", "-1w"},
    {'t', "tuần rồi", "-1w"},
    {'t', "tháng này", "+0m"},
    {'t', "tháng sau", "+1m"},
    {'t', "tháng tới", "+1m"},
    {'t', "tháng trước", "-1m"},
    {'t', "tháng rồi", "-1m"},
    {'n', "năm nay", "+0y"},
    {'n', "năm sau", "+1y"},
    {'n', "năm tới", "+1y"},
    {'s', "sang năm", "+1y"},
    {'n', "năm ngoái", "-1y"},
    {'n', "năm trước", "-1y"},
    {'c', "cuối tuần", "t7-8"},
    {'c', "cuối tuần này", "t7-8"},
    {'c', "cuối tuần sau", "t7-8+1w"},
    {'c', "cuối tuần tới", "t7-8"},
    {'d', "đầu tuần", "t2"},
    {'d', "đầu tuần sau", "t2+1w"},
    {'d', "đầu tháng", "1-10"},
    {'g', "giữa tháng", "11-20"},
    {'c', "cuối tháng", "21-31"},
};

/* Names of the days of the week, 2 to 8; the first of each is what follows "thứ". */
static const char *const weekdays[] = {"hai", "ba", "tư", "năm", "sáu", "bảy"};

/* "thứ 7", "thứ bảy", "chủ nhật", "t7" in a frame of days: 2 … 8, or 0. */
static int weekday_at(const struct scan *scan, size_t *end)
{
    static const char frame[] = "sang chieu toi trua ngay tu den hom tuan nay toi sau";
    size_t i = scan->at, len = scan_phrase(scan, i, "chủ nhật");
    if (len > 0) {
        *end = i + len;
        return 8;
    }
    if ((len = scan_phrase(scan, i, "thứ")) > 0 && scan_fold(scan, i + len) == ' ') {
        size_t j = i + len + 1;
        uint32_t digit = scan_fold(scan, j), after = scan_fold(scan, j + 1);
        if (scan_is_after(scan, i, "lan cai don nguoi may"))
            return 0; /* lần thứ 2: an order, no day */
        *end = j + 1;
        if (digit >= '2' && digit <= '7' && !scan_is_word(after) && after != '/')
            return (int)(digit - '0');
        for (size_t d = 0; d < COUNT(weekdays); d++) {
            if ((len = scan_phrase(scan, j, weekdays[d])) > 0) {
                *end = j + len;
                return (int)d + 2;
            }
        }
        return 0;
    }
    uint32_t digit = scan_fold(scan, i + 1);
    if (scan_fold(scan, i) != 't' || digit < '2' || digit > '7' ||
        scan_is_word(scan_fold(scan, i + 2)))
        return 0;
    *end = i + 2;
    return scan_is_after(scan, i, frame) ||
                   scan_any_word(scan, scan_skip_space(scan, *end), frame) > 0
               ? (int)(digit - '0')
               : 0;
}

static bool is_weekday(struct scan *scan)
{
    size_t end, len;
    int day = weekday_at(scan, &end);
    if (day == 0)
        return false;
    size_t i = scan_skip_space(scan, end);
    const char *week = "";
    if ((len = scan_phrase(scan, i, "tuần sau")) > 0 ||
        (len = scan_phrase(scan, i, "tuần tới")) > 0)
        week = "+1w";
    else if ((len = scan_phrase(scan, i, "tuần trước")) > 0 ||
             (len = scan_phrase(scan, i, "tuần rồi")) > 0)
        week = "-1w";
    else if ((len = scan_phrase(scan, i, "tuần này")) > 0)
        week = "+0w";
    scan->end = len > 0 ? i + len : end;
    scan->value = str_printf(scan->arena, "t%d%s", day, week);
    return true;
}

/* "tháng 3", "tháng 3/2025", "tháng ba" is not read: too close to a count. */
static bool is_month(struct scan *scan)
{
    size_t len = scan_phrase(scan, scan->at, "tháng");
    size_t i = scan->at + len + 1, n = len > 0 ? scan_digits(scan, i) : 0, end = i + n;
    if (n < 1 || n > 2 || scan_fold(scan, i - 1) != ' ')
        return false;
    int month = (int)scan_number(scan, i, n);
    size_t y = scan_fold(scan, end) == '/' ? scan_digits(scan, end + 1) : 0;
    if (month < 1 || month > 12 || (y != 0 && y != 4))
        return false;
    if (y == 4)
        scan->value = str_printf(scan->arena, "*/%d/%d", month, (int)scan_number(scan, end + 1, 4));
    else
        scan->value = str_printf(scan->arena, "*/%d", month);
    scan->end = end + (y > 0 ? 1 + y : 0);
    return !scan_is_word(scan_fold(scan, scan->end));
}

bool span_is_day(struct scan *scan)
{
    uint32_t first = scan_fold(scan, scan->at);
    size_t best = 0;
    if (first < 'b' || first > 't')
        return false;
    for (size_t d = 0; d < COUNT(days); d++) {
        size_t len =
            (uint32_t)days[d].first != first ? 0 : scan_phrase(scan, scan->at, days[d].words);
        if (len <= best)
            continue;
        best = len;
        scan->end = scan->at + len;
        scan->value = str_view(days[d].value);
    }
    return best > 0 || ((first == 't' || first == 'c') && (is_weekday(scan) || is_month(scan)));
}
