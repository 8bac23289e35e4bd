#include "text/scan.h"

#include "text/fold.h"
#include "text/utf8.h"

bool scan_is_digit(uint32_t p)
{
    return p >= '0' && p <= '9';
}

bool scan_is_letter(uint32_t p)
{
    if (p < 0xc0)
        return p >= 'a' && p <= 'z';
    /* no signs of the blocks of punctuation, symbols and emoji, nor × and ÷ */
    return p != 0xd7 && p != 0xf7 &&
           (p < 0x2000 || (p >= 0x2c00 && p < 0x2e00) || (p >= 0x3040 && p < 0xfe00));
}

bool scan_is_word(uint32_t p)
{
    return scan_is_digit(p) || scan_is_letter(p);
}

uint32_t scan_fold(const struct scan *scan, size_t i)
{
    ++*scan->steps;
    return i < scan->count ? scan->cells[i].fold : 0;
}

size_t scan_skip_space(const struct scan *scan, size_t i)
{
    return scan_fold(scan, i) == ' ' ? i + 1 : i;
}

size_t scan_digits(const struct scan *scan, size_t i)
{
    size_t n = 0;
    while (scan_is_digit(scan_fold(scan, i + n)))
        n++;
    return n;
}

int64_t scan_number(const struct scan *scan, size_t from, size_t digits)
{
    int64_t value = 0;
    for (size_t i = from; i < from + digits && value < INT64_C(100000000000000); i++)
        value = value * 10 + (int64_t)(scan->cells[i].fold - '0');
    return value;
}

/* ---- words ---- */

static size_t match_word(const struct scan *scan, size_t i, struct str word)
{
    for (size_t j = 0; j < word.len; j++) {
        if (scan_fold(scan, i + j) != (unsigned char)word.data[j])
            return 0;
    }
    return scan_is_letter(scan_fold(scan, i + word.len)) ? 0 : word.len;
}

size_t scan_word(const struct scan *scan, size_t i, const char *word)
{
    return match_word(scan, i, str_view(word));
}

size_t scan_any_word(const struct scan *scan, size_t i, const char *list)
{
    struct str rest = str_view(list), word;
    uint32_t first = scan_fold(scan, i);
    while (str_split(&rest, ' ', &word)) {
        if ((unsigned char)word.data[0] != first)
            continue;
        size_t n = match_word(scan, i, word);
        if (n > 0)
            return n;
    }
    return 0;
}

bool scan_is_after(const struct scan *scan, size_t i, const char *list)
{
    enum { BACK_MAX = 12 };
    if (i > 0 && scan_fold(scan, i - 1) == ' ')
        i--;
    size_t from = i;
    while (from > 0 && i - from < BACK_MAX && scan_is_letter(scan_fold(scan, from - 1)))
        from--;
    size_t n = scan_any_word(scan, from, list);
    return n > 0 && from + n == i;
}

/* ---- numbers ---- */

bool scan_amount(const struct scan *scan, size_t i, struct amount *out)
{
    enum { DIGITS_MAX = 12, GROUPS_MAX = 4 };
    size_t n = scan_digits(scan, i);
    if (n == 0 || n > DIGITS_MAX)
        return false;
    out->value = (double)scan_number(scan, i, n);
    out->is_grouped = false;
    i += n;
    for (int groups = 0; groups < GROUPS_MAX; groups++) {
        uint32_t sep = scan_fold(scan, i);
        if (sep != '.' && sep != ',')
            break;
        size_t more = scan_digits(scan, i + 1);
        if (more == 3 && n <= 3) {
            out->value = out->value * 1000 + (double)scan_number(scan, i + 1, 3);
            out->is_grouped = true;
        } else if (more >= 1 && more <= 2 && !out->is_grouped) {
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

int scan_digit_word(const struct scan *scan, size_t i, size_t *len)
{
    static const char *const words[] = {"khong",        "mot", "hai", "ba",  "bon tu",
                                        "nam lam nham", "sau", "bay", "tam", "chin"};
    for (int value = 0; value < 10; value++) {
        if ((*len = scan_any_word(scan, i, words[value])) > 0)
            return value;
    }
    return -1;
}

bool scan_number_words(const struct scan *scan, size_t i, int64_t *value, size_t *end)
{
    enum { WORDS_MAX = 6 };
    int64_t sum = 0, last = -1;
    size_t len, start = i;
    for (int words = 0; words < WORDS_MAX; words++) {
        int digit = scan_digit_word(scan, i, &len);
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

/* ---- words with marks ---- */

/* One word of a phrase, with marks, at i. */
static size_t match_marked(const struct scan *scan, size_t i, struct str word)
{
    size_t n = 0;
    bool agrees = true, is_marked = false;
    for (uint32_t point; utf8_next(&word, &point); n++) {
        if (scan_fold(scan, i + n) != fold_point(point))
            return 0;
        uint32_t typed = scan->cells[i + n].point;
        agrees = agrees && typed == point;
        is_marked = is_marked || typed != scan->cells[i + n].fold;
    }
    return (agrees || !is_marked) && !scan_is_word(scan_fold(scan, i + n)) ? n : 0;
}

size_t scan_phrase(const struct scan *scan, size_t i, const char *phrase)
{
    struct str rest = str_view(phrase), word;
    size_t at = i;
    while (str_split(&rest, ' ', &word)) {
        if (at > i && scan_fold(scan, at++) != ' ')
            return 0;
        size_t n = match_marked(scan, at, word);
        if (n == 0)
            return 0;
        at += n;
    }
    return at - i;
}
