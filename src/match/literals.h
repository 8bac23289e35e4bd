/*
 * What a pattern cannot do without: the literal words and word pairs of which at least one of each
 * group stands in every text it matches. Internal to match/.
 *
 * A key of a message (A or F) and the expression that runs over it are compared word by word as
 * they are written, so a filter by these words may let too much through and never too little.
 */
#ifndef MATCH_LITERALS_H
#define MATCH_LITERALS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"

enum { CLAUSE_TERMS_MAX = 24, BRANCH_CLAUSES_MAX = 6, BRANCHES_MAX = 24 };

/* One of these must be there: words ("hành"), or pairs with one space between ("bảo hành"). */
struct clause {
    struct str *terms;
    size_t count;
};

/* One of the choices a pattern has at its top; a match of it satisfies every clause. */
struct branch {
    struct clause clauses[BRANCH_CLAUSES_MAX]; /* the most telling one first */
    size_t count;
};

/* How often patterns use a term; a const map of term → struct term_use. */
struct term_use {
    uint32_t patterns;
};

struct literal_pattern; /* a parsed pattern */

/* NULL: the expression uses something this parser does not know, so nothing is needed. The result
 * lives in arena and views the regex. */
struct literal_pattern *literals_parse(struct str regex, struct arena *arena);

/* Counts every word and pair of the pattern once. The keys live in the pattern's arena. */
void literals_count(const struct literal_pattern *pattern, struct map *uses);

/* The branches of the pattern, those terms first that other patterns use least. 0: some branch
 * needs nothing at all, so the pattern must always be tried. */
size_t literals_branches(const struct literal_pattern *pattern, const struct map *uses,
                         struct branch branches[BRANCHES_MAX]);

/* Takes the next word off a key. *is_pair: exactly one space divides it from the word before. false
 * at the end. */
bool literals_next_word(struct str *rest, struct str *word, bool *is_pair);

#endif
