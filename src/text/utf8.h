/*
 * UTF-8, one code point at a time (Unicode 15 table 3-7). Ill-formed bytes come out as U+FFFD, one
 * for each maximal subpart, never as an error: what a visitor typed is always text.
 */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { UTF8_REPLACEMENT = 0xFFFD };

/* Takes the first code point off *rest; false at the end. */
bool utf8_next(struct str *rest, uint32_t *point);

/* Appends one code point (a surrogate or one past U+10FFFF as U+FFFD). */
void utf8_append(struct strbuf *out, uint32_t point);

/* Whether every byte belongs to a well-formed sequence. */
bool utf8_is_valid(struct str text);

/* The longest part of at most max bytes that does not cut a character in two. */
struct str utf8_clip(struct str text, size_t max);

#endif
