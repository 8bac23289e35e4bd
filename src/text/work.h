/*
 * A message on its way from T to tokens: what the files of the pipeline hand each other. Internal
 * to text/.
 *
 *   normalise.c  the pipeline, the keys, what the message as a whole shows
 *   cut.c        T becomes pieces; keystrokes are decoded (K)
 *   reading.c    pieces become tokens: elongation (E), shorthand (L), glued words (G)
 */
#ifndef TEXT_WORK_H
#define TEXT_WORK_H

#include "text/normalise.h"
#include "text/span.h"
#include "text/word.h"

/* A word of the message before it becomes one or more tokens. */
struct piece {
    uint32_t from, to;
    int16_t span;
    bool is_word; /* short enough to be one, and no span */
    bool in_capitals;
    bool typed_accented;
    struct word word; /* as the rules have it so far */
    struct str raw;   /* folded as typed, for the second reading */
};

struct work {
    struct arena *arena;
    const struct lexicon *lexicon;
    struct normalised *out;
    struct piece *pieces;
    size_t piece_count, piece_capacity, token_capacity;
    struct span_list spans;
    size_t next_emoticon; /* while A is built */
};

/* ---- cut.c ---- */

/* The words and spans of T, in order. */
void work_cut(struct work *work);
/* Whether marks were typed everywhere, nowhere or in part; before keystrokes are decoded. */
void work_find_accents(struct work *work);
/* Reads the words as keystrokes where the whole message was typed so. */
void work_decode_keystrokes(struct work *work);

/* ---- reading.c ---- */

void work_make_tokens(struct work *work);
/* A syllable, shorthand or a foreign word. */
bool work_is_known(const struct work *work, const struct word *word);

#endif
