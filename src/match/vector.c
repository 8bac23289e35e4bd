#include "match/vector.h"

#include <math.h>
#include <stdlib.h>

#include "match/features.h"

/* Chosen by five-fold cross-validation on labelled questions of three trades: what was typed with
 * marks counts most, concepts and the kind of sentence add what they know. */
static const float block_weights[BLOCK_COUNT] = {
    [BLOCK_WORDS] = 0.85F,          [BLOCK_PIECES] = 0.85F,   [BLOCK_ACCENTED] = 1.0F,
    [BLOCK_ACCENTED_PIECES] = 1.0F, [BLOCK_CONCEPTS] = 0.35F, [BLOCK_SHAPE] = 0.25F,
};

struct entry {
    uint32_t number, texts;
    float idf;
};

struct dictionary dictionary_new(struct arena *arena, const struct lexicon *lexicon)
{
    return (struct dictionary){
        .arena = arena, .entries = map_new(arena), .source = {.lexicon = lexicon}};
}

void dictionary_add(struct dictionary *dictionary, const struct normalised *text)
{
    struct arena *scratch = arena_new();
    struct feature *features;
    size_t count = features_of(&dictionary->source, text, true, scratch, &features);
    for (size_t i = 0; i < count; i++) {
        struct entry *entry = map_find(&dictionary->entries, features[i].name);
        if (entry == NULL) {
            entry = ARENA_NEW(dictionary->arena, struct entry);
            entry->number = dictionary->features++;
            map_set(&dictionary->entries, str_dup(dictionary->arena, features[i].name), entry);
        }
        entry->texts++;
    }
    dictionary->texts++;
    arena_free(scratch);
}

static float idf_of(uint32_t texts, uint32_t all)
{
    return logf((float)(1 + all) / (float)(1 + texts)) + 1.0F;
}

void dictionary_close(struct dictionary *dictionary)
{
    const struct map_entry *at;
    for (size_t cursor = 0; (at = map_next(&dictionary->entries, &cursor)) != NULL;) {
        struct entry *entry = at->value;
        entry->idf = idf_of(entry->texts, dictionary->texts);
    }
}

static int by_feature(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;
    return (x->feature > y->feature) - (x->feature < y->feature);
}

static bool is_single_word(const struct feature *feature)
{
    return feature->block == BLOCK_WORDS && feature->name.data[0] == 'w' &&
           !str_has(feature->name, STR(" "));
}

struct vector vector_of(const struct dictionary *dictionary, const struct normalised *text,
                        bool with_accents, bool is_own, struct arena *arena)
{
    struct feature *features;
    size_t count = features_of(&dictionary->source, text, with_accents, arena, &features);
    struct vector vector = {.cells = ARENA_ARRAY(arena, struct cell, count)};
    enum feature_block *blocks = ARENA_ARRAY(arena, enum feature_block, count);
    float squares[BLOCK_COUNT] = {0}, scale[BLOCK_COUNT], all = 0, seen = 0, whole = 0;
    /* A word no text has weighs what a word of one text does. */
    float unseen_idf = idf_of(1, dictionary->texts);
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = map_find(&dictionary->entries, features[i].name);
        float times = features[i].count;
        float value =
            (times < 1 ? times : 1 + logf(times)) * (entry == NULL ? unseen_idf : entry->idf);
        bool is_known = entry != NULL && entry->texts > (is_own ? 1u : 0u);
        squares[features[i].block] += value * value;
        if (is_single_word(&features[i])) {
            all += value;
            seen += is_known ? value : 0;
        }
        if (entry == NULL)
            continue;
        vector.cells[vector.count] =
            (struct cell){entry->number, value,
                          features[i].block == BLOCK_WORDS || features[i].block == BLOCK_CONCEPTS};
        blocks[vector.count++] = features[i].block;
    }
    for (int k = 0; k < BLOCK_COUNT; k++) {
        scale[k] = squares[k] > 0 ? block_weights[k] / sqrtf(squares[k]) : 0;
        whole += squares[k] > 0 ? block_weights[k] * block_weights[k] : 0;
    }
    for (size_t i = 0; i < vector.count; i++)
        vector.cells[i].value *= scale[blocks[i]] / sqrtf(whole);
    for (int k = 0; k < BLOCK_COUNT; k++) {
        if (squares[k] > 0 && (k == BLOCK_WORDS || k == BLOCK_CONCEPTS))
            vector.words_length += block_weights[k] * block_weights[k] / whole;
    }
    vector.words_length = sqrtf(vector.words_length);
    vector.known = all > 0 ? seen / all : 0;
    qsort(vector.cells, vector.count, sizeof(*vector.cells), by_feature);
    return vector;
}
