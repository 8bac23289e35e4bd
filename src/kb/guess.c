#include "kb/guess.h"

#include <string.h>

static bool is_known(const struct kb_index *index, char kind, struct str key)
{
    char buffer[WORD_TERM_MAX];
    return key.len > 0 &&
           vocabulary_find(&index->vocabulary, words_term(buffer, kind, key)) != NULL;
}

static bool is_pair(const struct kb_index *index, struct str first, struct str second)
{
    char buffer[WORD_TERM_MAX];
    return vocabulary_find(&index->vocabulary, words_pair(buffer, first, second)) != NULL;
}

/* The folded key of a term. */
static struct str key_of(const struct term *term)
{
    return str_sub(term->text, 1, term->text.len);
}

/* Mistyped words */

/* How many of the two neighbours a key would form a known pair with. */
static int known_pairs(const struct kb_index *index, const struct words *words, size_t at,
                       struct str key)
{
    ptrdiff_t before = words_partner(words, at);
    int pairs = before >= 0 && is_pair(index, words->items[before].folded, key);
    return pairs + (at + 1 < words->count && is_pair(index, key, words->items[at + 1].folded));
}

static void guess_spelling(const struct kb_index *index, struct words *words, size_t at)
{
    const struct term *near[SPELLING_NEAR_MAX];
    struct word *word = &words->items[at];
    size_t count = spelling_near(&index->spelling, word->folded, near);
    int best_pairs = -1;
    struct str best = {0};

    for (size_t i = 0; i < count; i++) {
        int pairs = known_pairs(index, words, at, key_of(near[i]));
        if (pairs > best_pairs) {
            best_pairs = pairs;
            best = key_of(near[i]);
        }
    }
    if (count == 0)
        return;
    word->folded = best;
    word->flags = (uint8_t)((word->flags & ~(unsigned)WORD_MARKED) | WORD_GUESSED);
}

/* Abbreviations */

enum { LETTERS_MIN = 3, LETTERS_MAX = 5, SEEN_MAX = 200, READINGS_MAX = 8 };

/* Whether the words from at on stand in one segment: the first of a segment has no pair. */
static bool is_together(const struct kb_index *index, size_t at, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (index->words[at + i].pair == 0)
            return false;
    return true;
}

static bool is_same(const struct kb_index *index, size_t a, size_t b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (index->words[a + i].folded != index->words[b + i].folded)
            return false;
    return true;
}

/* Where the words stand that begin with these letters and occur most often, at least twice;
 * SIZE_MAX if nowhere. Looks at the first SEEN_MAX places. */
static size_t find_reading(const struct kb_index *index, struct str letters)
{
    struct {
        size_t at;
        int times;
    } readings[READINGS_MAX];
    size_t count = 0, best = SIZE_MAX;
    const char *from = index->initials, *end = index->initials + index->word_count;
    int best_times = 1;

    for (int seen = 0; seen < SEEN_MAX; seen++) {
        const char *hit = memmem(from, (size_t)(end - from), letters.data, letters.len);
        if (hit == NULL)
            break;
        from = hit + 1;
        size_t at = (size_t)(hit - index->initials), r = 0;
        if (!is_together(index, at, letters.len))
            continue;
        while (r < count && !is_same(index, readings[r].at, at, letters.len))
            r++;
        if (r == READINGS_MAX)
            continue;
        if (r == count) {
            readings[r].at = at;
            readings[count++].times = 0;
        }
        if (++readings[r].times > best_times) {
            best_times = readings[r].times;
            best = readings[r].at;
        }
    }
    return best;
}

static bool guess_abbreviation(struct arena *arena, const struct kb_index *index,
                               struct words *words, size_t at)
{
    struct word typed = words->items[at];
    if (typed.folded.len < LETTERS_MIN || typed.folded.len > LETTERS_MAX)
        return false;
    size_t from = find_reading(index, typed.folded);
    if (from == SIZE_MAX)
        return false;
    size_t count = typed.folded.len, after = words->count - at - 1;
    for (size_t i = 1; i < count; i++)
        *ARENA_PUSH(arena, words->items, words->count, words->capacity) = typed;
    memmove(&words->items[at + count], &words->items[at + 1], after * sizeof(struct word));
    for (size_t i = 0; i < count; i++) {
        struct word word = {.from = typed.from, .to = typed.to, .flags = WORD_GUESSED};
        word.folded = key_of(index->vocabulary.by_id[index->words[from + i].folded]);
        words->items[at + i] = word;
    }
    return true;
}

void guess_words(struct arena *arena, const struct kb_index *index, struct words *words)
{
    enum { TRIES_MAX = 8 }; /* a wall of nonsense is not worth more */
    int tries = 0;
    for (size_t i = 0; i < words->count && tries < TRIES_MAX; i++) {
        const struct word *word = &words->items[i];
        if ((word->flags & WORD_GUESSED) != 0 || !spelling_is_odd(index->lexicon, word) ||
            is_known(index, TERM_FOLDED, word->folded) || is_known(index, TERM_FOLDED, word->alt))
            continue;
        tries++;
        if (!guess_abbreviation(arena, index, words, i))
            guess_spelling(index, words, i);
    }
}
