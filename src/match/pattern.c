#include "match/pattern.h"

#include <string.h>

#include "text/fold.h"
#include "text/syllable.h"
#include "text/utf8.h"
#include "text/word.h"

/* ---- literals in canonical form ---- */

struct rewrite {
    struct arena *arena;
    const struct lexicon *lexicon;
    struct pattern_text *out;
    struct strbuf accented, folded;
};

static bool is_literal_letter(uint32_t point)
{
    return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || point >= 0xc0;
}

/* A literal word; where it is shorthand that always stands for the same, that is matched as well.
 * Shorthand with more than one reading is not: "kg" in a pattern means kilograms, never "không". */
static void add_word(struct rewrite *rewrite, struct str literal, bool whole)
{
    struct arena *arena = rewrite->arena;
    struct word word;
    if (!word_read(literal, &word)) {
        strbuf_add(&rewrite->accented, literal);
        strbuf_add(&rewrite->folded, fold_text(arena, literal));
        return;
    }
    syllable_place_tone(word.letters, word.count);
    struct str accented = word_text(arena, &word), folded = word_folded(arena, &word);
    rewrite->out->is_marked |= word_is_marked(&word);
    map_set(&rewrite->out->words, accented, rewrite->out);
    map_set(&rewrite->out->folded_words, folded, rewrite->out);
    const struct shorthand *entry = whole ? lexicon_shorthand(rewrite->lexicon, accented) : NULL;
    if (entry == NULL || entry->class != SHORTHAND_ALWAYS) {
        strbuf_add(&rewrite->accented, accented);
        strbuf_add(&rewrite->folded, folded);
        return;
    }
    struct str reading = entry->reading, part;
    while (str_split(&reading, ' ', &part)) {
        map_set(&rewrite->out->words, part, rewrite->out);
        map_set(&rewrite->out->folded_words, fold_text(arena, part), rewrite->out);
    }
    strbuf_addf(&rewrite->accented, "(?:" STR_FMT "|" STR_FMT ")", STR_ARG(accented),
                STR_ARG(entry->reading));
    struct str plain = fold_text(arena, entry->reading);
    strbuf_addf(&rewrite->folded, "(?:" STR_FMT "|" STR_FMT ")", STR_ARG(plain), STR_ARG(folded));
}

static void add_both(struct rewrite *rewrite, struct str text)
{
    strbuf_add(&rewrite->accented, text);
    strbuf_add(&rewrite->folded, text);
}

/* Length of an escape, a class, a group opening or a counted quantifier at the front: copied as it
 * is, apart from letters in a class, which are folded for the folded form. 0: none of these. */
static size_t construct_length(struct str rest)
{
    if (rest.data[0] == '\\') {
        if (rest.len > 2 &&
            (rest.data[1] == 'p' || rest.data[1] == 'P' || rest.data[1] == 'x' ||
             rest.data[1] == 'k' || rest.data[1] == 'g') &&
            rest.data[2] == '{') {
            ptrdiff_t end = str_find(rest, STR("}"));
            return end < 0 ? rest.len : (size_t)end + 1;
        }
        return rest.len < 2 ? rest.len : 2;
    }
    if (rest.data[0] == '(' && rest.len > 2 && rest.data[1] == '?') {
        size_t i = 2; /* (?: (?<name> (?i) (?= … */
        while (i < rest.len && strchr(":=!>)", rest.data[i]) == NULL)
            i++;
        return i < rest.len && rest.data[i] != ')' ? i + 1 : i;
    }
    return 0;
}

static size_t class_length(struct str rest)
{
    size_t i = 1;
    if (i < rest.len && rest.data[i] == '^')
        i++;
    if (i < rest.len && rest.data[i] == ']')
        i++;
    while (i < rest.len && rest.data[i] != ']') {
        bool is_named = rest.data[i] == '[' && i + 1 < rest.len && rest.data[i + 1] == ':';
        ptrdiff_t end = is_named ? str_find(str_sub(rest, i, rest.len), STR(":]")) : -1;
        i += end >= 0 ? (size_t)end + 2 : rest.data[i] == '\\' ? 2 : 1;
    }
    return i < rest.len ? i + 1 : rest.len;
}

static struct str lower_class(struct arena *arena, struct str class)
{
    struct strbuf out = strbuf_new(arena, class.len);
    bool escaped = false;
    for (uint32_t point; utf8_next(&class, &point);) {
        utf8_append(&out, escaped ? point : fold_lower(point));
        escaped = point == '\\';
    }
    return strbuf_view(&out);
}

static struct str fold_class(struct arena *arena, struct str class)
{
    struct strbuf out = strbuf_new(arena, class.len);
    bool escaped = false;
    for (uint32_t point; utf8_next(&class, &point);) {
        utf8_append(&out, escaped ? point : fold_point(point));
        escaped = point == '\\';
    }
    return strbuf_view(&out);
}

/* Bytes of the literal word at the front, without a last letter that a quantifier belongs to. */
static size_t literal_word(struct str rest)
{
    size_t used = 0, last = 0;
    struct str at = rest;
    for (uint32_t point; utf8_next(&at, &point) && is_literal_letter(point);) {
        last = used;
        used = rest.len - at.len;
    }
    bool quantified = used < rest.len && used > 0 && strchr("?*+{", rest.data[used]) != NULL;
    return quantified && last > 0 ? last : used;
}

static bool is_edge(char byte)
{
    return byte == ' ' || byte == '(' || byte == ')' || byte == '|' || byte == ':' || byte == '>';
}

void pattern_prepare(struct str regex, const struct lexicon *lexicon, struct arena *arena,
                     struct pattern_text *out)
{
    struct rewrite rewrite = {arena, lexicon, out, strbuf_new(arena, regex.len * 2),
                              strbuf_new(arena, regex.len * 2)};
    out->words = map_new(arena);
    out->folded_words = map_new(arena);
    struct str rest = regex;
    while (rest.len > 0) {
        size_t n = construct_length(rest);
        if (n > 0) {
            add_both(&rewrite, str_sub(rest, 0, n));
        } else if (rest.data[0] == '[') {
            n = class_length(rest);
            strbuf_add(&rewrite.accented, lower_class(arena, str_sub(rest, 0, n)));
            strbuf_add(&rewrite.folded, fold_class(arena, str_sub(rest, 0, n)));
        } else if ((n = literal_word(rest)) > 0) {
            bool starts = rest.data == regex.data || is_edge(rest.data[-1]);
            bool ends = n == rest.len || is_edge(rest.data[n]);
            add_word(&rewrite, str_sub(rest, 0, n), starts && ends);
        } else {
            n = 1;
            while (n < rest.len && ((unsigned char)rest.data[n] & 0xc0) == 0x80)
                n++;
            add_both(&rewrite, str_sub(rest, 0, n));
        }
        rest = str_sub(rest, n, rest.len);
    }
    out->accented = strbuf_view(&rewrite.accented);
    out->folded = strbuf_view(&rewrite.folded);
}
