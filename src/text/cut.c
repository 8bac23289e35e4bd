/* T becomes pieces: words and spans; words typed without an input method are decoded. */
#include <string.h>

#include <unicode/uchar.h>

#include "text/fold.h"
#include "text/syllable.h"
#include "text/utf8.h"
#include "text/work.h"

/* ---- cutting T into pieces ---- */

static bool is_word_point(uint32_t p)
{
    if (p < 0x80)
        return (p >= '0' && p <= '9') || (p >= 'a' && p <= 'z') || (p >= 'A' && p <= 'Z');
    return u_isalnum((UChar32)p) || p == 0xb2 || p == 0xb3 ||
           /* m², m³ */ (u_charType((UChar32)p) == U_NON_SPACING_MARK);
}

static struct piece *add_piece(struct work *work, uint32_t from, uint32_t to, int16_t span)
{
    struct piece *piece =
        ARENA_PUSH(work->arena, work->pieces, work->piece_count, work->piece_capacity);
    *piece = (struct piece){.from = from, .to = to, .span = span};
    return piece;
}

/* Whether a word was typed in capitals on purpose: not as the first letter of the message, and not
 * because everything is. */
static bool is_in_capitals(const struct work *work, uint32_t from, uint32_t to)
{
    struct str rest = str_sub(work->out->t, from, to);
    size_t letters = 0;
    for (uint32_t point; utf8_next(&rest, &point); letters++) {
        if (!u_isupper((UChar32)point))
            return false;
    }
    return !work->out->is_shouting && (letters > 1 || from > 0);
}

static void add_word(struct work *work, uint32_t from, uint32_t to)
{
    struct piece *piece = add_piece(work, from, to, -1);
    piece->is_word = word_read(str_sub(work->out->t, from, to), &piece->word);
    if (!piece->is_word)
        return;
    piece->typed_accented = word_is_marked(&piece->word);
    piece->in_capitals = is_in_capitals(work, from, to);
    syllable_place_tone(piece->word.letters, piece->word.count);
    piece->raw = word_folded(work->arena, &piece->word);
}

/* In conditions an amount is its placeholder, a percentage its sign. */
static void add_span(struct work *work, int16_t number)
{
    const struct span *span = &work->out->spans[number];
    bool is_share = span->kind == SPAN_SIZE && str_ends(span->value, STR("%"));
    add_piece(work, span->from, span->to, number)->raw =
        is_share ? STR("%") : span_placeholder(span->kind);
}

/* Ends the word before at, if there is one. */
static void end_word(struct work *work, uint32_t *from, uint32_t at)
{
    if (*from != UINT32_MAX)
        add_word(work, *from, at);
    *from = UINT32_MAX;
}

void work_cut(struct work *work)
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
            add_span(work, (int16_t)span);
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

static bool is_tone_key(uint32_t point)
{
    return point == 's' || point == 'f' || point == 'r' || point == 'x' || point == 'j';
}

/* English words that are a Vietnamese one with its tone key behind: "max" is mã, "cos" có. Only
 * where the message has shown that it is keystrokes. */
static bool is_short_english(const struct work *work, const struct piece *piece)
{
    const struct word *word = &piece->word;
    return word->count <= 3 && is_tone_key(word->letters[word->count - 1].point) &&
           lexicon_is_english(work->lexicon, word_text(work->arena, word));
}

static bool decode(const struct work *work, const struct piece *piece, bool even_english,
                   struct word *decoded)
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
    return word_decode_telex(word, decoded) &&
           (!is_foreign(work, piece) || (even_english && is_short_english(work, piece)));
}

/* "ddc" is đc: the key for đ in shorthand, which is no syllable. */
static bool decode_stroke(const struct piece *piece, struct word *decoded)
{
    const struct word *word = &piece->word;
    if (!piece->is_word || word->count < 3 || word->count > 4 || !word_is_plain(word) ||
        word->letters[0].base != 'd' || word->letters[1].base != 'd')
        return false;
    *decoded = *word;
    decoded->count--;
    memmove(&decoded->letters[0], &word->letters[1], decoded->count * sizeof(word->letters[0]));
    decoded->letters[0].quality = STROKE;
    return true;
}

/* How loudly a word says that it is keystrokes: 1 it could be, 2 it can hardly be anything else,
 * with two keys in it ("looix", "dduwngf") or a last letter that ends no syllable ("trongj"). */
static size_t keystroke_weight(const struct work *work, const struct piece *piece)
{
    struct word decoded;
    const struct word *word = &piece->word;
    if (!decode(work, piece, false, &decoded))
        return 0;
    uint32_t last = word->letters[word->count - 1].point;
    bool two_keys = word->count >= decoded.count + 2 &&
                    (is_tone_key(last) || decoded.letters[0].quality == STROKE);
    return two_keys || last == 'f' || last == 'j' ? 2 : 1;
}

void work_decode_keystrokes(struct work *work)
{
    size_t words = 0, candidates = 0, weight = 0;
    for (size_t i = 0; i < work->piece_count; i++) {
        if (!work->pieces[i].is_word)
            continue;
        if (work->pieces[i].typed_accented)
            return;
        size_t own = keystroke_weight(work, &work->pieces[i]);
        words++;
        candidates += own > 0;
        weight += own;
    }
    bool gate = (words <= 2 && candidates == words && words > 0) ||
                (weight >= 2 && weight * 10 >= words * 3);
    for (size_t i = 0; gate && i < work->piece_count; i++) {
        struct word decoded;
        if (decode(work, &work->pieces[i], true, &decoded) ||
            decode_stroke(&work->pieces[i], &decoded)) {
            work->pieces[i].word = decoded;
            work->pieces[i].typed_accented = true;
        }
    }
}

/* ---- marks ---- */

void work_find_accents(struct work *work)
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
