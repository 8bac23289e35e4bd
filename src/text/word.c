#include "text/word.h"

#include <string.h>

#include "text/fold.h"
#include "text/syllable.h"
#include "text/utf8.h"

/* Cyrillic and Greek letters that look like Latin ones, for words that also have a Latin letter. */
static const struct {
    uint16_t from;
    char to;
} look_alikes[] = {
    {0x430, 'a'}, {0x435, 'e'}, {0x43e, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x443, 'y'},
    {0x445, 'x'}, {0x456, 'i'}, {0x455, 's'}, {0x458, 'j'}, {0x43a, 'k'}, {0x43c, 'm'},
    {0x442, 't'}, {0x43d, 'h'}, {0x432, 'b'}, {0x3bf, 'o'}, {0x3b1, 'a'}, {0x3bd, 'v'},
};

static struct letter plain(char base)
{
    return letter_split((uint32_t)base);
}

static void replace_look_alikes(struct word *word)
{
    bool has_latin = false;
    for (size_t i = 0; i < word->count; i++)
        has_latin |= word->letters[i].base != 0;
    for (size_t i = 0; has_latin && i < word->count; i++) {
        for (size_t j = 0; j < COUNT(look_alikes); j++) {
            if (word->letters[i].point == look_alikes[j].from)
                word->letters[i] = plain(look_alikes[j].to);
        }
    }
}

bool word_read(struct str text, struct word *word)
{
    bool has_others = false;
    word->count = 0;
    for (uint32_t point; utf8_next(&text, &point);) {
        if (word->count == WORD_LETTERS_MAX)
            return false;
        point = fold_lower(point);
        if (point == 0xf0 || point == 0x256) /* ð, ɖ: đ of CP1258 read as Latin-1 */
            point = 0x111;
        if (point == 0x1ce) /* ǎ for ă */
            point = 0x103;
        if (point == 0x115) /* ĕ for ê */
            point = 0xea;
        struct letter letter = letter_split(point);
        has_others |= point >= 0x370 && letter.base == 0;
        word->letters[word->count++] = letter;
    }
    if (has_others)
        replace_look_alikes(word);
    return true;
}

struct str word_text(struct arena *arena, const struct word *word)
{
    struct strbuf out = strbuf_new(arena, word->count * 3);
    for (size_t i = 0; i < word->count; i++)
        utf8_append(&out, letter_join(word->letters[i]));
    return strbuf_view(&out);
}

struct str word_folded(struct arena *arena, const struct word *word)
{
    struct strbuf out = strbuf_new(arena, word->count);
    bool free_y = syllable_has_free_y(word->letters, word->count);
    for (size_t i = 0; i < word->count; i++) {
        uint32_t point = fold_point(word->letters[i].base != 0 ? (uint32_t)word->letters[i].base
                                                               : word->letters[i].point);
        if (free_y && i + 1 == word->count)
            point = 'i';
        if (point != 0)
            utf8_append(&out, point);
    }
    return strbuf_view(&out);
}

bool word_is_marked(const struct word *word)
{
    for (size_t i = 0; i < word->count; i++) {
        if (letter_is_marked(word->letters[i]))
            return true;
    }
    return false;
}

bool word_has_digit(const struct word *word)
{
    for (size_t i = 0; i < word->count; i++) {
        if (word->letters[i].point >= '0' && word->letters[i].point <= '9')
            return true;
    }
    return false;
}

bool word_is_plain(const struct word *word)
{
    for (size_t i = 0; i < word->count; i++) {
        if (word->letters[i].base == 0 || letter_is_marked(word->letters[i]))
            return false;
    }
    return word->count > 0;
}

/* ---- runs ---- */

/* Of two letters with the same base the one with more marks. */
static struct letter richer(struct letter a, struct letter b)
{
    int marks_a = (a.quality != PLAIN) + (a.tone != LEVEL);
    int marks_b = (b.quality != PLAIN) + (b.tone != LEVEL);
    return marks_b > marks_a ? b : a;
}

static size_t run_at(const struct word *word, size_t i)
{
    size_t n = 1;
    while (i + n < word->count && word->letters[i].base != 0 &&
           word->letters[i + n].base == word->letters[i].base)
        n++;
    return n;
}

bool word_shorten_runs(struct word *word)
{
    size_t out = 0;
    bool changed = false;
    for (size_t i = 0; i < word->count;) {
        size_t run = run_at(word, i), keep = run >= 3 ? 1 : run;
        struct letter letter = word->letters[i];
        for (size_t j = 1; keep == 1 && j < run; j++)
            letter = richer(letter, word->letters[i + j]);
        if (keep == 1)
            word->letters[out] = letter;
        else
            memmove(&word->letters[out], &word->letters[i], keep * sizeof(letter));
        changed |= keep != run;
        out += keep;
        i += run;
    }
    word->count = out;
    return changed;
}

bool word_shorten_end(struct word *word)
{
    size_t n = word->count;
    if (n < 3 || word->letters[n - 1].base == 0 ||
        word->letters[n - 1].base != word->letters[n - 2].base)
        return false;
    word->letters[n - 2] = richer(word->letters[n - 2], word->letters[n - 1]);
    word->count--;
    return true;
}

/* ---- phonetic spellings ---- */

static const struct {
    const char *from, *to;
} starts[] = {{"dz", "d"}, {"pk", "ph"}, {"nk", "nh"}, {"ck", "ch"}, {"gk", "gh"}, {"f", "ph"},
              {"w", "qu"}, {"z", "v"},   {"z", "d"},   {"z", "gi"},  {"j", "gi"},  {"k", "c"}},
  ends[] = {{"nk", "nh"}, {"ck", "ch"}, {"g", "ng"}, {"h", "nh"},
            {"q", "ng"},  {"k", "c"},   {"k", "ch"}};

static bool matches_at(const struct word *word, size_t at, const char *part)
{
    for (size_t i = 0; part[i] != '\0'; i++) {
        if (at + i >= word->count || word->letters[at + i].base != part[i] ||
            letter_is_marked(word->letters[at + i]))
            return false;
    }
    return true;
}

static bool replace_at(const struct word *typed, size_t at, const char *from, const char *to,
                       struct word *out)
{
    size_t cut = strlen(from), add = strlen(to);
    if (typed->count - cut + add > WORD_LETTERS_MAX)
        return false;
    *out = *typed;
    memmove(&out->letters[at + add], &typed->letters[at + cut],
            (typed->count - at - cut) * sizeof(struct letter));
    for (size_t i = 0; i < add; i++)
        out->letters[at + i] = plain(to[i]);
    out->count = typed->count - cut + add;
    return true;
}

static bool is_syllable(const struct word *word)
{
    return word_is_marked(word) ? syllable_is_legal(word->letters, word->count)
                                : syllable_is_legal_folded(word->letters, word->count);
}

bool word_respell(const struct word *typed, struct word *respelt)
{
    for (size_t i = 0; i < COUNT(starts); i++) {
        if (matches_at(typed, 0, starts[i].from) && typed->count > strlen(starts[i].from) &&
            replace_at(typed, 0, starts[i].from, starts[i].to, respelt) && is_syllable(respelt))
            return true;
    }
    for (size_t i = 0; i < COUNT(ends); i++) {
        size_t len = strlen(ends[i].from);
        if (typed->count > len && matches_at(typed, typed->count - len, ends[i].from) &&
            replace_at(typed, typed->count - len, ends[i].from, ends[i].to, respelt) &&
            is_syllable(respelt))
            return true;
    }
    return false;
}
