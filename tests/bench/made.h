/*
 * A company that does not exist: rules, examples, articles and messages of any number, in syllables
 * that are spelt like Vietnamese and used like words of any language are (Zipf's law). The same
 * seed gives the same company. For measuring only.
 */
#ifndef TESTS_BENCH_MADE_H
#define TESTS_BENCH_MADE_H

#include "base/arena.h"
#include "base/str.h"
#include "dialogue/rulebook.h"

struct made_size {
    size_t rules, intents, examples; /* examples of each intent */
    size_t articles, messages;
};

struct made {
    struct arena *arena;
    struct content_file *files; /* what rulebook_load() takes, without the demo's own files */
    size_t file_count, file_capacity;
    struct str *rules; /* the expressions of the rules, as authors write them */
    size_t rule_count;
    struct str *messages;
    size_t message_count;
};

struct made made_new(struct arena *arena, const struct made_size *size);

#endif
