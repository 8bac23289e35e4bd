/* Addresses of the net, phone numbers, order codes. */
#include "text/scan.h"

#include <inttypes.h>
#include <string.h>

/* ---- addresses and codes ---- */

static bool stands_at(const struct scan *scan, size_t i, const char *text)
{
    for (size_t j = 0; text[j] != '\0'; j++) {
        if (scan_fold(scan, i + j) != (uint32_t)text[j])
            return false;
    }
    return true;
}

static size_t until_space(const struct scan *scan, size_t i)
{
    while (i < scan->count && scan_fold(scan, i) > ' ')
        i++;
    return i;
}

static size_t drop_closing(const struct scan *scan, size_t from, size_t end)
{
    while (end > from && strchr(".,;:!?)]}\"'", (int)scan_fold(scan, end - 1)) != NULL &&
           scan_fold(scan, end - 1) < 0x80)
        end--;
    return end;
}

bool span_is_url(struct scan *scan)
{
    size_t i = scan->at;
    if (stands_at(scan, i, "http://") || stands_at(scan, i, "https://") ||
        stands_at(scan, i, "www.")) {
        scan->end = drop_closing(scan, i, until_space(scan, i));
        return true;
    }
    /* "dienmay.vn", "shop.com/x": a bare name with a usual ending */
    static const char *const endings[] = {".vn", ".com", ".net", ".org", ".example"};
    if (i < scan->name_end)
        return false; /* looked at from the beginning of this run */
    size_t j = i;
    while (scan_is_digit(scan_fold(scan, j)) ||
           (scan_fold(scan, j) >= 'a' && scan_fold(scan, j) <= 'z') || scan_fold(scan, j) == '-')
        j++;
    scan->name_end = j;
    for (size_t e = 0; j > i + 1 && e < COUNT(endings); e++) {
        size_t after = j + strlen(endings[e]);
        if (!stands_at(scan, j, endings[e]) || scan_is_word(scan_fold(scan, after)))
            continue;
        if (scan_fold(scan, after) == '.' && scan_is_letter(scan_fold(scan, after + 1)))
            after = j; /* .com.vn: go on below */
        scan->end = drop_closing(scan, i, until_space(scan, after));
        return true;
    }
    return false;
}

bool span_is_email(struct scan *scan)
{
    size_t i = scan->at;
    if (i < scan->email_end)
        return false; /* looked at from the beginning of this run */
    while (scan_is_word(scan_fold(scan, i)) ||
           (scan_fold(scan, i) != 0 && scan_fold(scan, i) < 0x80 &&
            strchr("._+-", (int)scan_fold(scan, i)) != NULL))
        i++;
    scan->email_end = i;
    if (i == scan->at || scan_fold(scan, i) != '@' || !scan_is_word(scan_fold(scan, i + 1)))
        return false;
    size_t end = drop_closing(scan, i, until_space(scan, i));
    bool has_dot = false;
    for (size_t j = i + 1; j < end; j++)
        has_dot |= scan_fold(scan, j) == '.';
    if (!has_dot)
        scan->email_end = end; /* nor does any later one in this stretch have a dot */
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
        uint32_t p = scan_fold(scan, i);
        if (scan_is_digit(p) ||
            ((p == 'x' || p == '*') && n >= 2)) { /* 09xxxxx184: masked by the sender */
            digits[n++] = p == '*' ? 'x' : (char)p;
            *end = ++i;
        } else if (n > 0 && (p == ' ' || p == '.' || p == '-') &&
                   (scan_is_digit(scan_fold(scan, i + 1)) || scan_fold(scan, i + 1) == 'x')) {
            i++;
        } else {
            break;
        }
    }
    return n;
}

/* Mobile 03 05 07 08 09 and the old 01x with 10 or 11 digits, landline 02x with 10 or 11, 1800 and
 * 1900 with 8 to 10, +84 for the leading zero. */
bool span_is_phone(struct scan *scan)
{
    char digits[16];
    size_t i = scan->at, end;
    bool international = scan_fold(scan, i) == '+';
    size_t n = spaced_digits(scan, i + international, 13, digits, &end);
    if (scan_is_word(scan_fold(scan, end)) || n < 8)
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
bool span_is_order(struct scan *scan)
{
    size_t i = scan->at;
    if (scan_fold(scan, i) == '#')
        i++;
    size_t letters = 0;
    while (scan_fold(scan, i) >= 'a' && scan_fold(scan, i) <= 'z' && letters < 5) {
        i++;
        letters++;
    }
    if (letters > 0 && scan_fold(scan, i) == '-')
        i++;
    size_t digits = scan_digits(scan, i);
    bool marked = scan_fold(scan, scan->at) == '#';
    if (digits < (marked ? 4u : 5u) || (letters == 0 && !marked) || letters > 4)
        return false;
    i += digits;
    while (scan_is_word(scan_fold(scan, i)) ||
           (scan_fold(scan, i) == '-' && scan_is_digit(scan_fold(scan, i + 1))))
        i++;
    scan->end = i;
    return true;
}
