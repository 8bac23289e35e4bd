/* Amounts of money and bare numbers. */
#include "text/scan.h"

#include <inttypes.h>
#include <string.h>

#define TRIEU 1e6
#define NGHIN 1e3
#define TY    1e9

/* ---- money ---- */

static struct str money_text(struct scan *scan, double dong)
{
    return str_printf(scan->arena, "%" PRId64, (int64_t)(dong + 0.5));
}

/* The digits behind a unit: 2tr5 is 2.5, 2tr35 is 2.35, 2tr350 likewise; "4 m 5", "2 triệu rưỡi".
 */
static double behind_unit(const struct scan *scan, size_t i, size_t *end)
{
    static const double parts[] = {0, 10, 100, 1000};
    size_t space = scan_fold(scan, i) == ' ' ? 1 : 0;
    size_t n = scan_digits(scan, i + space);
    if (n >= 1 && n <= (space ? 1U : 3U) && !scan_is_word(scan_fold(scan, i + space + n)) &&
        scan_any_word(scan, scan_skip_space(scan, i + space + n),
                      "cai chiec may cay bo ngay thang nam") == 0) {
        *end = i + space + n;
        return (double)scan_number(scan, i + space, n) / parts[n];
    }
    size_t half = scan_word(scan, i + space, "ruoi");
    *end = half > 0 ? i + space + half : i;
    return half > 0 ? 0.5 : 0;
}

/* "2 triệu 350 nghìn", "1 tỷ 200 triệu": a second amount in a smaller unit. In đồng. */
static double smaller_amount(const struct scan *scan, size_t i, double unit, size_t *end)
{
    size_t from = scan_skip_space(scan, i), n = scan_digits(scan, from), len;
    if (n < 1 || n > 3)
        return 0;
    size_t at = scan_skip_space(scan, from + n);
    double smaller = 0;
    if ((len = scan_any_word(scan, at, "nghin ngan k")) > 0)
        smaller = NGHIN;
    else if (unit > TRIEU && (len = scan_any_word(scan, at, "trieu tr")) > 0)
        smaller = TRIEU;
    if (len == 0)
        return 0;
    *end = at + len;
    return (double)scan_number(scan, from, n) * smaller;
}

/* 1m65 is a height: one metre and two digits, or "cao 1m7". "9m9" and "4 m 5" are millions. */
static bool is_height(const struct scan *scan, const struct amount *amount, size_t after)
{
    size_t n = scan_digits(scan, after);
    bool is_tall = scan_is_after(scan, scan->at, "cao dai rong sau ngang");
    return (n == 2 || (n == 1 && is_tall)) && amount->value <= 3 && after == amount->end + 1;
}

/* What the unit at i multiplies by, with its end; 0: no unit of money. */
static double unit_at(const struct scan *scan, const struct amount *amount, size_t i, size_t *end)
{
    size_t len, behind;
    if ((len = scan_any_word(scan, i, "trieu tr cu chai")) > 0) {
        *end = i + len;
        return TRIEU;
    }
    if ((len = scan_any_word(scan, i, "ty ti")) > 0) {
        *end = i + len;
        return TY;
    }
    if ((len = scan_any_word(scan, i, "k ngan nghin ng")) > 0) {
        *end = i + len;
        return NGHIN;
    }
    if ((len = scan_any_word(scan, i, "tram")) > 0) {
        size_t k = scan_skip_space(scan, i + len), more = scan_any_word(scan, k, "k ngan nghin");
        *end = k + more;
        return more > 0 ? 100 * NGHIN : 0;
    }
    /* "45 m" is a length and "6t" six months; "4 m 5" and "1t5" are millions */
    len = scan_any_word(scan, i, "m");
    len = len > 0 ? len : i == amount->end ? scan_any_word(scan, i, "t") : 0;
    if (len == 0 || is_height(scan, amount, i + len))
        return 0;
    (void)behind_unit(scan, i + len, &behind);
    *end = i + len;
    return behind > i + len ? TRIEU : 0;
}

static void take_currency(struct scan *scan)
{
    size_t currency = scan_any_word(scan, scan_skip_space(scan, scan->end), "dong vnd d");
    if (currency > 0)
        scan->end = scan_skip_space(scan, scan->end) + currency;
    if (scan_fold(scan, scan->end) == 0x20ab) /* ₫ */
        scan->end++;
}

/* A bare number that is a price by its looks or by the word before: 13490000, 61.000, "giá 4490".
 */
static bool is_bare_price(struct scan *scan, const struct amount *amount)
{
    static const char frames[] = "gia tien tam khoang duoi tren ban con phi";
    static const char counted[] = "cai chiec may cay con bo ngay thang nam gio phut lan nguoi tuoi";
    size_t digits = amount->end - scan->at;
    bool is_round = amount->value >= 10000 && (int64_t)amount->value % 1000 == 0;
    bool is_framed = scan_is_after(scan, scan->at, frames);
    if (scan_is_word(scan_fold(scan, amount->end)))
        return false;
    if (amount->is_grouped ? amount->value >= 10000
                           : is_round && (is_framed || (digits >= 6 && digits <= 10))) {
        scan->value = money_text(scan, amount->value);
    } else if (digits >= 3 && digits <= 5 && !amount->is_grouped && amount->value >= 100 &&
               scan_is_after(scan, scan->at, "gia") &&
               scan_any_word(scan, scan_skip_space(scan, amount->end), counted) == 0) {
        scan->value = money_text(scan, amount->value * NGHIN); /* nobody writes the thousands */
    } else {
        return false;
    }
    scan->end = amount->end;
    return true;
}

bool span_is_money(struct scan *scan)
{
    struct amount amount;
    size_t len, end = 0;
    if (!scan_amount(scan, scan->at, &amount))
        return false;
    size_t i = scan_skip_space(scan, amount.end);
    double unit = unit_at(scan, &amount, i, &end);
    if (unit > 0) {
        double dong = amount.value * unit, rest;
        scan->end = end;
        if (unit >= TRIEU && (rest = smaller_amount(scan, end, unit, &scan->end)) > 0)
            dong += rest;
        else if (unit >= TRIEU)
            dong += behind_unit(scan, end, &scan->end) * unit;
        if (scan_is_word(scan_fold(scan, scan->end)))
            return false;
        scan->value = money_text(scan, dong);
    } else if ((len = scan_any_word(scan, i, "dong vnd d")) > 0 && (len > 1 || i == amount.end)) {
        scan->end = i + len;
        scan->value = money_text(scan, amount.value);
    } else if (scan_fold(scan, i) == 0x20ab) {
        scan->end = i + 1;
        scan->value = money_text(scan, amount.value);
    } else {
        return is_bare_price(scan, &amount);
    }
    take_currency(scan);
    return true;
}

/* "ba triệu tư", "hai mươi hai triệu", "năm trăm nghìn": number words with a unit of money. */
bool span_is_money_words(struct scan *scan)
{
    int64_t value;
    size_t end = scan->at, len;
    if (!scan_number_words(scan, scan->at, &value, &end))
        return false;
    size_t i = scan_skip_space(scan, end);
    double unit = 0;
    if ((len = scan_word(scan, i, "trieu")) > 0)
        unit = TRIEU;
    else if ((len = scan_any_word(scan, i, "nghin ngan")) > 0)
        unit = NGHIN;
    else if ((len = scan_word(scan, i, "ty")) > 0)
        unit = TY;
    else
        return false;
    double amount = (double)value;
    scan->end = i + len;
    size_t tail = scan_skip_space(scan, i + len), tail_len;
    int tenth = scan_digit_word(scan, tail, &tail_len);
    if (tenth > 0 && unit >= TRIEU) {
        amount += tenth / 10.0;
        scan->end = tail + tail_len;
    } else if ((tail_len = scan_word(scan, tail, "ruoi")) > 0) {
        amount += 0.5;
        scan->end = tail + tail_len;
    }
    size_t currency = scan_any_word(scan, scan_skip_space(scan, scan->end), "dong");
    if (currency > 0)
        scan->end = scan_skip_space(scan, scan->end) + currency;
    scan->value = money_text(scan, amount * unit);
    return true;
}

/* ---- bare numbers ---- */

bool span_is_number(struct scan *scan)
{
    struct amount amount;
    if (!scan_amount(scan, scan->at, &amount) || scan_is_word(scan_fold(scan, amount.end)))
        return false;
    scan->end = amount.end;
    scan->value = str_printf(scan->arena, "%.15g", amount.value);
    return true;
}
