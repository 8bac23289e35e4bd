/*
 * The inside of a pattern set, for pattern_set.c and pattern_check.c alone.
 */
#ifndef MATCH_PATTERN_INSIDE_H
#define MATCH_PATTERN_INSIDE_H

#include <stdatomic.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "match/pattern.h"
#include "match/pattern_set.h"
#include "match/prefilter.h"

enum { SUBJECT_MAX = 4096, HEAP_LIMIT_KIB = 1024, DEPTH_LIMIT = 1000, GROUPS_MAX = 16 };

struct pattern {
    struct pattern_source source; /* texts copied */
    struct pattern_text text;
    pcre2_code *accented, *folded;
    _Atomic bool is_limited; /* has run into its match limit, and was reported */
};

struct pattern_set {
    struct arena *arena;
    struct pattern *patterns;
    size_t count, owner_count;
    struct prefilter *on_accented, *on_folded;
    pcre2_match_context *limits; /* never changed after building, so threads may share it */
    _Atomic size_t limited;
};

/* Warns of a pattern that can run into its limits. */
void pattern_probe(const struct pattern_set *set, const struct pattern *pattern,
                   struct report *report);

#endif
