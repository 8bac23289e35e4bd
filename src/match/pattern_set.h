/*
 * All patterns of a rulebook: which of them does this message match?
 *
 * Authors write PCRE2 expressions in Vietnamese. The words and word pairs a pattern cannot do
 * without are looked up first (match/prefilter.h), PCRE2 decides. A pattern written with marks
 * is tried on A; on F only where the visitor's own words carry no marks or the same ones (design
 * idea 4, docs/vietnamese.md §9). Immutable after building; any number of threads may match.
 */
#ifndef MATCH_PATTERN_SET_H
#define MATCH_PATTERN_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/report.h"
#include "text/normalise.h"

enum {
    PATTERN_BYTES_MAX = 512,
    PATTERN_MATCH_LIMIT = 10000, /* PCRE2 steps: 32 µs with JIT at the worst (docs/style.md) */
    PATTERN_HITS_MAX = 64
};

struct pattern_source {
    struct str regex;
    uint32_t owner;     /* the caller's number, e.g. the intent's index */
    bool is_exclusion;  /* a match takes the owner out instead */
    struct place place; /* of the regex in its file */
    struct str source;  /* the whole file, for the caret */
};

enum pattern_form { PATTERN_ON_ACCENTED, PATTERN_ON_FOLDED };

struct pattern_hit {
    uint32_t owner;
    uint32_t pattern; /* index into the sources */
    enum pattern_form form;
    uint32_t from, to; /* bytes of T */
    float coverage;    /* share of the message's content words inside the match, 0..1 */
    struct {
        struct str name, value; /* named groups (?<ten>…), value as in T */
    } groups[4];
    uint8_t group_count;
};

struct pattern_set;

/* Compiles; mistakes go to the report with a caret inside the regex. Never NULL. */
struct pattern_set *pattern_set_new(const struct pattern_source *sources, size_t count,
                                    const struct lexicon *lexicon, struct report *report);
void pattern_set_free(struct pattern_set *set);

/* Every hit, exclusions applied: an owner with a matching exclusion has none, and ruled_out[owner]
 * is set when it matched with its marks (a flag for each owner; the others are left; NULL: not
 * wanted). At most PATTERN_HITS_MAX. Returns the count; *hits live in arena. */
size_t pattern_set_match(const struct pattern_set *set, const struct normalised *text,
                         struct arena *arena, bool *ruled_out, struct pattern_hit **hits);

/* The same by trying every pattern, one after the other: what tests and benchmarks hold the former
 * against. */
size_t pattern_set_match_each(const struct pattern_set *set, const struct normalised *text,
                              struct arena *arena, bool *ruled_out, struct pattern_hit **hits);

/* Whether one pattern matches, whatever excludes its owner; *hit tells where. */
bool pattern_set_try(const struct pattern_set *set, uint32_t pattern, const struct normalised *text,
                     struct arena *arena, struct pattern_hit *hit);

/* Texts made from a pattern, each of its choices in turn, that it should match (a look-ahead may
 * not agree: ask pattern_set_try()). Deterministic; at most max, in arena. */
size_t pattern_set_samples(const struct pattern_set *set, uint32_t pattern, struct arena *arena,
                           struct str *out, size_t max);

/* How many patterns name nothing that could be looked up, so that every message is tried on them.
 */
size_t pattern_set_always(const struct pattern_set *set);

/* Patterns that have hit their match limit since the start, each reported once in the log too
 * (event match.limit pattern=…). */
size_t pattern_set_limited(const struct pattern_set *set);

#endif
