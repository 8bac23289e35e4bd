#include "match/nearest.h"

#include <string.h>

struct nearest nearest_new(const struct sample *samples, size_t count, uint32_t features,
                           struct arena *arena)
{
    struct nearest nearest = {.count = count};
    uint32_t *classes = ARENA_ARRAY(arena, uint32_t, count);
    nearest.first = ARENA_ARRAY(arena, uint32_t, (size_t)features + 2);
    for (size_t i = 0; i < count; i++) {
        classes[i] = samples[i].class;
        for (size_t c = 0; c < samples[i].full.count; c++)
            nearest.first[samples[i].full.cells[c].feature + 2] += samples[i].full.cells[c].is_word;
    }
    for (size_t f = 2; f < (size_t)features + 2; f++)
        nearest.first[f] += nearest.first[f - 1];
    nearest.postings = ARENA_ARRAY(arena, struct posting, nearest.first[features + 1]);
    nearest.classes = classes;
    /* first[f + 1] is the place of the next posting of f, and so the end of f when all are in. */
    for (size_t i = 0; i < count; i++) {
        for (size_t c = 0; c < samples[i].full.count; c++) {
            const struct cell *cell = &samples[i].full.cells[c];
            if (cell->is_word)
                nearest.postings[nearest.first[cell->feature + 1]++] =
                    (struct posting){(uint32_t)i, cell->value / samples[i].full.words_length};
        }
    }
    return nearest;
}

struct neighbours nearest_find(const struct nearest *nearest, const struct vector *vector,
                               size_t skip, struct arena *scratch)
{
    struct neighbours found = {.sample = UINT32_MAX, .other = UINT32_MAX};
    float *cosines = ARENA_ARRAY(scratch, float, nearest->count);
    for (size_t c = 0; c < vector->count; c++) {
        const struct cell *cell = &vector->cells[c];
        if (!cell->is_word)
            continue;
        float value = cell->value / vector->words_length;
        for (uint32_t p = nearest->first[cell->feature]; p < nearest->first[cell->feature + 1]; p++)
            cosines[nearest->postings[p].sample] += value * nearest->postings[p].value;
    }
    if (skip < nearest->count)
        cosines[skip] = 0;
    for (uint32_t i = 0; i < nearest->count; i++) {
        if (cosines[i] > found.near) {
            found.near = cosines[i];
            found.sample = i;
        }
    }
    for (uint32_t i = 0; i < nearest->count && found.near > 0; i++) {
        if (cosines[i] > found.next && nearest->classes[i] != nearest->classes[found.sample]) {
            found.next = cosines[i];
            found.other = i;
        }
    }
    return found;
}
