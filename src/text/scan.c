#include "text/scan.h"

#include <string.h>

bool scan_is_digit(uint32_t p)
{
    return p >= '0' && p <= '9';
}

bool scan_is_letter(uint32_t p)
{
    return (p >= 'a' && p <= 'z') || p >= 0xc0;
}

bool scan_is_word(uint32_t p)
{
    return scan_is_digit(p) || scan_is_letter(p);
}

uint32_t scan_fold(const struct scan *scan, size_t i)
{
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

size_t scan_word(const struct scan *scan, size_t i, const char *word)
{
    size_t n = strlen(word);
    for (size_t j = 0; j < n; j++) {
        if (scan_fold(scan, i + j) != (uint32_t)word[j])
            return 0;
    }
    return scan_is_letter(scan_fold(scan, i + n)) ? 0 : n;
}

size_t scan_any_word(const struct scan *scan, size_t i, const char *list)
{
    struct str rest = str_view(list), word;
    char one[16];
    while (str_split(&rest, ' ', &word)) {
        memcpy(one, word.data, word.len);
        one[word.len] = '\0';
        size_t n = scan_word(scan, i, one);
        if (n > 0)
            return n;
    }
    return 0;
}
