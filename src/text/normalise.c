#include "text/normalise.h"

#include <string.h>

#include <unicode/uchar.h>

#include "text/fold.h"
#include "text/roles.h"
#include "text/span.h"
#include "text/syllable.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "text/word.h"

enum { UNGLUE_LETTERS_MIN = 6, KEY_BYTES_FACTOR = 8 };

/* A word of the message before it becomes one or more tokens. */
struct piece {
    uint32_t from, to;
    int16_t span;
    bool is_word; /* short enough to be one, and no span */
    bool typed_accented;
    struct word word; /* as the rules have it so far */
    struct str raw;   /* folded as typed, for the second reading */
};

struct work {
    struct arena *arena;
    const struct lexicon *lexicon;
    struct normalised *out;
    struct piece *pieces;
    size_t piece_count, piece_capacity, token_capacity;
    struct span_list spans;
    size_t next_emoticon; /* while A is built */
};

/* ---- cutting T into pieces ---- */

static bool is_word_point(uint32_t p)
{
    if (p < 0x80)
        return (p >= '0' && p <= '9') || (p >= 'a' && p <= 'z') || (p >= 'A' && p <= 'Z');
    return u_isalnum((UChar32)p) || (u_charType((UChar32)p) == U_NON_SPACING_MARK);
}

static struct piece *add_piece(struct work *work, uint32_t from, uint32_t to, int16_t span)
{
    struct piece *piece =
        ARENA_PUSH(work->arena, work->pieces, work->piece_count, work->piece_capacity);
    *piece = (struct piece){.from = from, .to = to, .span = span};
    return piece;
}

static void add_word(struct work *work, uint32_t from, uint32_t to)
{
    struct piece *piece = add_piece(work, from, to, -1);
    piece->is_word = word_read(str_sub(work->out->t, from, to), &piece->word);
    if (!piece->is_word)
        return;
    piece->typed_accented = word_is_marked(&piece->word);
    syllable_place_tone(piece->word.letters, piece->word.count);
    piece->raw = word_folded(work->arena, &piece->word);
}

/* Ends the word before at, if there is one. */
static void end_word(struct work *work, uint32_t *from, uint32_t at)
{
    if (*from != UINT32_MAX)
        add_word(work, *from, at);
    *from = UINT32_MAX;
}

static void cut(struct work *work)
{
    struct normalised *out = work->out;
    const struct span_list *spans = &work->spans;
    size_t span = 0, emoticon = 0;
    uint32_t word_from = UINT32_MAX, at = 0;
    struct str rest = out->t;
    while (work->piece_count < TEXT_TOKENS_MAX) {
        if (emoticon < spans->emoticon_count && at == spans->emoticons[emoticon].from) {
            end_word(work, &word_from, at);
            at = spans->emoticons[emoticon++].to;
            rest = str_sub(out->t, at, out->t.len);
            continue;
        }
        if (span < spans->hard_count && at == out->spans[span].from) {
            end_word(work, &word_from, at);
            at = out->spans[span].to;
            add_piece(work, out->spans[span].from, at, (int16_t)span);
            span++;
            rest = str_sub(out->t, at, out->t.len);
            continue;
        }
        uint32_t point;
        bool more = utf8_next(&rest, &point);
        bool in_word = more && is_word_point(point);
        if (in_word && word_from == UINT32_MAX)
            word_from = at;
        if (!in_word)
            end_word(work, &word_from, at);
        if (!more)
            break;
        at = (uint32_t)(out->t.len - rest.len);
    }
}

/* ---- keystrokes (K): decided for the whole message ---- */

static bool is_foreign(const struct work *work, const struct piece *piece)
{
    return lexicon_is_foreign(work->lexicon, word_text(work->arena, &piece->word));
}

static bool decode(const struct work *work, const struct piece *piece, struct word *decoded)
{
    const struct word *word = &piece->word;
    if (!piece->is_word || word->count < 2 || word_is_marked(word))
        return false;
    if (word_has_digit(word))
        return word_decode_vni(word, decoded);
    bool has_oo = false;
    for (size_t i = 1; i < word->count; i++)
        has_oo |= word->letters[i].base == 'o' && word->letters[i - 1].base == 'o';
    if (!has_oo && syllable_is_legal_folded(word->letters, word->count))
        return false;
    return word_decode_telex(word, decoded) && !is_foreign(work, piece);
}

static void decode_keystrokes(struct work *work)
{
    size_t words = 0, candidates = 0;
    for (size_t i = 0; i < work->piece_count; i++) {
        struct word decoded;
        if (!work->pieces[i].is_word)
            continue;
        if (work->pieces[i].typed_accented)
            return;
        words++;
        candidates += decode(work, &work->pieces[i], &decoded);
    }
    bool gate = words <= 2 ? candidates == words && words > 0
                           : candidates >= 2 && candidates * 10 >= words * 3;
    for (size_t i = 0; gate && i < work->piece_count; i++) {
        struct word decoded;
        if (decode(work, &work->pieces[i], &decoded)) {
            work->pieces[i].word = decoded;
            work->pieces[i].typed_accented = true;
        }
    }
}

/* ---- elongation (E) ---- */

static bool is_known(const struct work *work, const struct word *word)
{
    bool legal = word_is_marked(word) ? syllable_is_legal(word->letters, word->count)
                                      : syllable_is_legal_folded(word->letters, word->count);
    return legal || lexicon_shorthand(work->lexicon, word_text(work->arena, word)) != NULL ||
           lexicon_is_foreign(work->lexicon, word_text(work->arena, word));
}

static bool is_roman_or_laughter(const struct word *word)
{
    const char *allowed = "ixvkj"; /* iii, xxx, kkk, jjj */
    for (size_t i = 0; i < word->count; i++) {
        if (word->letters[i].base == 0 || strchr(allowed, word->letters[i].base) == NULL)
            return false;
    }
    return true;
}

static void shorten(struct work *work, struct piece *piece)
{
    struct word shorter = piece->word;
    if (word_has_digit(&piece->word) || is_roman_or_laughter(&piece->word) ||
        is_known(work, &piece->word))
        return;
    if (word_shorten_runs(&shorter)) {
        bool has_vowel = false;
        for (size_t i = 0; i < shorter.count; i++)
            has_vowel |= letter_is_vowel(shorter.letters[i]);
        if (!has_vowel && !is_known(work, &shorter))
            return;
        work->out->is_insistent = true;
        if (!is_known(work, &shorter)) {
            struct word end = shorter;
            if (word_shorten_end(&end) && is_known(work, &end))
                shorter = end;
        }
    } else if (!word_shorten_end(&shorter) || !is_known(work, &shorter)) {
        return;
    }
    piece->word = shorter;
    syllable_place_tone(piece->word.letters, piece->word.count);
    piece->raw = word_folded(work->arena, &piece->word);
}

/* ---- shorthand (L) ---- */

static bool is_listed(struct str word, const struct str *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(word, list[i]))
            return true;
    }
    return false;
}

static bool is_number_piece(const struct work *work, size_t i)
{
    if (i >= work->piece_count)
        return false;
    const struct piece *piece = &work->pieces[i];
    return piece->span >= 0 || (piece->is_word && word_has_digit(&piece->word));
}

static struct str raw_at(const struct work *work, size_t i)
{
    return i < work->piece_count ? work->pieces[i].raw : STR("");
}

static bool holds(const struct work *work, size_t i, const struct shorthand_condition *condition)
{
    size_t before = i == 0 ? work->piece_count : i - 1;
    if (condition->before_count > 0 &&
        !is_listed(raw_at(work, before), condition->before, condition->before_count))
        return false;
    if (condition->after_count > 0 &&
        !is_listed(raw_at(work, i + 1), condition->after, condition->after_count))
        return false;
    if (condition->before_number && !is_number_piece(work, before))
        return false;
    if (condition->after_number && !is_number_piece(work, i + 1))
        return false;
    return (!condition->at_start || i == 0) && (!condition->at_end || i + 1 == work->piece_count);
}

/* How the shorthand at piece i is read; *always tells whether A takes it too. The empty text: it is
 * left as it is. */
static struct str read_shorthand(const struct work *work, size_t i, const struct shorthand *entry,
                                 bool *always)
{
    *always = entry->class == SHORTHAND_ALWAYS;
    if (entry->class == SHORTHAND_NEVER)
        return STR("");
    for (size_t c = 0; c < entry->condition_count; c++) {
        if (holds(work, i, &entry->conditions[c])) {
            *always = true;
            return str_is(entry->conditions[c].reading, "-") ? STR("")
                                                             : entry->conditions[c].reading;
        }
    }
    return entry->reading;
}

/* ---- tokens ---- */

static struct token *add_token(struct work *work, const struct piece *piece, struct str a,
                               struct str f)
{
    struct token *token =
        ARENA_PUSH(work->arena, work->out->tokens, work->out->token_count, work->token_capacity);
    *token = (struct token){.a = a,
                            .f = f,
                            .from = piece->from,
                            .to = piece->to,
                            .typed_accented = piece->typed_accented,
                            .span = piece->span};
    return token;
}

/* A reading of several words becomes several tokens over the same stretch of T. */
static void add_reading(struct work *work, const struct piece *piece, struct str reading, bool in_a,
                        struct str as_typed)
{
    struct str rest = reading, word;
    bool first = true;
    while (str_split(&rest, ' ', &word)) {
        struct word letters;
        if (word.len == 0 || !word_read(word, &letters))
            continue;
        syllable_place_tone(letters.letters, letters.count);
        struct str a = in_a ? word_text(work->arena, &letters) : first ? as_typed : STR("");
        struct token *token = add_token(work, piece, a, word_folded(work->arena, &letters));
        token->is_read = true;
        if (first && !str_equal(piece->raw, token->f))
            token->alt = piece->raw;
        first = false;
    }
}

/* The words of "baohanh", which is none itself, or the empty text. */
static struct str unglue(struct work *work, const struct piece *piece)
{
    if (piece->word.count < UNGLUE_LETTERS_MIN || is_known(work, &piece->word))
        return STR("");
    return lexicon_unglue(work->lexicon, piece->raw);
}

/* A second folded reading of a word that is nothing known: as it is spelt by ear. */
static struct str second_reading(struct work *work, const struct piece *piece)
{
    struct word respelt;
    if (is_known(work, &piece->word))
        return STR("");
    if (!word_has_digit(&piece->word) && word_respell(&piece->word, &respelt))
        return word_folded(work->arena, &respelt);
    return STR("");
}

static void add_word_tokens(struct work *work, size_t i)
{
    struct piece *piece = &work->pieces[i];
    struct str a = word_text(work->arena, &piece->word);
    const struct shorthand *entry = lexicon_shorthand(work->lexicon, a);
    if (entry == NULL) {
        shorten(work, piece);
        a = word_text(work->arena, &piece->word);
        entry = lexicon_shorthand(work->lexicon, a);
    }
    bool always = false;
    struct str reading =
        entry == NULL ? unglue(work, piece) : read_shorthand(work, i, entry, &always);
    if (reading.len > 0) {
        add_reading(work, piece, reading, always, a);
        return;
    }
    struct token *token = add_token(work, piece, a, word_folded(work->arena, &piece->word));
    token->alt = second_reading(work, piece);
}

const char *span_kind_name(enum span_kind kind)
{
    static const char *const names[] = {"url",  "email", "phone",    "order", "money",
                                        "date", "time",  "duration", "size",  "number"};
    return names[kind];
}

static struct str placeholder(enum span_kind kind)
{
    static const char *const names[] = {"<url>",  "<email>", "<phone>", "<order>", "<money>",
                                        "<date>", "<time>",  "<dur>",   "<size>",  "<num>"};
    return str_view(names[kind]);
}

static struct str lower_text(struct arena *arena, struct str text)
{
    struct strbuf out = strbuf_new(arena, text.len);
    for (uint32_t point; utf8_next(&text, &point);)
        utf8_append(&out, fold_lower(point));
    return strbuf_view(&out);
}

static void make_tokens(struct work *work)
{
    for (size_t i = 0; i < work->piece_count && work->out->token_count < TEXT_TOKENS_MAX; i++) {
        struct piece *piece = &work->pieces[i];
        struct str text = str_sub(work->out->t, piece->from, piece->to);
        if (piece->span >= 0)
            add_token(work, piece, lower_text(work->arena, text),
                      placeholder(work->out->spans[piece->span].kind));
        else if (!piece->is_word)
            add_token(work, piece, lower_text(work->arena, text), fold_text(work->arena, text));
        else
            add_word_tokens(work, i);
    }
}

/* ---- the keys ---- */

static bool is_kept_in_a(uint32_t point)
{
    return point > ' ' && point < 0x80;
}

/* Punctuation of T between two words, in A, with a space where there was one. */
static void add_between(struct work *work, struct strbuf *a, uint32_t from, uint32_t to)
{
    const struct span_list *spans = &work->spans;
    struct str between = str_sub(work->out->t, from, to);
    bool space = false;
    for (uint32_t point; utf8_next(&between, &point);) {
        uint32_t at = to - (uint32_t)between.len - 1; /* of a sign: one byte */
        size_t *next = &work->next_emoticon;
        while (*next < spans->emoticon_count && spans->emoticons[*next].to <= at)
            ++*next;
        bool is_mood = *next < spans->emoticon_count && spans->emoticons[*next].from <= at;
        if (is_kept_in_a(point) && !is_mood) {
            if (a->len > 0 && a->data[a->len - 1] == (char)point)
                continue; /* "???" is "?" */
            if (space && a->len > 0)
                strbuf_add_byte(a, ' ');
            space = false;
            strbuf_add_byte(a, (char)point);
        } else {
            space = true;
        }
    }
    if (space && a->len > 0 && a->data[a->len - 1] != ' ')
        strbuf_add_byte(a, ' ');
}

static void build_keys(struct work *work)
{
    struct normalised *out = work->out;
    struct strbuf a = strbuf_new(work->arena, out->t.len + 16);
    struct strbuf f = strbuf_new(work->arena, out->t.len + 16);
    size_t limit = (out->t.len + 8) * KEY_BYTES_FACTOR;
    uint32_t at = 0;
    for (size_t i = 0; i < out->token_count; i++) {
        struct token *token = &out->tokens[i];
        bool again = i > 0 && out->tokens[i - 1].from == token->from;
        if (!again)
            add_between(work, &a, at, token->from);
        else if (token->a.len > 0)
            strbuf_add_byte(&a, ' ');
        if (f.len > 0)
            strbuf_add_byte(&f, ' ');
        token->a_from = (uint32_t)a.len;
        token->f_from = (uint32_t)f.len;
        if (a.len + token->a.len < limit)
            strbuf_add(&a, token->a);
        strbuf_add(&f, token->f);
        at = token->to;
    }
    add_between(work, &a, at, (uint32_t)out->t.len);
    out->a = str_trim(strbuf_view(&a));
    out->f = strbuf_view(&f);
}

/* ---- what the message as a whole shows ---- */

static void find_accents(struct work *work)
{
    size_t marked = 0, bare = 0;
    for (size_t i = 0; i < work->piece_count; i++) {
        const struct piece *piece = &work->pieces[i];
        if (!piece->is_word)
            continue;
        if (piece->typed_accented)
            marked++;
        else if (!syllable_is_legal(piece->word.letters, piece->word.count) &&
                 syllable_is_legal_folded(piece->word.letters, piece->word.count))
            bare++; /* a syllable only when its marks are thought away: "duoc" */
        else if (marked == 0 && syllable_is_legal_folded(piece->word.letters, piece->word.count))
            bare += piece->word.count > 1;
    }
    work->out->accents = marked == 0 ? (bare >= 2 ? ACCENT_NONE : ACCENT_FULL) : ACCENT_FULL;
    size_t only_bare = 0;
    for (size_t i = 0; marked > 0 && i < work->piece_count; i++) {
        const struct piece *piece = &work->pieces[i];
        only_bare += piece->is_word && !piece->typed_accented &&
                     !syllable_is_legal(piece->word.letters, piece->word.count) &&
                     syllable_is_legal_folded(piece->word.letters, piece->word.count);
    }
    if (only_bare > 0)
        work->out->accents = ACCENT_PARTIAL;
}

static void find_shouting(struct normalised *out)
{
    size_t upper = 0, letters = 0, marks = 0;
    struct str rest = out->t;
    uint32_t before = 0;
    for (uint32_t point; utf8_next(&rest, &point); before = point) {
        if (u_isalpha((UChar32)point)) {
            letters++;
            upper += fold_lower(point) != point;
        }
        if ((point == '?' || point == '!') && before == point)
            marks++;
    }
    out->is_shouting = letters >= 8 && upper * 10 >= letters * 7;
    if (marks >= 2)
        out->is_insistent = true;
}

static void find_mood(struct normalised *out, int of_emoticons)
{
    static const char *const good[] = {"👍", "❤", "🥰", "😍", "😊", "😁", "😄", "🙂", "😘"};
    static const char *const bad[] = {"😡", "🤬", "😭", "😢", "👎", "😠", "😤", "🙁"};
    int mood = of_emoticons;
    bool has_signs = false;
    for (size_t i = 0; i < out->t.len && !has_signs; i++)
        has_signs = (unsigned char)out->t.data[i] >= 0xe2;
    for (size_t i = 0; has_signs && i < COUNT(good); i++)
        mood += str_has(out->t, str_view(good[i]));
    for (size_t i = 0; has_signs && i < COUNT(bad); i++)
        mood -= str_has(out->t, str_view(bad[i]));
    out->mood = (int8_t)((mood > 0) - (mood < 0));
}

/* ---- the whole ---- */

struct str text_display(struct arena *arena, struct str raw)
{
    return unicode_repair(arena, utf8_clip(raw, TEXT_INPUT_MAX));
}

struct normalised text_normalise(struct arena *arena, const struct lexicon *lexicon, struct str raw)
{
    struct normalised out = {.t = text_display(arena, raw)};
    struct work work = {.arena = arena, .lexicon = lexicon, .out = &out};
    work.spans = span_find_all(arena, out.t);
    out.spans = work.spans.items;
    out.span_count = work.spans.count;
    cut(&work);
    find_accents(&work);
    decode_keystrokes(&work);
    make_tokens(&work);
    build_keys(&work);
    find_shouting(&out);
    find_mood(&out, work.spans.mood);
    roles_assign(&out);
    return out;
}

bool text_is_syllable(struct str folded)
{
    struct word word;
    return word_read(folded, &word) && syllable_is_legal_folded(word.letters, word.count);
}

static void to_t(const struct normalised *text, bool in_a, uint32_t from, uint32_t to,
                 uint32_t *t_from, uint32_t *t_to)
{
    bool found = false;
    *t_from = *t_to = 0;
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        uint32_t begin = in_a ? token->a_from : token->f_from;
        uint32_t end = begin + (uint32_t)(in_a ? token->a.len : token->f.len);
        if (end <= from || begin >= to)
            continue;
        if (!found)
            *t_from = token->from;
        found = true;
        *t_to = token->to;
    }
}

void text_a_to_t(const struct normalised *text, uint32_t a_from, uint32_t a_to, uint32_t *t_from,
                 uint32_t *t_to)
{
    to_t(text, true, a_from, a_to, t_from, t_to);
}

void text_f_to_t(const struct normalised *text, uint32_t f_from, uint32_t f_to, uint32_t *t_from,
                 uint32_t *t_to)
{
    to_t(text, false, f_from, f_to, t_from, t_to);
}
