/*
 * When a row of a word table holds: what must stand around the word (docs/vietnamese.md).
 *
 *   reading: parts; reading: parts       the first that holds decides
 *   <a|b  >a|b   the word before, after is one of these (folded)
 *   ~a|b         one of these stands within four words
 *   <#  >#       a number before, after
 *   ^  $         it is the first, the last
 *   %  <money> … in such a list stand for an amount of that kind (the placeholders of F)
 *   !            it was typed in capitals in a message that is not
 *   _            the message was typed without marks
 *   =2           the message has at most two words
 *   *            always
 *   '            it was typed with its marks
 *
 * Internal to text/. Pure once read.
 */
#ifndef TEXT_CONDITION_H
#define TEXT_CONDITION_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

enum {
    CONDITIONS_MAX = 12, /* of one row */
    NEIGHBOURS_MAX = 60, /* in one list */
    CONDITION_REACH = 4  /* how far "near" is, in words */
};

struct word_list {
    struct str *items; /* folded */
    size_t count;
};

struct condition {
    struct str reading;
    struct word_list before, after, near;
    bool before_number, after_number, at_start, at_end, in_capitals, with_marks;
    bool in_bare_message, always;
    size_t words_max; /* of the message; 0: any number */
};

/* Reads the conditions of a row into arena. NULL, or what is wrong with the part in *where. */
const char *condition_read(struct arena *arena, struct str text, struct condition **conditions,
                           size_t *count, struct str *where);

/* Whether the folded word is in the list. */
bool word_list_has(const struct word_list *list, struct str folded);

#endif
