/*
 * What the example model of a rulebook learns from, for this floor only: the examples of the
 * intents, the phrasings of the articles that answer them, the intents' own names, and the
 * sentences that are nobody's.
 */
#ifndef DIALOGUE_LESSON_H
#define DIALOGUE_LESSON_H

#include "dialogue/book.h"

struct lesson {
    struct example *examples; /* label: the intent's number */
    struct place *places;     /* of each; {0} for those of articles and names */
    size_t count, capacity, place_count, place_capacity;
    struct str *outsiders;
    size_t outsider_count, outsider_capacity;
};

/* Lives in arena and views the book's texts. */
struct lesson lesson_of(const struct rulebook *book, struct arena *arena);

#endif
