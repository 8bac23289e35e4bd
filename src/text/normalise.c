#include "text/normalise.h"

#include <string.h>

#include <unicode/uchar.h>

#include "text/fold.h"
#include "text/roles.h"
#include "text/span.h"
#include "text/syllable.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "text/work.h"

enum { KEY_BYTES_FACTOR = 8, EN_DASH = 0x2013, EM_DASH = 0x2014 };

const char *span_kind_name(enum span_kind kind)
{
    static const char *const names[] = {"url",  "email", "phone",    "order", "money",
                                        "date", "time",  "duration", "size",  "number"};
    return names[kind];
}

struct str span_placeholder(enum span_kind kind)
{
    static const char *const names[] = {"<url>",  "<email>", "<phone>", "<order>", "<money>",
                                        "<date>", "<time>",  "<dur>",   "<size>",  "<num>"};
    return str_view(names[kind]);
}

const char *accent_state_name(enum accent_state accents)
{
    static const char *const names[] = {"full", "partial", "none"};
    return names[accents];
}

const char *question_type_name(enum question_type question)
{
    static const char *const names[] = {"not",      "what",     "which", "who", "where",  "when",
                                        "how_long", "how_much", "why",   "how", "yes_no", "choice"};
    return names[question];
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
        if (point == EN_DASH || point == EM_DASH)
            point = '-';
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
    struct str mended = unicode_repair(arena, utf8_clip(raw, TEXT_INPUT_MAX));
    if (mended.len <= TEXT_INPUT_MAX)
        return mended;
    return str_trim(utf8_clip(mended, TEXT_INPUT_MAX)); /* a bad byte becomes three */
}

struct normalised text_normalise(struct arena *arena, const struct lexicon *lexicon, struct str raw)
{
    struct normalised out = {.t = text_display(arena, raw)};
    struct work work = {.arena = arena, .lexicon = lexicon, .out = &out};
    work.spans = span_find_all(arena, out.t);
    out.spans = work.spans.items;
    out.span_count = work.spans.count;
    find_shouting(&out);
    work_cut(&work);
    work_find_accents(&work);
    work_decode_keystrokes(&work);
    work_make_tokens(&work);
    build_keys(&work);
    find_mood(&out, work.spans.mood);
    roles_assign(lexicon_roles(lexicon), &out);
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
