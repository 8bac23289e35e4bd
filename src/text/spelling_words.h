/*
 * The words of a spelling as the finder of candidates sees them. Internal to text/.
 */
#ifndef TEXT_SPELLING_WORDS_H
#define TEXT_SPELLING_WORDS_H

#include "base/map.h"
#include "text/spelling.h"

/* One way a key is written with its marks. */
struct known_form {
    struct str a;
    uint32_t times;
    struct known_form *next;
};

struct known_word {
    struct str f;
    uint32_t times;
    struct known_form *forms; /* in the order they were learnt */
};

/* A word with one letter left out, or whole: words that share one are a slip apart. */
struct deletion {
    uint32_t hash, word; /* number of the word in list */
};

struct spelling {
    struct arena *arena;
    const struct lexicon *lexicon;
    struct map words; /* folded key → struct known_word */
    struct known_word **list;
    size_t count, capacity;
    struct deletion *deletions; /* sorted */
    size_t deletion_count;
    uint64_t *pairs; /* hashes of pairs, open addressing; 0 is an empty slot */
    size_t pair_slots, pair_count;
    bool is_settled;
};

enum { SPELLING_LETTERS_MIN = 3 };

/* Whether the key is of a to z alone, with a length that slips are looked for in. */
bool spelling_is_plain(struct str key);

/* Whether the content has these two next to each other. */
bool spelling_has_pair(const struct spelling *spelling, struct str first, struct str second);

/* The folded text without its letter at, or whole when at is its length: for the deletion table. */
uint32_t spelling_hash_without(struct str key, size_t at);

/* The token before (step -1) or after (step 1) that makes a pair with this one, or -1: persons and
 * particles between are stepped over. */
ptrdiff_t spelling_neighbour(const struct normalised *text, size_t at, int step);

#endif
