#include "text/span.h"

#include <inttypes.h>
#include <string.h>

#include "text/fold.h"
#include "text/utf8.h"

/* One character of T: its bare form, and where it is. */
struct cell {
    uint32_t point, fold, at;
};

struct scan {
    struct arena *arena;
    struct str t;
    struct cell *cells; /* count + 1; the last is a zero */
    size_t count;
    size_t at;  /* where the span would begin */
    size_t end; /* set by a finder: behind its last cell */
    struct str value;
};

static bool is_digit(uint32_t p)
{
    return p >= '0' && p <= '9';
}

static bool is_letter(uint32_t p)
{
    return (p >= 'a' && p <= 'z') || p >= 0xc0;
}

static bool is_word(uint32_t p)
{
    return is_digit(p) || is_letter(p);
}

static uint32_t fold_at(const struct scan *scan, size_t i)
{
    return i < scan->count ? scan->cells[i].fold : 0;
}

static size_t skip_space(const struct scan *scan, size_t i)
{
    return fold_at(scan, i) == ' ' ? i + 1 : i;
}

static size_t digits_from(const struct scan *scan, size_t i)
{
    size_t n = 0;
    while (is_digit(fold_at(scan, i + n)))
        n++;
    return n;
}

static int64_t number_of(const struct scan *scan, size_t from, size_t digits)
{
    int64_t value = 0;
    for (size_t i = from; i < from + digits && value < INT64_C(100000000000000); i++)
        value = value * 10 + (int64_t)(scan->cells[i].fold - '0');
    return value;
}

/* Whether the whole folded word stands at i; returns its length or 0. */
static size_t word_at(const struct scan *scan, size_t i, const char *word)
{
    size_t n = strlen(word);
    for (size_t j = 0; j < n; j++) {
        if (fold_at(scan, i + j) != (uint32_t)word[j])
            return 0;
    }
    return is_letter(fold_at(scan, i + n)) ? 0 : n;
}

/* The first of a space-separated list of words that stands at i. */
static size_t any_word_at(const struct scan *scan, size_t i, const char *list)
{
    struct str rest = str_view(list), word;
    char one[16];
    while (str_split(&rest, ' ', &word)) {
        memcpy(one, word.data, word.len);
        one[word.len] = '\0';
        size_t n = word_at(scan, i, one);
        if (n > 0)
            return n;
    }
    return 0;
}

/* ---- addresses and codes ---- */

static bool stands_at(const struct scan *scan, size_t i, const char *text)
{
    for (size_t j = 0; text[j] != '\0'; j++) {
        if (fold_at(scan, i + j) != (uint32_t)text[j])
            return false;
    }
    return true;
}

static size_t until_space(const struct scan *scan, size_t i)
{
    while (i < scan->count && fold_at(scan, i) > ' ')
        i++;
    return i;
}

static size_t drop_closing(const struct scan *scan, size_t from, size_t end)
{
    while (end > from && strchr(".,;:!?)]}\"'", (int)fold_at(scan, end - 1)) != NULL &&
           fold_at(scan, end - 1) < 0x80)
        end--;
    return end;
}

static bool find_url(struct scan *scan)
{
    size_t i = scan->at;
    if (stands_at(scan, i, "http://") || stands_at(scan, i, "https://") ||
        stands_at(scan, i, "www.")) {
        scan->end = drop_closing(scan, i, until_space(scan, i));
        return true;
    }
    /* "dienmay.vn", "shop.com/x": a bare name with a usual ending */
    static const char *const endings[] = {".vn", ".com", ".net", ".org", ".example"};
    size_t j = i;
    while (is_digit(fold_at(scan, j)) || (fold_at(scan, j) >= 'a' && fold_at(scan, j) <= 'z') ||
           fold_at(scan, j) == '-')
        j++;
    for (size_t e = 0; j > i + 1 && e < COUNT(endings); e++) {
        size_t after = j + strlen(endings[e]);
        if (!stands_at(scan, j, endings[e]) || is_word(fold_at(scan, after)))
            continue;
        if (fold_at(scan, after) == '.' && is_letter(fold_at(scan, after + 1)))
            after = j; /* .com.vn: go on below */
        scan->end = drop_closing(scan, i, until_space(scan, after));
        return true;
    }
    return false;
}

static bool find_email(struct scan *scan)
{
    size_t i = scan->at;
    while (is_word(fold_at(scan, i)) || (fold_at(scan, i) != 0 && fold_at(scan, i) < 0x80 &&
                                         strchr("._+-", (int)fold_at(scan, i)) != NULL))
        i++;
    if (i == scan->at || fold_at(scan, i) != '@' || !is_word(fold_at(scan, i + 1)))
        return false;
    size_t end = drop_closing(scan, i, until_space(scan, i));
    bool has_dot = false;
    for (size_t j = i + 1; j < end; j++)
        has_dot |= fold_at(scan, j) == '.';
    scan->end = end;
    return has_dot;
}

/* Digits with single dots, spaces or hyphens between them, at most max. */
static size_t spaced_digits(const struct scan *scan, size_t i, size_t max, char *digits,
                            size_t *end)
{
    size_t n = 0;
    *end = i;
    while (n < max) {
        uint32_t p = fold_at(scan, i);
        if (is_digit(p) || (p == 'x' && n >= 2)) { /* 09xxxxx184: masked by the sender */
            digits[n++] = (char)p;
            *end = ++i;
        } else if (n > 0 && (p == ' ' || p == '.' || p == '-') &&
                   (is_digit(fold_at(scan, i + 1)) || fold_at(scan, i + 1) == 'x')) {
            i++;
        } else {
            break;
        }
    }
    return n;
}

/* Mobile 03 05 07 08 09 and the old 01x with 10 or 11 digits, landline 02x with 10 or 11, 1800 and
 * 1900 with 8 to 10, +84 for the leading zero. */
static bool find_phone(struct scan *scan)
{
    char digits[16];
    size_t i = scan->at, end;
    bool international = fold_at(scan, i) == '+';
    size_t n = spaced_digits(scan, i + international, 13, digits, &end);
    if (is_word(fold_at(scan, end)) || n < 8)
        return false;
    if (n >= 11 && digits[0] == '8' && digits[1] == '4' && (international || n == 11)) {
        memmove(digits + 1, digits + 2, n - 2);
        digits[0] = '0';
        n--;
    } else if (international) {
        return false;
    }
    bool mobile =
        digits[0] == '0' && digits[1] >= '3' && digits[1] != '4' && digits[1] != '6' && n == 10;
    bool other = digits[0] == '0' && (digits[1] == '2' || digits[1] == '1') && (n == 10 || n == 11);
    bool service = digits[0] == '1' && (digits[1] == '8' || digits[1] == '9') && digits[2] == '0' &&
                   digits[3] == '0' && n <= 10;
    if (!mobile && !other && !service)
        return false;
    scan->end = end;
    scan->value = str_dup(scan->arena, (struct str){digits, n});
    return true;
}

/* Letters then digits, at least six together with three digits in a row: DH123456, VN-20241105. */
static bool find_order(struct scan *scan)
{
    size_t i = scan->at;
    if (fold_at(scan, i) == '#')
        i++;
    size_t letters = 0, from = i;
    while (fold_at(scan, i) >= 'a' && fold_at(scan, i) <= 'z' && letters < 5) {
        i++;
        letters++;
    }
    if (letters > 0 && fold_at(scan, i) == '-')
        i++;
    size_t digits = digits_from(scan, i);
    bool marked = fold_at(scan, scan->at) == '#';
    if (digits < (marked ? 4u : 5u) || (letters == 0 && !marked) || letters > 4)
        return false;
    i += digits;
    while (is_word(fold_at(scan, i)) || (fold_at(scan, i) == '-' && is_digit(fold_at(scan, i + 1))))
        i++;
    scan->end = i;
    (void)from;
    return true;
}

/* ---- amounts ---- */

struct amount {
    double value;
    size_t end;
    bool grouped; /* 1.990.000 */
};

/* 12 · 7,2 · 1.990.000: three digits behind a point or comma are thousands, one or two decimals. */
static bool read_amount(const struct scan *scan, size_t i, struct amount *out)
{
    size_t n = digits_from(scan, i);
    if (n == 0 || n > 12)
        return false;
    out->value = (double)number_of(scan, i, n);
    out->grouped = false;
    i += n;
    for (;;) {
        uint32_t sep = fold_at(scan, i);
        size_t more = digits_from(scan, i + 1);
        if ((sep != '.' && sep != ',') || more == 0)
            break;
        if (more == 3 && n <= 3) {
            out->value = out->value * 1000 + (double)number_of(scan, i + 1, 3);
            out->grouped = true;
        } else if (more <= 2 && !out->grouped) {
            out->value += (double)number_of(scan, i + 1, more) / (more == 1 ? 10.0 : 100.0);
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
    size_t space = fold_at(scan, i) == ' ' ? 1 : 0;
    size_t n = digits_from(scan, i + space);
    if (n >= 1 && n <= (space ? 1u : 3u) && !is_word(fold_at(scan, i + space + n))) {
        *end = i + space + n;
        return (double)number_of(scan, i + space, n) / parts[n];
    }
    size_t half = word_at(scan, i + space, "ruoi");
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
    return any_word_at(scan, i, list);
}

static bool find_money(struct scan *scan)
{
    struct amount amount;
    if (!read_amount(scan, scan->at, &amount))
        return false;
    size_t i = skip_space(scan, amount.end), unit, end;
    if ((unit = unit_at(scan, i, "trieu tr cu chai m")) > 0) {
        bool is_m = unit == 1;
        double more = behind_unit(scan, i + unit, &end);
        if (is_m && end == i + unit)
            return false; /* "45 m" is a length; "4 m 5" an amount */
        scan->value = money_text(scan, (amount.value + more) * 1e6);
    } else if ((unit = unit_at(scan, i, "ty ti")) > 0 || (unit = word_at(scan, i, "t")) > 0) {
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
    size_t currency = any_word_at(scan, skip_space(scan, end), "dong vnd d");
    if (currency > 0)
        end = skip_space(scan, end) + currency;
    if (fold_at(scan, end) == 0x20ab) /* ₫ */
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
        if ((*len = word_at(scan, i, words[value])) > 0)
            return value;
    }
    if ((*len = any_word_at(scan, i, "tu")) > 0)
        return 4;
    if ((*len = any_word_at(scan, i, "lam nham")) > 0)
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
        } else if ((len = any_word_at(scan, i, "muoi")) > 0) {
            last = last <= 0 ? 10 : last * 10;
        } else if ((len = word_at(scan, i, "tram")) > 0 && last > 0) {
            sum += last * 100;
            last = -1;
        } else {
            break;
        }
        *end = i + len;
        i = skip_space(scan, i + len);
    }
    *value = sum + (last > 0 ? last : 0);
    return *value > 0 && i > start;
}

static bool find_money_words(struct scan *scan)
{
    int64_t value;
    size_t end, len;
    if (!read_words(scan, scan->at, &value, &end))
        return false;
    size_t i = skip_space(scan, end);
    double unit = 0;
    if ((len = word_at(scan, i, "trieu")) > 0)
        unit = 1e6;
    else if ((len = any_word_at(scan, i, "nghin ngan")) > 0)
        unit = 1e3;
    else if ((len = word_at(scan, i, "ty")) > 0)
        unit = 1e9;
    else
        return false;
    double amount = (double)value;
    scan->end = i + len;
    size_t tail = skip_space(scan, i + len), tail_len;
    int tenth = word_digit(scan, tail, &tail_len);
    if (tenth > 0 && unit >= 1e6) {
        amount += tenth / 10.0;
        scan->end = tail + tail_len;
    } else if ((tail_len = word_at(scan, tail, "ruoi")) > 0) {
        amount += 0.5;
        scan->end = tail + tail_len;
    }
    size_t currency = any_word_at(scan, skip_space(scan, scan->end), "dong");
    if (currency > 0)
        scan->end = skip_space(scan, scan->end) + currency;
    scan->value = money_text(scan, amount * unit);
    return true;
}

/* ---- days and times ---- */

static bool find_date(struct scan *scan)
{
    size_t i = scan->at, n = digits_from(scan, i), len;
    int64_t day = number_of(scan, i, n);
    uint32_t sep = fold_at(scan, i + n);
    if (n >= 1 && n <= 2 && day >= 1 && day <= 31 && (sep == '/' || sep == '-' || sep == '.')) {
        size_t m = digits_from(scan, i + n + 1);
        int64_t month = number_of(scan, i + n + 1, m);
        size_t end = i + n + 1 + m, y = 0;
        if (m < 1 || m > 2 || month < 1 || month > 12)
            return false;
        if (fold_at(scan, end) == sep)
            y = digits_from(scan, end + 1);
        if ((y != 0 && y != 2 && y != 4) || (y == 0 && sep != '/'))
            return false; /* 12-3 and 12.3 alone are ranges and decimals */
        int64_t year = y == 0 ? 0 : number_of(scan, end + 1, y) + (y == 2 ? 2000 : 0);
        scan->end = y == 0 ? end : end + 1 + y;
        if (is_word(fold_at(scan, scan->end)))
            return false;
        scan->value =
            y == 0 ? str_printf(scan->arena, "%" PRId64 "/%" PRId64, day, month)
                   : str_printf(scan->arena, "%" PRId64 "/%" PRId64 "/%" PRId64, day, month, year);
        return true;
    }
    /* ngày 12 tháng 3 · mùng 5 */
    if ((len = any_word_at(scan, i, "ngay mung mong")) == 0)
        return false;
    i = skip_space(scan, i + len);
    n = digits_from(scan, i);
    day = number_of(scan, i, n);
    if (n == 0 || n > 2 || day < 1 || day > 31)
        return false;
    size_t j = skip_space(scan, i + n);
    scan->end = i + n;
    uint32_t after = fold_at(scan, scan->end);
    if ((after == '/' || after == '-' || after == '.') && digits_from(scan, scan->end + 1) > 0)
        return false; /* "ngày 12/3": the digits alone are the date */
    scan->value = str_printf(scan->arena, "%" PRId64, day);
    if ((len = word_at(scan, j, "thang")) > 0) {
        size_t k = skip_space(scan, j + len), m = digits_from(scan, k);
        int64_t month = number_of(scan, k, m);
        if (m >= 1 && m <= 2 && month >= 1 && month <= 12) {
            scan->end = k + m;
            scan->value = str_printf(scan->arena, "%" PRId64 "/%" PRId64, day, month);
        }
    }
    return !is_letter(fold_at(scan, scan->end));
}

static bool find_time(struct scan *scan)
{
    size_t n = digits_from(scan, scan->at), i = scan->at + n, len;
    int64_t hour = number_of(scan, scan->at, n), minute = 0;
    if (n < 1 || n > 2 || hour > 24)
        return false;
    size_t j = skip_space(scan, i);
    if (fold_at(scan, i) == ':' && digits_from(scan, i + 1) == 2)
        len = 1;
    else if ((fold_at(scan, i) == 'h' || fold_at(scan, i) == 'g') &&
             !is_letter(fold_at(scan, i + 1)))
        len = 1;
    else if ((len = word_at(scan, j, "gio")) > 0)
        i = j;
    else
        return false;
    bool colon = fold_at(scan, i) == ':', letter_g = fold_at(scan, i) == 'g' && len == 1;
    i += len;
    size_t space = len > 1 && fold_at(scan, i) == ' ' ? 1 : 0;
    size_t m = digits_from(scan, i + space);
    if (m == 2 && number_of(scan, i + space, 2) < 60) {
        minute = number_of(scan, i + space, 2);
        i += space + m;
    } else if (colon || letter_g) {
        return false; /* 64g is a size of memory */
    } else if ((len = word_at(scan, skip_space(scan, i), "ruoi")) > 0) {
        minute = 30;
        i = skip_space(scan, i) + len;
    }
    if (is_word(fold_at(scan, i)))
        return false;
    scan->end = i;
    scan->value = str_printf(scan->arena, "%02" PRId64 ":%02" PRId64, hour, minute);
    return true;
}

static bool find_duration(struct scan *scan)
{
    static const struct {
        const char *words, *unit;
    } units[] = {{"ngay hom", "d"}, {"tuan", "w"},   {"thang t", "m"},
                 {"nam", "y"},      {"phut", "min"}, {"tieng", "h"}};
    size_t n = digits_from(scan, scan->at), i = scan->at + n;
    size_t half = n == 0 ? word_at(scan, scan->at, "nua") : 0;
    if (half > 0)
        i = scan->at + half;
    else if (n == 0 || n > 3)
        return false;
    size_t j = skip_space(scan, i);
    for (size_t u = 0; u < COUNT(units); u++) {
        size_t len = any_word_at(scan, j, units[u].words);
        if (len == 0 || (len == 1 && j != i) || is_digit(fold_at(scan, j + len)))
            continue;
        scan->end = j + len;
        scan->value = half > 0 ? str_printf(scan->arena, "0.5%s", units[u].unit)
                               : str_printf(scan->arena, "%" PRId64 "%s",
                                            number_of(scan, scan->at, n), units[u].unit);
        return true;
    }
    return false;
}

/* ---- sizes and bare numbers ---- */

static bool find_size(struct scan *scan)
{
    struct amount amount;
    if (!read_amount(scan, scan->at, &amount))
        return false;
    size_t i = skip_space(scan, amount.end), len;
    if (fold_at(scan, amount.end) == '%') {
        scan->end = amount.end + 1;
        return true;
    }
    if (fold_at(scan, amount.end) == '"') {
        scan->end = amount.end + 1;
        return true;
    }
    len = any_word_at(scan, i, "kg gb tb mb mm cm inch inches lit hp btu w kw l m2 km gam mah hz");
    if (len == 0 && i == amount.end)
        len = any_word_at(scan, i, "g m in v");
    if (len == 0 || is_digit(fold_at(scan, i + len)))
        return false;
    scan->end = i + len;
    return true;
}

static bool find_number(struct scan *scan)
{
    struct amount amount;
    if (!read_amount(scan, scan->at, &amount) || is_word(fold_at(scan, amount.end)))
        return false;
    scan->end = amount.end;
    scan->value = amount.value < 1e15 ? str_printf(scan->arena, "%g", amount.value) : STR("");
    return true;
}

/* ---- all of them ---- */

static const struct {
    enum span_kind kind;
    bool (*find)(struct scan *scan);
} finders[] = {
    {SPAN_URL, find_url},     {SPAN_EMAIL, find_email},       {SPAN_PHONE, find_phone},
    {SPAN_ORDER, find_order}, {SPAN_DATE, find_date},         {SPAN_TIME, find_time},
    {SPAN_MONEY, find_money}, {SPAN_MONEY, find_money_words}, {SPAN_DURATION, find_duration},
    {SPAN_SIZE, find_size},   {SPAN_NUMBER, find_number},
};

static bool find_here(struct scan *scan, struct span *span)
{
    for (size_t i = 0; i < COUNT(finders); i++) {
        scan->value = STR("");
        if (!finders[i].find(scan) || scan->end <= scan->at)
            continue;
        uint32_t from = scan->cells[scan->at].at, to = scan->cells[scan->end].at;
        *span = (struct span){finders[i].kind, from, to, str_sub(scan->t, from, to), scan->value};
        return true;
    }
    return false;
}

static void fill_cells(struct scan *scan)
{
    struct str rest = scan->t;
    scan->cells = ARENA_ARRAY(scan->arena, struct cell, scan->t.len + 1);
    for (uint32_t point; utf8_next(&rest, &point);) {
        uint32_t at = (uint32_t)(scan->t.len - rest.len);
        struct cell *cell = &scan->cells[scan->count];
        cell->point = point;
        cell->fold = fold_point(point);
        scan->cells[++scan->count].at = at;
    }
}

/* A span begins where a word does; only what holds a digit, an @, a dot or a number word can be
 * one. */
static bool may_begin(const struct scan *scan, size_t i)
{
    uint32_t here = fold_at(scan, i), before = i == 0 ? ' ' : fold_at(scan, i - 1);
    return (is_word(here) || here == '+' || here == '#') && !is_word(before);
}

static bool is_worth_a_look(const struct scan *scan)
{
    for (size_t i = 0; i < scan->count; i++) {
        uint32_t p = scan->cells[i].fold;
        if (is_digit(p) || p == '@' || p == '.')
            return true;
    }
    return false;
}

static bool has_number_words(struct str t)
{
    return str_has(t, STR("triệu")) || str_has(t, STR("trieu")) || str_has(t, STR("nghìn")) ||
           str_has(t, STR("ngàn")) || str_has(t, STR("nghin")) || str_has(t, STR("ngan")) ||
           str_has(t, STR("nửa")) || str_has(t, STR("nua")) || str_has(t, STR("tỷ"));
}

void span_find_all(struct arena *arena, struct str t, struct span **spans, size_t *count)
{
    struct scan scan = {.arena = arena, .t = t};
    size_t capacity = 0;
    *spans = NULL;
    *count = 0;
    fill_cells(&scan);
    if (!is_worth_a_look(&scan) && !has_number_words(t))
        return;
    for (scan.at = 0; scan.at < scan.count; scan.at++) {
        struct span span;
        if (!may_begin(&scan, scan.at) || !find_here(&scan, &span))
            continue;
        *ARENA_PUSH(arena, *spans, *count, capacity) = span;
        scan.at = scan.end - 1;
    }
}
