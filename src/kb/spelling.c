#include "kb/spelling.h"

#include "text/syllable.h"

static bool is_plain(struct str key)
{
    for (size_t i = 0; i < key.len; i++)
        if (key.data[i] < 'a' || key.data[i] > 'z')
            return false;
    return key.len >= SPELLING_MIN;
}

static struct str key_of(const struct term *term)
{
    return str_sub(term->text, 1, term->text.len);
}

struct spelling spelling_new(struct arena *arena, const struct vocabulary *vocabulary)
{
    struct spelling spelling = {0};
    size_t at[WORD_KEY_MAX + 2] = {0};

    for (size_t id = 1; id < vocabulary->count; id++) {
        const struct term *term = vocabulary->by_id[id];
        if (term->text.data[0] == TERM_FOLDED && is_plain(key_of(term)))
            spelling.first[key_of(term).len + 1]++;
    }
    for (size_t length = 1; length < COUNT(at); length++)
        at[length] = spelling.first[length] += spelling.first[length - 1];
    spelling.terms = ARENA_ARRAY(arena, const struct term *, spelling.first[WORD_KEY_MAX + 1]);
    for (size_t id = 1; id < vocabulary->count; id++) {
        const struct term *term = vocabulary->by_id[id];
        if (term->text.data[0] == TERM_FOLDED && is_plain(key_of(term)))
            spelling.terms[at[key_of(term).len]++] = term;
    }
    return spelling;
}

bool spelling_is_odd(const struct lexicon *lexicon, const struct word *word)
{
    enum { ODD_MAX = 12 }; /* syllables have 7 letters at most; leave room for doubled ones */
    struct letter letters[ODD_MAX];
    struct str key = word->folded;

    if ((word->flags & WORD_VALUE) != 0 || key.len > ODD_MAX || !is_plain(key))
        return false;
    for (size_t i = 0; i < key.len; i++)
        letters[i] = letter_split((unsigned char)key.data[i]);
    return !syllable_is_legal_folded(letters, key.len) && !lexicon_is_foreign(lexicon, key);
}

/* Whether a becomes b by one insertion; a is one byte shorter. */
static bool is_one_longer(struct str a, struct str b)
{
    size_t i = 0;
    while (i < a.len && a.data[i] == b.data[i])
        i++;
    return str_equal(str_sub(a, i, a.len), str_sub(b, i + 1, b.len));
}

static bool is_one_changed(struct str a, struct str b)
{
    size_t i = 0;
    while (i < a.len && a.data[i] == b.data[i])
        i++;
    if (str_equal(str_sub(a, i + 1, a.len), str_sub(b, i + 1, b.len)))
        return true;
    return i + 1 < a.len && a.data[i] == b.data[i + 1] && a.data[i + 1] == b.data[i] &&
           str_equal(str_sub(a, i + 2, a.len), str_sub(b, i + 2, b.len));
}

static bool is_near(struct str typed, struct str known)
{
    if (typed.len == known.len)
        return is_one_changed(typed, known);
    return typed.len < known.len ? is_one_longer(typed, known) : is_one_longer(known, typed);
}

/* Keeps the most frequent ones, in order. */
static size_t keep(const struct term *out[SPELLING_NEAR_MAX], size_t count, const struct term *term)
{
    size_t at = count;
    while (at > 0 && out[at - 1]->df < term->df)
        at--;
    if (at == SPELLING_NEAR_MAX)
        return count;
    count = count < SPELLING_NEAR_MAX ? count + 1 : count;
    for (size_t i = count - 1; i > at; i--)
        out[i] = out[i - 1];
    out[at] = term;
    return count;
}

size_t spelling_near(const struct spelling *spelling, struct str key,
                     const struct term *out[SPELLING_NEAR_MAX])
{
    size_t count = 0;
    if (key.len < SPELLING_MIN || key.len + 2 >= COUNT(spelling->first))
        return 0;
    for (size_t i = spelling->first[key.len - 1]; i < spelling->first[key.len + 2]; i++)
        if (is_near(key, key_of(spelling->terms[i])))
            count = keep(out, count, spelling->terms[i]);
    return count;
}
