/*
 * Walking over a message for span.c: its characters with their bare forms, and what stands at one
 * of them. Each finder looks at scan->at only, and sets scan->end behind the last character of what
 * it found, scan->value to its normalised value. Internal to text/.
 */
#ifndef TEXT_SCAN_H
#define TEXT_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* One character of T: in lower case, its bare form, and where it is. */
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
    size_t name_end, email_end; /* up to here nothing can begin that was not found before */
    size_t *steps;              /* characters looked at so far: the work done, for tests */
};

bool scan_is_digit(uint32_t p);
/* A bare letter, or any letter of another script. */
bool scan_is_letter(uint32_t p);
bool scan_is_word(uint32_t p);
/* The bare form of character i; 0 past the end. */
uint32_t scan_fold(const struct scan *scan, size_t i);
size_t scan_skip_space(const struct scan *scan, size_t i);
/* How many digits stand from i on. */
size_t scan_digits(const struct scan *scan, size_t i);
/* Their value; stops growing at 10^14. */
int64_t scan_number(const struct scan *scan, size_t from, size_t digits);
/* Whether the whole folded word stands at i: its length, or 0. */
size_t scan_word(const struct scan *scan, size_t i, const char *word);
/* The same for the first of a list with spaces between. */
size_t scan_any_word(const struct scan *scan, size_t i, const char *list);
/* Whether these words with single spaces stand at i, written with marks: a word typed without any
 * agrees when its bare form does. Its length, or 0. */
size_t scan_phrase(const struct scan *scan, size_t i, const char *phrase);
/* Whether the word before i, with a space or nothing between, is one of the folded list. */
bool scan_is_after(const struct scan *scan, size_t i, const char *list);

/* 12 · 7,2 · 1.990.000: three digits behind a point or comma are thousands, one or two decimals. */
struct amount {
    double value;
    size_t end;
    bool is_grouped; /* 1.990.000 */
};
bool scan_amount(const struct scan *scan, size_t i, struct amount *out);
/* Words for 1 to 999, at most six: "hai mươi lăm". */
bool scan_number_words(const struct scan *scan, size_t i, int64_t *value, size_t *end);
/* One word for a digit, or -1. */
int scan_digit_word(const struct scan *scan, size_t i, size_t *len);

/* ---- the finders ---- */

/* span_address.c */
bool span_is_url(struct scan *scan);
bool span_is_email(struct scan *scan);
bool span_is_phone(struct scan *scan);
bool span_is_order(struct scan *scan);
/* span_amount.c */
bool span_is_money(struct scan *scan);
bool span_is_money_words(struct scan *scan);
bool span_is_number(struct scan *scan);
/* span_size.c */
bool span_is_size(struct scan *scan);
bool span_is_letter_size(struct scan *scan); /* soft: "size M" */
/* span_when.c */
bool span_is_date(struct scan *scan);
bool span_is_time(struct scan *scan);
bool span_is_duration(struct scan *scan);
/* span_day.c: days in words, soft */
bool span_is_day(struct scan *scan);

#endif
