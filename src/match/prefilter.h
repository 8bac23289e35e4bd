/*
 * Which patterns can match this message at all? One look-up for each of its words and word pairs.
 *
 * A pattern is a candidate when one of its choices has all it needs (match/literals.h): it is found
 * by the rarest of that, and the rest is checked before PCRE2 is asked. Never leaves out a pattern
 * that matches. Internal to match/; immutable after building, any thread may look up.
 */
#ifndef MATCH_PREFILTER_H
#define MATCH_PREFILTER_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct prefilter;

/* regexes[i]: pattern i as it runs over one of the two keys; the empty text for one that must never
 * be tried. The result lives in arena and keeps no view of the regexes. */
struct prefilter *prefilter_new(struct arena *arena, const struct str *regexes, size_t count);

/* The candidates for a message with this key, in ascending order; they live in arena. */
size_t prefilter_find(const struct prefilter *filter, struct str key, struct arena *arena,
                      uint32_t **candidates);

/* How many patterns are candidates for every message. */
size_t prefilter_always(const struct prefilter *filter);

#endif
