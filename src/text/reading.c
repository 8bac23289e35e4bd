/* Pieces become tokens: drawn-out words, shorthand, glued words, words spelt by ear. */
#include <string.h>

#include "text/fold.h"
#include "text/syllable.h"
#include "text/utf8.h"
#include "text/work.h"

enum { UNGLUE_LETTERS_MIN = 6 };

/* ---- elongation (E) ---- */

bool work_is_known(const struct work *work, const struct word *word)
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
        work_is_known(work, &piece->word))
        return;
    if (word_shorten_runs(&shorter)) {
        bool has_vowel = false;
        for (size_t i = 0; i < shorter.count; i++)
            has_vowel |= letter_is_vowel(shorter.letters[i]);
        if (!has_vowel && !work_is_known(work, &shorter))
            return;
        work->out->is_insistent = true;
        if (!work_is_known(work, &shorter)) {
            struct word end = shorter;
            if (word_shorten_end(&end) && work_is_known(work, &end))
                shorter = end;
        }
    } else if (!word_shorten_end(&shorter) || !work_is_known(work, &shorter)) {
        return;
    }
    piece->word = shorter;
    syllable_place_tone(piece->word.letters, piece->word.count);
    piece->raw = word_folded(work->arena, &piece->word);
}

/* ---- shorthand (L) ---- */

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

/* Whether one of the list stands within reach of pieces first … last. */
static bool is_near(const struct work *work, size_t first, size_t last,
                    const struct word_list *list)
{
    size_t from = first < CONDITION_REACH ? 0 : first - CONDITION_REACH;
    for (size_t i = from; i <= last + CONDITION_REACH && i < work->piece_count; i++) {
        if ((i < first || i > last) && word_list_has(list, work->pieces[i].raw))
            return true;
    }
    return false;
}

/* Whether piece i is one of the list, in which "#" is a number; an empty list asks for nothing. */
static bool neighbour_fits(const struct work *work, size_t i, const struct word_list *list)
{
    return list->count == 0 || word_list_has(list, raw_at(work, i)) ||
           (is_number_piece(work, i) && word_list_has(list, STR("#")));
}

/* The piece before (step -1) or after (step 1), or piece_count: there is none, or another clause.
 */
static size_t neighbour(const struct work *work, size_t i, int step)
{
    size_t none = work->piece_count;
    if ((step < 0 && i == 0) || (step > 0 && i + 1 >= none))
        return none;
    size_t left = step < 0 ? i - 1 : i;
    struct str between = str_sub(work->out->t, work->pieces[left].to, work->pieces[left + 1].from);
    for (size_t b = 0; b < between.len; b++) {
        if (strchr(".,;!?|()\n\"", between.data[b]) != NULL)
            return none;
    }
    return step < 0 ? i - 1 : i + 1;
}

/* Whether the condition holds for the form at pieces first … last. */
static bool holds(const struct work *work, size_t first, size_t last,
                  const struct condition *condition)
{
    const struct piece *piece = &work->pieces[first];
    size_t before = neighbour(work, first, -1), after = neighbour(work, last, 1);
    if (!neighbour_fits(work, before, &condition->before) ||
        !neighbour_fits(work, after, &condition->after))
        return false;
    if (condition->near.count > 0 && !is_near(work, first, last, &condition->near))
        return false;
    if ((condition->before_number && !is_number_piece(work, before)) ||
        (condition->after_number && !is_number_piece(work, after)))
        return false;
    if ((condition->in_capitals && !piece->in_capitals) ||
        (condition->with_marks && !piece->typed_accented))
        return false;
    if ((condition->in_bare_message && work->out->accents != ACCENT_NONE) ||
        (condition->words_max > 0 && work->piece_count > condition->words_max))
        return false;
    return (!condition->at_start || first == 0) &&
           (!condition->at_end || last + 1 == work->piece_count);
}

/* How the shorthand at pieces first … last is read; *always tells whether A takes it too. The empty
 * text: it is left as it is. */
static struct str read_shorthand(const struct work *work, size_t first, size_t last,
                                 const struct shorthand *entry, bool *always)
{
    *always = entry->class == SHORTHAND_ALWAYS;
    if (entry->class == SHORTHAND_NEVER)
        return STR("");
    for (size_t c = 0; c < entry->condition_count; c++) {
        if (holds(work, first, last, &entry->conditions[c])) {
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
        if (work->out->token_count == TEXT_TOKENS_MAX)
            break;
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
    if (piece->word.count < UNGLUE_LETTERS_MIN || work_is_known(work, &piece->word))
        return STR("");
    return lexicon_unglue(work->lexicon, piece->raw);
}

/* A second folded reading of a word that is nothing known: as it is spelt by ear. */
static struct str second_reading(struct work *work, const struct piece *piece)
{
    struct word respelt;
    if (work_is_known(work, &piece->word))
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
        entry == NULL ? unglue(work, piece) : read_shorthand(work, i, i, entry, &always);
    if (reading.len > 0) {
        add_reading(work, piece, reading, always, a);
        return;
    }
    struct token *token = add_token(work, piece, a, word_folded(work->arena, &piece->word));
    token->alt = second_reading(work, piece);
}

static struct str lower_text(struct arena *arena, struct str text)
{
    struct strbuf out = strbuf_new(arena, text.len);
    for (uint32_t point; utf8_next(&text, &point);)
        utf8_append(&out, fold_lower(point));
    return strbuf_view(&out);
}

/* The letters of pieces first … last with single spaces between, as A has them, or the empty text:
 * they are not words with just a space between each. */
static struct str joined(const struct work *work, size_t first, size_t last)
{
    struct strbuf out = strbuf_new(work->arena, 32);
    for (size_t i = first; i <= last; i++) {
        const struct piece *piece = &work->pieces[i];
        if (i >= work->piece_count || !piece->is_word ||
            (i > first &&
             (piece->from != piece[-1].to + 1 || work->out->t.data[piece[-1].to] != ' ')))
            return STR("");
        strbuf_add_cstr(&out, i > first ? " " : "");
        strbuf_add(&out, word_text(work->arena, &piece->word));
    }
    return strbuf_view(&out);
}

/* "i phone", "bn nhiêu": a form of several words at piece i. Returns how many it took. */
static size_t add_phrase_tokens(struct work *work, size_t i)
{
    struct str first = word_text(work->arena, &work->pieces[i].word);
    for (size_t n = lexicon_phrase_words(work->lexicon, first); n > 1; n--) {
        struct str form = joined(work, i, i + n - 1);
        const struct shorthand *entry =
            form.len == 0 ? NULL : lexicon_shorthand(work->lexicon, form);
        bool always = false;
        struct str reading =
            entry == NULL ? STR("") : read_shorthand(work, i, i + n - 1, entry, &always);
        if (reading.len == 0)
            continue;
        struct piece whole = work->pieces[i];
        whole.to = work->pieces[i + n - 1].to;
        whole.raw = fold_text(work->arena, form);
        add_reading(work, &whole, reading, always, form);
        return n;
    }
    return 0;
}

/* "0 đc": a number that is shorthand, where a condition of the table says so for certain. */
static bool add_number_as_word(struct work *work, size_t i)
{
    struct piece *piece = &work->pieces[i];
    struct str text = str_sub(work->out->t, piece->from, piece->to);
    const struct shorthand *entry = lexicon_shorthand(work->lexicon, text);
    bool always = false;
    struct str reading = entry == NULL ? STR("") : read_shorthand(work, i, i, entry, &always);
    if (reading.len == 0 || !always)
        return false;
    piece->span = -1;
    add_reading(work, piece, reading, true, text);
    return true;
}

void work_make_tokens(struct work *work)
{
    for (size_t i = 0; i < work->piece_count && work->out->token_count < TEXT_TOKENS_MAX; i++) {
        struct piece *piece = &work->pieces[i];
        size_t taken = piece->is_word ? add_phrase_tokens(work, i) : 0;
        if (taken > 0) {
            i += taken - 1;
            continue;
        }
        struct str text = str_sub(work->out->t, piece->from, piece->to);
        if (piece->span >= 0 && add_number_as_word(work, i))
            continue;
        if (piece->span >= 0)
            add_token(work, piece, lower_text(work->arena, text),
                      span_placeholder(work->out->spans[piece->span].kind));
        else if (!piece->is_word)
            add_token(work, piece, lower_text(work->arena, text), fold_text(work->arena, text));
        else
            add_word_tokens(work, i);
    }
}
