/* Sizes: a number with a unit, percentages, clothes sizes. */
#include "text/scan.h"

#include <string.h>

/* Units as people write them, and as the value has them. */
static const struct {
    const char *words, *unit;
    bool is_close; /* only without a space before it: "1 v" is not a volt */
} units[] = {
    {"kg ki kilo kilogam", "kg", false},
    {"gb", "gb", false},
    {"tb", "tb", false},
    {"mb", "mb", false},
    {"mm", "mm", false},
    {"cm", "cm", false},
    {"km", "km", false},
    {"m2", "m2", false},
    {"inch inches in", "inch", false},
    {"lit l", "l", false},
    {"hp ngua", "hp", false},
    {"btu", "btu", false},
    {"kw", "kw", false},
    {"w", "w", false},
    {"gam gram", "g", false},
    {"mah", "mah", false},
    {"hz", "hz", false},
    {"v", "v", true},
    {"m", "m", true},
    {"met", "m", false},
};

static bool take(struct scan *scan, double amount, const char *unit, size_t end)
{
    scan->end = end;
    scan->value = str_printf(scan->arena, "%.15g %s", amount, unit);
    return true;
}

/* "64g" to "512g" is memory, "4g" and "5g" the network, other numbers grams. */
static bool is_g(struct scan *scan, const struct amount *amount)
{
    size_t end = amount->end + 1;
    if (scan_fold(scan, amount->end) != 'g' || scan_is_word(scan_fold(scan, end)))
        return false;
    int64_t whole = (int64_t)amount->value;
    if (amount->value >= 2 && amount->value <= 5 && (double)whole >= amount->value)
        return false; /* 2g 3g 4g 5g */
    bool is_memory = whole >= 8 && whole <= 1024 && (whole & (whole - 1)) == 0;
    return take(scan, amount->value, is_memory ? "gb" : "g", end);
}

/* 1m65, "cao 1m7" */
static bool is_height(struct scan *scan, const struct amount *amount)
{
    size_t n = scan_digits(scan, amount->end + 1), end = amount->end + 1 + n;
    bool is_tall = scan_is_after(scan, scan->at, "cao dai rong sau ngang");
    if (scan_fold(scan, amount->end) != 'm' || n < (is_tall ? 1U : 2U) || n > 2 ||
        amount->value > 3 || scan_is_word(scan_fold(scan, end)))
        return false;
    double parts = (double)scan_number(scan, amount->end + 1, n) / (n == 1 ? 10.0 : 100.0);
    return take(scan, amount->value + parts, "m", end);
}

/* 15 m², 3 m³, 20 cm² */
static bool is_area(struct scan *scan, const struct amount *amount, size_t i)
{
    static const char *const lengths[] = {"m", "cm", "km", "mm"};
    for (size_t u = 0; u < COUNT(lengths); u++) {
        size_t n = strlen(lengths[u]);
        uint32_t power = scan_fold(scan, i + n);
        if (scan_word(scan, i, lengths[u]) == 0 || (power != 0xb2 && power != 0xb3))
            continue;
        scan->end = i + n + 1;
        scan->value = str_printf(scan->arena, "%.15g %s%c", amount->value, lengths[u],
                                 power == 0xb2 ? '2' : '3');
        return true;
    }
    return false;
}

bool span_is_size(struct scan *scan)
{
    struct amount amount;
    if (!scan_amount(scan, scan->at, &amount))
        return false;
    size_t i = scan_skip_space(scan, amount.end);
    if (scan_fold(scan, i) == '%')
        return take(scan, amount.value, "%", i + 1);
    if (scan_fold(scan, amount.end) == '"')
        return take(scan, amount.value, "inch", amount.end + 1);
    if (is_area(scan, &amount, i) || is_height(scan, &amount) || is_g(scan, &amount))
        return true;
    for (size_t u = 0; u < COUNT(units); u++) {
        size_t len = scan_any_word(scan, i, units[u].words);
        if (len == 0 || (units[u].is_close && i != amount.end) ||
            scan_is_digit(scan_fold(scan, i + len)))
            continue;
        return take(scan, amount.value, units[u].unit, i + len);
    }
    return false;
}

/* "size M", "sz 38", "cỡ 2XL", and XL, XXL, 2XL alone. */
bool span_is_letter_size(struct scan *scan)
{
    size_t i = scan->at, len = scan_any_word(scan, i, "size sz saiz co");
    if (len > 0 && scan_fold(scan, i + len) == ' ')
        i += len + 1;
    else if (len > 0)
        return false;
    size_t digits = scan_digits(scan, i), letters = i + digits;
    size_t end = letters + scan_any_word(scan, letters, "s m l xs xl xxl xxxl");
    bool has_letters = end > letters;
    if (digits > (has_letters ? 1U : 3U) || end == i || scan_is_word(scan_fold(scan, end)))
        return false;
    if (len == 0 && (!has_letters || scan_fold(scan, letters) != 'x') && digits == 0)
        return false; /* M alone is too often something else */
    if (len == 0 && (!has_letters || scan_fold(scan, end - 2) != 'x'))
        return false;
    struct str text = str_sub(scan->t, scan->cells[i].at, scan->cells[end].at);
    struct strbuf value = strbuf_new(scan->arena, 16);
    strbuf_add_cstr(&value, "size ");
    for (size_t k = 0; k < text.len; k++)
        strbuf_add_byte(&value, (char)(text.data[k] >= 'a' ? text.data[k] - 32 : text.data[k]));
    scan->value = strbuf_view(&value);
    scan->end = end;
    return true;
}
