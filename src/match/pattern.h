/*
 * One authored pattern made ready: its literals in canonical form, its accented and its folded
 * expression, and the words one of which must appear for it to match. Internal to match/.
 */
#ifndef MATCH_PATTERN_H
#define MATCH_PATTERN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "text/lexicon.h"

enum { PATTERN_WORDS_MAX = 24 };

struct pattern_text {
    struct str accented, folded;          /* regular expressions */
    bool is_marked;                       /* the author wrote Vietnamese marks */
    struct map words;                     /* accented literal words, for the rule of agreement */
    struct map folded_words;              /* their folded forms */
    struct str needed[PATTERN_WORDS_MAX]; /* folded: one of these must be in the message */
    size_t needed_count;                  /* 0: nothing is known to be needed */
};

/* regex is valid UTF-8. The result lives in arena. */
void pattern_prepare(struct str regex, const struct lexicon *lexicon, struct arena *arena,
                     struct pattern_text *out);

/* The folded words of which at least one is in every text the (folded) expression matches; 0 when
 * that cannot be told. Exposed for its tests. */
size_t pattern_needed_words(struct str folded_regex, struct arena *arena,
                            struct str words[PATTERN_WORDS_MAX]);

#endif
