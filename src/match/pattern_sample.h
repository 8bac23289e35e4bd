/*
 * Texts made from a pattern: some that it matches, for checks that ask what else would match them,
 * and some that go round one of its repetitions many times, to see what that costs. Internal to
 * match/.
 */
#ifndef MATCH_PATTERN_SAMPLE_H
#define MATCH_PATTERN_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum { SAMPLE_BYTES_MAX = 1024, SAMPLE_AS_IS = -1 };

/* What is written behind the repetition that is gone round. */
enum sample_rest {
    SAMPLE_REST_WHOLE,
    SAMPLE_REST_NONE,
    SAMPLE_REST_BROKEN /* all of it, after a sign that does not fit */
};

struct sample_plan {
    uint32_t number; /* other numbers make other choices; 0 takes the first of each */
    int loop;        /* the repetition to go round, or SAMPLE_AS_IS */
    size_t times;    /* how often */
    enum sample_rest rest;
    size_t loop_count; /* comes back: how many open-ended repetitions there are */
};

/* A text for the regular expression, in its own spelling; likely to match, not certain (a
 * look-ahead may not agree). The result lives in arena, at most SAMPLE_BYTES_MAX bytes. */
struct str pattern_sample(struct str regex, struct sample_plan *plan, struct arena *arena);

#endif
