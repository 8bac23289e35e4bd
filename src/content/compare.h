/*
 * What another release would answer differently: every sentence the authors of either wrote is
 * asked to both, and what changes is grouped.
 */
#ifndef CONTENT_COMPARE_H
#define CONTENT_COMPARE_H

#include "base/arena.h"
#include "dialogue/rulebook.h"

enum { CHANGE_EXAMPLES = 3 };

/* Sentences whose answer changes in the same way. */
struct change {
    struct str kind; /* "answer → other answer", "answer → handover", "ask → answer" … */
    struct str before, after; /* ids of articles or intents, or empty */
    size_t count;
    struct str examples[CHANGE_EXAMPLES];
    size_t example_count;
};

struct comparison {
    size_t sentences, changed;
    struct change *changes; /* the largest group first */
    size_t change_count;
};

/* Everything lives in arena; the rulebooks may go. */
struct comparison compare_rulebooks(const struct rulebook *before, const struct rulebook *after,
                                    struct arena *arena);

#endif
