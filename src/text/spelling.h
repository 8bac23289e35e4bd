/*
 * What a mistyped word may have been meant to be: candidates with a cost, never a correction.
 *
 * A spelling knows the words and word pairs of one content (examples, rules, articles: what its
 * owner lets it learn). For a token of a message it offers the known words that one slip of the
 * fingers, of the input method or of the ear makes out of what was typed: "gaio", "hangf",
 * "giaohàng", "b ảo", "chả hàng", "bão hành". A and F of the message stay as typed; whoever matches
 * may count a candidate as far as its cost allows.
 *
 * Never offered for: numbers, amounts, codes, addresses, names and English words of the lexicon,
 * words with a capital inside a sentence, shorthand, and words this content has as typed. A legal
 * syllable that this content does not have is probably a right word about something else: it
 * gets candidates only where one of them makes a known pair with its neighbour.
 *
 * One thread builds (new, learn …, settle); settled it is immutable and any thread may ask.
 */
#ifndef TEXT_SPELLING_H
#define TEXT_SPELLING_H

#include "text/normalise.h"

enum {
    SPELLING_CANDIDATES_MAX = 6,
    SPELLING_LETTERS_MAX = 24 /* longer words have no candidates */
};

struct spelling;

struct spelling_candidate {
    struct str f;    /* folded key; two words with a space between where the space was missing */
    struct str a;    /* the same with marks, as the content most often writes it */
    uint32_t tokens; /* how many tokens of the message it stands for: 1, or 2 (a space too many) */
    float cost;  /* 0.1 … 2.5: about 0.3 one lost mark, 0.6 two swapped letters, 1 a wrong one;
                    more where no neighbour fits. 2^-cost is a fair weight. */
    bool is_odd; /* what was typed can be no word; else it may be right about something else */
};

/* An empty vocabulary; the lexicon must outlive it. Never NULL. */
struct spelling *spelling_new(const struct lexicon *lexicon);
void spelling_free(struct spelling *spelling); /* NULL is fine */

/* All words and pairs of one text of the content. */
void spelling_learn(struct spelling *spelling, const struct normalised *text);

/* The same for owners that count words themselves: a folded key with how often it was seen, a way
 * it is written with its marks (lower case), two folded keys that stand next to each other. */
void spelling_add_word(struct spelling *spelling, struct str folded, uint32_t times);
void spelling_add_form(struct spelling *spelling, struct str accented, uint32_t times);
void spelling_add_pair(struct spelling *spelling, struct str first, struct str second);

/* Ends building. Asking before, or adding after, is a mistake of ours. */
void spelling_settle(struct spelling *spelling);

/* Whether the content has this folded key. */
bool spelling_knows(const struct spelling *spelling, struct str folded);

/* The candidates of token number at, cheapest first; their texts live in arena or as long as the
 * spelling. Returns how many. Some microseconds for an unknown word, much less for a known one. */
size_t spelling_candidates(const struct spelling *spelling, const struct normalised *text,
                           size_t at, struct arena *arena,
                           struct spelling_candidate out[SPELLING_CANDIDATES_MAX]);

#endif
