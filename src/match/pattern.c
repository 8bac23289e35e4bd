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
    out->needed_count = pattern_needed_words(out->folded, arena, out->needed);
}

/* ---- needed words ---- */

struct needed {
    struct str words[PATTERN_WORDS_MAX];
    size_t count; /* 0: nothing needed */
};

struct parser {
    struct str regex;
    size_t at;
    bool broken; /* something this parser does not know: nothing is needed */
    int depth;
};

static struct needed parse_choice(struct parser *parser, bool left_edge);

static char peek(const struct parser *parser)
{
    return parser->at < parser->regex.len ? parser->regex.data[parser->at] : '\0';
}

enum repetition { REPEAT_ONCE, REPEAT_MORE, REPEAT_MAYBE };

/* "{2}", "{0,3}": may be none. Braces around anything else are literal, and not for this parser. */
static enum repetition skip_counts(struct parser *parser)
{
    do {
        parser->at++;
    } while ((peek(parser) >= '0' && peek(parser) <= '9') || peek(parser) == ',');
    if (peek(parser) == '}')
        parser->at++;
    else
        parser->broken = true;
    return REPEAT_MAYBE;
}

/* The quantifier that stands here, if any. */
static enum repetition skip_quantifier(struct parser *parser)
{
    enum repetition repetition = REPEAT_MAYBE;
    switch (peek(parser)) {
    case '?':
    case '*':
        parser->at++;
        break;
    case '+':
        parser->at++;
        repetition = REPEAT_MORE;
        break;
    case '{':
        repetition = skip_counts(parser);
        break;
    default:
        return REPEAT_ONCE;
    }
    if (peek(parser) == '?' || peek(parser) == '+') /* lazy, possessive */
        parser->at++;
    return repetition;
}

/* Whether a word that ends here ends in every match: at the end, at a bar or a bracket, at a space
 * that must be there ("bảo ?hành" also finds "bảohành", which is another word). */
static bool at_right_edge(const struct parser *parser)
{
    size_t left = parser->regex.len - parser->at;
    const char *next = parser->regex.data + parser->at;
    if (left == 0 || next[0] == '|' || next[0] == ')')
        return true;
    return next[0] == ' ' && (left == 1 || (next[1] != '?' && next[1] != '*' && next[1] != '{'));
}

/* Fewer alternatives and longer words make the better filter. */
static bool is_better(const struct needed *a, const struct needed *b)
{
    if (a->count == 0 || b->count == 0)
        return a->count > 0;
    size_t shortest_a = SIZE_MAX, shortest_b = SIZE_MAX;
    for (size_t i = 0; i < a->count; i++)
        shortest_a = a->words[i].len < shortest_a ? a->words[i].len : shortest_a;
    for (size_t i = 0; i < b->count; i++)
        shortest_b = b->words[i].len < shortest_b ? b->words[i].len : shortest_b;
    return a->count < b->count || (a->count == b->count && shortest_a > shortest_b);
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static struct needed parse_group(struct parser *parser, bool left_edge)
{
    struct needed none = {.count = 0};
    bool looks = false;
    parser->at++;
    if (peek(parser) == '?') {
        parser->at++;
        looks = peek(parser) == '=' || peek(parser) == '!';
        if (peek(parser) == '<' && parser->at + 1 < parser->regex.len &&
            strchr("=!", parser->regex.data[parser->at + 1]) != NULL)
            looks = true;
        if (peek(parser) == '<' && !looks) {
            while (parser->at < parser->regex.len && peek(parser) != '>')
                parser->at++;
        } else if (!looks && peek(parser) != ':') {
            parser->broken = true;
        } else if (looks && peek(parser) == '<') {
            parser->at++;
        }
        parser->at++;
    }
    struct needed inner = parse_choice(parser, left_edge);
    if (peek(parser) != ')') {
        parser->broken = true;
        return none;
    }
    parser->at++;
    bool is_once = skip_quantifier(parser) == REPEAT_ONCE; /* "(đổi)+" finds "đổiđổi" */
    return !looks && is_once && at_right_edge(parser) ? inner : none;
}

/* One literal word; kept only when it stands between edges and no quantifier touches it. Words with
 * digits are not: in the folded key a number, a price or a date is its placeholder. */
static struct needed parse_word(struct parser *parser, bool left_edge)
{
    struct needed one = {.count = 0};
    size_t from = parser->at;
    bool has_digit = false;
    for (; parser->at < parser->regex.len && is_word_byte(peek(parser)); parser->at++)
        has_digit |= peek(parser) >= '0' && peek(parser) <= '9';
    size_t to = parser->at;
    bool is_once = skip_quantifier(parser) == REPEAT_ONCE;
    if (left_edge && at_right_edge(parser) && is_once && !has_digit) {
        one.words[0] = str_sub(parser->regex, from, to);
        one.count = 1;
    }
    return one;
}

static struct needed parse_sequence(struct parser *parser, bool left_edge)
{
    struct needed best = {.count = 0};
    bool edge = left_edge;
    while (parser->at < parser->regex.len && !parser->broken) {
        char c = peek(parser);
        struct needed here = {.count = 0};
        if (c == '|' || c == ')')
            break;
        if (c == '(') {
            here = parse_group(parser, edge);
            edge = false;
        } else if (is_word_byte(c)) {
            here = parse_word(parser, edge);
            edge = false;
        } else if (c == ' ') {
            parser->at++;
            edge = skip_quantifier(parser) != REPEAT_MAYBE;
        } else if (c == '[') {
            parser->at += class_length(str_sub(parser->regex, parser->at, parser->regex.len));
            skip_quantifier(parser);
            edge = false;
        } else if (c == '\\') {
            edge = parser->at + 1 < parser->regex.len && parser->regex.data[parser->at + 1] == 'b';
            parser->at += construct_length(str_sub(parser->regex, parser->at, parser->regex.len));
            edge &= skip_quantifier(parser) != REPEAT_MAYBE;
        } else {
            parser->at++;
            edge = skip_quantifier(parser) != REPEAT_MAYBE && c == '^';
        }
        if (is_better(&here, &best))
            best = here;
    }
    return best;
}

static struct needed parse_choice(struct parser *parser, bool left_edge)
{
    struct needed all = {.count = 0};
    bool some_need_nothing = false;
    if (++parser->depth > 32)
        parser->broken = true;
    for (;;) {
        struct needed one = parse_sequence(parser, left_edge);
        some_need_nothing |= one.count == 0 || all.count + one.count > PATTERN_WORDS_MAX;
        for (size_t i = 0; i < one.count && all.count < PATTERN_WORDS_MAX; i++)
            all.words[all.count++] = one.words[i];
        if (peek(parser) != '|' || parser->broken)
            break;
        parser->at++;
    }
    parser->depth--;
    if (some_need_nothing)
        all.count = 0;
    return all;
}

size_t pattern_needed_words(struct str folded_regex, struct arena *arena,
                            struct str words[PATTERN_WORDS_MAX])
{
    struct parser parser = {.regex = folded_regex};
    struct needed needed = parse_choice(&parser, true);
    if (parser.broken || parser.at < folded_regex.len)
        return 0;
    for (size_t i = 0; i < needed.count; i++)
        words[i] = str_dup(arena, needed.words[i]);
    return needed.count;
}
