#include "kb/guess.h"

#include <string.h>

static bool is_known(const struct kb_index *index, char kind, struct str key)
{
    char buffer[WORD_TERM_MAX];
    return key.len > 0 &&
           vocabulary_find(&index->vocabulary, words_term(buffer, kind, key)) != NULL;
}

/* The folded key of a term. */
static struct str key_of(const struct term *term)
{
    return str_sub(term->text, 1, term->text.len);
}

/* Mistyped words */

/* How many words from at on belong to the candidate's tokens. */
static size_t words_of_tokens(const struct words *words, size_t at, size_t tokens)
{
    int first = words->items[at].token;
    size_t count = 1;
    while (at + count < words->count && words->items[at + count].token < first + (int)tokens)
        count++;
    return count;
}

/* Puts the candidate's words, one to three, in the place of what was typed. */
static void replace(struct arena *arena, struct words *words, size_t at,
                    const struct spelling_candidate *candidate)
{
    struct word typed = words->items[at];
    size_t old = words_of_tokens(words, at, candidate->tokens), count = 0;
    struct word parts[3] = {0};
    struct str f = candidate->f, a = candidate->a, folded, accented;
    while (count < COUNT(parts) && str_split(&f, ' ', &folded)) {
        struct word word = {.from = typed.from, .to = words->items[at + old - 1].to};
        word.token = typed.token;
        word.folded = folded;
        word.accented = str_split(&a, ' ', &accented) ? accented : folded;
        word.flags = (uint8_t)((typed.flags & ~(unsigned)WORD_MARKED) | WORD_GUESSED);
        parts[count++] = word;
    }
    for (size_t i = old; i < count; i++)
        *ARENA_PUSH(arena, words->items, words->count, words->capacity) = typed;
    size_t end = words->count - (count > old ? count - old : 0), after = end - at - old;
    memmove(&words->items[at + count], &words->items[at + old], after * sizeof(struct word));
    memcpy(&words->items[at], parts, count * sizeof(struct word));
    words->count = at + count + after;
}

static void guess_spelling(struct arena *arena, const struct kb_index *index,
                           const struct normalised *text, struct words *words, size_t at)
{
    struct spelling_candidate found[SPELLING_CANDIDATES_MAX];
    size_t token = (size_t)words->items[at].token;
    size_t count = spelling_candidates(index->spelling, text, token, arena, found), i = 0;
    while (i < count && !found[i].is_odd && found[i].tokens == 1)
        i++; /* taken as typed: a question about football is none about fridges */
    if (i < count)
        replace(arena, words, at, &found[i]);
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
        word.token = typed.token;
        word.folded = key_of(index->vocabulary.by_id[index->words[from + i].folded]);
        words->items[at + i] = word;
    }
    return true;
}

/* Whether the word is nothing this index or the tables know: it may be an abbreviation. */
static bool is_strange(const struct kb_index *index, const struct normalised *text,
                       const struct word *word)
{
    return !text->tokens[word->token].is_read &&
           !lexicon_is_foreign(index->lexicon, word->folded) && !text_is_syllable(word->folded);
}

void guess_words(struct arena *arena, const struct kb_index *index, const struct normalised *text,
                 struct words *words)
{
    enum { TRIES_MAX = 8 }; /* a wall of nonsense is not worth more */
    int tries = 0;
    for (size_t i = 0; i < words->count && tries < TRIES_MAX; i++) {
        const struct word *word = &words->items[i];
        if ((word->flags & (WORD_GUESSED | WORD_VALUE)) != 0 ||
            is_known(index, TERM_FOLDED, word->alt))
            continue;
        bool is_unknown = !is_known(index, TERM_FOLDED, word->folded);
        tries += is_unknown;
        if (is_unknown && is_strange(index, text, word) &&
            guess_abbreviation(arena, index, words, i))
            continue;
        guess_spelling(arena, index, text, words, i);
    }
}
