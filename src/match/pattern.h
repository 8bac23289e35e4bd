/*
 * One authored pattern made ready: its literals in canonical form, its accented and its folded
 * expression. Internal to match/.
 */
#ifndef MATCH_PATTERN_H
#define MATCH_PATTERN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "text/lexicon.h"

struct pattern_text {
    struct str accented, folded; /* regular expressions */
    bool is_marked;              /* the author wrote Vietnamese marks */
    struct map words;            /* accented literal words, for the rule of agreement */
    struct map folded_words;     /* their folded forms */
};

/* regex is valid UTF-8. The result lives in arena. */
void pattern_prepare(struct str regex, const struct lexicon *lexicon, struct arena *arena,
                     struct pattern_text *out);

#endif
