/* Amounts of money, sizes and bare numbers. */
#include "text/scan.h"

#include <inttypes.h>
#include <string.h>

/* ---- amounts ---- */

struct amount {
    double value;
    size_t end;
    bool grouped; /* 1.990.000 */
};

/* 12 · 7,2 · 1.990.000: three digits behind a point or comma are thousands, one or two decimals. */
static bool read_amount(const struct scan *scan, size_t i, struct amount *out)
{
    size_t n = scan_digits(scan, i);
    if (n == 0 || n > 12)
        return false;
    out->value = (double)scan_number(scan, i, n);
    out->grouped = false;
    i += n;
    for (;;) {
        uint32_t sep = scan_fold(scan, i);
        size_t more = scan_digits(scan, i + 1);
        if ((sep != '.' && sep != ',') || more == 0)
            break;
        if (more == 3 && n <= 3) {
            out->value = out->value * 1000 + (double)scan_number(scan, i + 1, 3);
            out->grouped = true;
        } else if (more <= 2 && !out->grouped) {
            out->value += (double)scan_number(scan, i + 1, more) / (more == 1 ? 10.0 : 100.0);
            i += 1 + more;
            break;
        } else {
            break;
        }
        i += 1 + more;
    }
    out->end = i;
    return true;
}

static struct str money_text(struct scan *scan, double dong)
{
    return str_printf(scan->arena, "%" PRId64, (int64_t)(dong + 0.5));
}

/* The digits behind a unit: 2tr5 is 2.5, 2tr35 is 2.35, 2tr350 likewise. */
static double behind_unit(const struct scan *scan, size_t i, size_t *end)
{
    static const double parts[] = {0, 10, 100, 1000};
    size_t space = scan_fold(scan, i) == ' ' ? 1 : 0;
    size_t n = scan_digits(scan, i + space);
    if (n >= 1 && n <= (space ? 1u : 3u) && !scan_is_word(scan_fold(scan, i + space + n))) {
        *end = i + space + n;
        return (double)scan_number(scan, i + space, n) / parts[n];
    }
    size_t half = scan_word(scan, i + space, "ruoi");
    if (half > 0) {
        *end = i + space + half;
        return 0.5;
    }
    *end = i;
    return 0;
}

/* Unit words are matched even where digits follow at once: "2tr5". */
static size_t unit_at(const struct scan *scan, size_t i, const char *list)
{
    return scan_any_word(scan, i, list);
}

bool span_is_money(struct scan *scan)
{
    struct amount amount;
    if (!read_amount(scan, scan->at, &amount))
        return false;
    size_t i = scan_skip_space(scan, amount.end), unit, end;
    if ((unit = unit_at(scan, i, "trieu tr cu chai m")) > 0) {
        bool is_m = unit == 1;
        double more = behind_unit(scan, i + unit, &end);
        if (is_m && end == i + unit)
            return false; /* "45 m" is a length; "4 m 5" an amount */
        scan->value = money_text(scan, (amount.value + more) * 1e6);
    } else if ((unit = unit_at(scan, i, "ty ti")) > 0 || (unit = scan_word(scan, i, "t")) > 0) {
        double more = behind_unit(scan, i + unit, &end);
        if (unit == 1 && (i != amount.end || end == i + unit))
            return false; /* "6t" is six months; "1t5" one and a half thousand million */
        scan->value = money_text(scan, (amount.value + more) * (unit == 1 ? 1e6 : 1e9));
    } else if ((unit = unit_at(scan, i, "k ngan nghin ng")) > 0) {
        end = i + unit;
        scan->value = money_text(scan, amount.value * 1e3);
    } else if ((unit = unit_at(scan, i, "dong vnd d")) > 0 && (unit > 1 || i == amount.end)) {
        end = i + unit;
        scan->value = money_text(scan, amount.value);
    } else if (amount.value >= 10000 && amount.grouped) {
        end = amount.end;
        scan->value = money_text(scan, amount.value);
    } else {
        return false;
    }
    size_t currency = scan_any_word(scan, scan_skip_space(scan, end), "dong vnd d");
    if (currency > 0)
        end = scan_skip_space(scan, end) + currency;
    if (scan_fold(scan, end) == 0x20ab) /* ₫ */
        end++;
    scan->end = end;
    return true;
}

/* "ba triệu tư", "hai mươi hai triệu", "năm trăm nghìn": number words with a unit of money. */
static int word_digit(const struct scan *scan, size_t i, size_t *len)
{
    static const char *const words[] = {"khong", "mot", "hai", "ba",  "bon",
                                        "nam",   "sau", "bay", "tam", "chin"};
    for (int value = 0; value < 10; value++) {
        if ((*len = scan_word(scan, i, words[value])) > 0)
            return value;
    }
    if ((*len = scan_any_word(scan, i, "tu")) > 0)
        return 4;
    if ((*len = scan_any_word(scan, i, "lam nham")) > 0)
        return 5;
    return -1;
}

static bool read_words(const struct scan *scan, size_t i, int64_t *value, size_t *end)
{
    int64_t sum = 0, last = -1;
    size_t len, start = i;
    for (int words = 0; words < 6; words++) {
        int digit = word_digit(scan, i, &len);
        if (digit >= 0) {
            if (last >= 0 && last % 10 != 0)
                break;
            last = last < 0 ? digit : last + digit;
        } else if ((len = scan_any_word(scan, i, "muoi")) > 0) {
            last = last <= 0 ? 10 : last * 10;
        } else if ((len = scan_word(scan, i, "tram")) > 0 && last > 0) {
            sum += last * 100;
            last = -1;
        } else {
            break;
        }
        *end = i + len;
        i = scan_skip_space(scan, i + len);
    }
    *value = sum + (last > 0 ? last : 0);
    return *value > 0 && i > start;
}

bool span_is_money_words(struct scan *scan)
{
    int64_t value;
    size_t end = scan->at, len;
    if (!read_words(scan, scan->at, &value, &end))
        return false;
    size_t i = scan_skip_space(scan, end);
    double unit = 0;
    if ((len = scan_word(scan, i, "trieu")) > 0)
        unit = 1e6;
    else if ((len = scan_any_word(scan, i, "nghin ngan")) > 0)
        unit = 1e3;
    else if ((len = scan_word(scan, i, "ty")) > 0)
        unit = 1e9;
    else
        return false;
    double amount = (double)value;
    scan->end = i + len;
    size_t tail = scan_skip_space(scan, i + len), tail_len;
    int tenth = word_digit(scan, tail, &tail_len);
    if (tenth > 0 && unit >= 1e6) {
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
/* ---- sizes and bare numbers ---- */

bool span_is_size(struct scan *scan)
{
    struct amount amount;
    if (!read_amount(scan, scan->at, &amount))
        return false;
    size_t i = scan_skip_space(scan, amount.end), len;
    if (scan_fold(scan, amount.end) == '%') {
        scan->end = amount.end + 1;
        return true;
    }
    if (scan_fold(scan, amount.end) == '"') {
        scan->end = amount.end + 1;
        return true;
    }
    len =
        scan_any_word(scan, i, "kg gb tb mb mm cm inch inches lit hp btu w kw l m2 km gam mah hz");
    if (len == 0 && i == amount.end)
        len = scan_any_word(scan, i, "g m in v");
    if (len == 0 || scan_is_digit(scan_fold(scan, i + len)))
        return false;
    scan->end = i + len;
    return true;
}

bool span_is_number(struct scan *scan)
{
    struct amount amount;
    if (!read_amount(scan, scan->at, &amount) || scan_is_word(scan_fold(scan, amount.end)))
        return false;
    scan->end = amount.end;
    scan->value = amount.value < 1e15 ? str_printf(scan->arena, "%g", amount.value) : STR("");
    return true;
}
