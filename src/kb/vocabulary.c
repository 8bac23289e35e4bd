#include "kb/vocabulary.h"

#include <math.h>

struct vocabulary vocabulary_new(struct arena *arena)
{
    struct vocabulary vocabulary = {.arena = arena, .terms = map_new(arena)};
    *ARENA_PUSH(arena, vocabulary.by_id, vocabulary.count, vocabulary.capacity) = NULL;
    return vocabulary;
}

struct term *vocabulary_count(struct vocabulary *vocabulary, struct str text, uint32_t article)
{
    struct term *term = map_find(&vocabulary->terms, text);
    if (term == NULL) {
        term = ARENA_NEW(vocabulary->arena, struct term);
        term->text = str_dup(vocabulary->arena, text);
        term->id = (uint32_t)vocabulary->count;
        map_set(&vocabulary->terms, term->text, term);
        *ARENA_PUSH(vocabulary->arena, vocabulary->by_id, vocabulary->count, vocabulary->capacity) =
            term;
    }
    if (term->last_in != article + 1) {
        term->last_in = article + 1;
        term->df++;
    }
    return term;
}

const struct term *vocabulary_find(const struct vocabulary *vocabulary, struct str text)
{
    return map_find(&vocabulary->terms, text);
}

float vocabulary_idf(const struct vocabulary *vocabulary, uint32_t df)
{
    float n = (float)vocabulary->articles;
    float d = (float)df;
    return logf(1.0F + (n - d + 0.5F) / (d + 0.5F));
}
