/*
 * The parts of rulebook_inspect(), for this floor only.
 */
#ifndef DIALOGUE_INSPECT_PARTS_H
#define DIALOGUE_INSPECT_PARTS_H

#include "dialogue/book.h"
#include "dialogue/inspect.h"
#include "match/pattern_set.h"

enum { FINDINGS_MAX = 8 }; /* of one kind; more would only be scrolled past */

struct inspection {
    const struct rulebook *book;
    struct report *report;
    struct arena *arena;
};

/* How many findings of a kind were made; those past FINDINGS_MAX are only counted. */
struct kind {
    size_t count;
    struct place last; /* where the first that was not told stands */
};

/* false: enough of this kind were told. */
bool kind_tell(struct kind *kind, struct place place);

/* "… and 12 more patterns that …", once a kind is done. */
void kind_end(struct inspection *inspection, const struct kind *kind, const char *what);

/* The place of a pattern and of an intent's example, in words: "intents/a.yml:12". */
struct str place_words(struct arena *arena, struct place place);

/* Whether two intents give the same answer, so that nobody is misled. */
bool inspect_same_answer(const struct rulebook *book, size_t a, size_t b);

void inspect_patterns(struct inspection *inspection);
void inspect_folded(struct inspection *inspection);
void inspect_examples(struct inspection *inspection);
void inspect_articles(struct inspection *inspection);

#endif
