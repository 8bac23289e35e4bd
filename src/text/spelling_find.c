/* Finding candidates: which known words one slip makes out of what was typed. */
#include "text/spelling.h"

#include <string.h>

#include <unicode/uchar.h>

#include "text/slip.h"
#include "text/spelling_words.h"
#include "text/syllable.h"
#include "text/utf8.h"
#include "text/word.h"

/* Costs besides those of slip.c. */
#define COST_KEYSTROKES 0.3F  /* the word was typed without its input method */
#define COST_BY_EAR     0.4F  /* it is spelt as it sounds */
#define COST_SPACE      0.5F  /* a space is missing, or one too many */
#define COST_MARK       0.3F  /* a mark lost, or hỏi and ngã confused */
#define COST_OTHER_MARK 0.6F  /* another mark */
#define COST_ALONE      0.3F  /* no neighbour makes a known pair with it */
#define COST_PAIR       0.25F /* less for each neighbour that does */
#define COST_RIGHT_WORD 0.3F  /* what was typed could be a right word about something else */
#define COST_ONCE       0.15F /* the content has it once only */
#define COST_LEAST      0.1F
#define COST_MOST       2.5F

enum { MATCHES_MAX = 48 }; /* known words looked at for one probe: a bound, seldom reached */

/* What may be wrong with a token. */
enum doubt {
    SURE,  /* nothing: it is known, a name, a number, a code */
    RIGHT, /* could be right: a syllable that this content does not have, or not with these marks */
    ODD    /* no syllable and nothing known */
};

struct search {
    const struct spelling *spelling;
    const struct normalised *text;
    struct arena *arena;
    size_t at;
    enum doubt doubt;
    bool is_odd;       /* what was typed is no syllable, so no Vietnamese word */
    struct word typed; /* as A has it */
    struct spelling_candidate *out;
    size_t count;
};

static const struct token *token_of(const struct search *search)
{
    return &search->text->tokens[search->at];
}

/* ---- what is never touched ---- */

/* A capital inside a sentence is a name, unless everything is in capitals. */
static bool is_name_like(const struct normalised *text, const struct token *token)
{
    struct str rest = str_sub(text->t, token->from, token->to);
    uint32_t point, before = token->from;
    if (text->is_shouting || !utf8_next(&rest, &point) || !u_isupper((UChar32)point))
        return false;
    while (before > 0 && text->t.data[before - 1] == ' ')
        before--;
    return before > 0 && strchr(".!?\n:;,-\"'(", text->t.data[before - 1]) == NULL;
}

static bool has_form(const struct known_word *word, struct str accented)
{
    for (const struct known_form *form = word->forms; form != NULL; form = form->next) {
        if (str_equal(form->a, accented))
            return true;
    }
    return false;
}

static enum doubt doubt_of(struct search *search)
{
    const struct token *token = token_of(search);
    const struct lexicon *lexicon = search->spelling->lexicon;
    if (token->span >= 0 || token->is_read || !spelling_is_plain(token->f) ||
        lexicon_is_foreign(lexicon, token->f) || lexicon_is_foreign(lexicon, token->a) ||
        lexicon_shorthand(lexicon, token->a) != NULL)
        return SURE;
    const struct known_word *known = map_find(&search->spelling->words, token->f);
    if (known != NULL && (!token->typed_accented || has_form(known, token->a)))
        return SURE;
    bool is_legal = word_is_marked(&search->typed)
                        ? syllable_is_legal(search->typed.letters, search->typed.count)
                        : syllable_is_legal_folded(search->typed.letters, search->typed.count);
    search->is_odd = !is_legal;
    if (is_name_like(search->text, token))
        return is_legal ? SURE : RIGHT; /* "Giang" is a name; "mua Samsumg" may be none */
    return is_legal ? RIGHT : ODD;
}

/* ---- offering ---- */

static int pairs_with(const struct search *search, size_t tokens, struct str first, struct str last)
{
    const struct normalised *text = search->text;
    ptrdiff_t before = spelling_neighbour(text, search->at, -1);
    ptrdiff_t after = spelling_neighbour(text, search->at + tokens - 1, 1);
    return (before >= 0 && spelling_has_pair(search->spelling, text->tokens[before].f, first)) +
           (after >= 0 && spelling_has_pair(search->spelling, last, text->tokens[after].f));
}

static bool is_before(const struct spelling_candidate *a, const struct spelling_candidate *b)
{
    if (a->cost < b->cost || a->cost > b->cost)
        return a->cost < b->cost;
    return str_compare(a->f, b->f) < 0;
}

/* Keeps the cheapest of each key and the cheapest of all, in order. */
static void keep(struct search *search, struct spelling_candidate candidate)
{
    struct spelling_candidate *out = search->out;
    size_t at = 0;
    while (at < search->count &&
           !(str_equal(out[at].f, candidate.f) && out[at].tokens == candidate.tokens))
        at++;
    if (at < search->count) {
        if (out[at].cost <= candidate.cost)
            return;
        memmove(&out[at], &out[at + 1], (search->count - at - 1) * sizeof(*out));
        search->count--;
    }
    at = search->count;
    while (at > 0 && is_before(&candidate, &out[at - 1]))
        at--;
    if (at == SPELLING_CANDIDATES_MAX)
        return;
    if (search->count == SPELLING_CANDIDATES_MAX)
        search->count--;
    memmove(&out[at + 1], &out[at], (search->count - at) * sizeof(*out));
    out[at] = candidate;
    search->count++;
}

/* A candidate of cost before its neighbours and its rarity are looked at. */
static void offer(struct search *search, struct spelling_candidate candidate, uint32_t times)
{
    ptrdiff_t space = str_find(candidate.f, STR(" "));
    struct str first = candidate.f, last = candidate.f;
    if (space >= 0) {
        first = str_sub(candidate.f, 0, (size_t)space);
        while (space >= 0) {
            last = str_sub(last, (size_t)space + 1, last.len);
            space = str_find(last, STR(" "));
        }
    }
    int pairs = pairs_with(search, candidate.tokens, first, last);
    if (search->doubt == RIGHT && pairs == 0)
        return;
    candidate.is_odd = search->is_odd;
    candidate.cost += pairs == 0 ? COST_ALONE : -COST_PAIR * (float)pairs;
    candidate.cost += (search->doubt == RIGHT ? COST_RIGHT_WORD : 0) + (times <= 1 ? COST_ONCE : 0);
    if (candidate.cost < COST_LEAST)
        candidate.cost = COST_LEAST;
    if (candidate.cost <= COST_MOST)
        keep(search, candidate);
}

/* How far the marks that were typed are from those of a form; a letter the form does not have at
 * all is judged by slip_cost() already. */
static float marks_cost(const struct word *typed, const struct word *form)
{
    float cost = 0;
    for (size_t i = 0; i < typed->count; i++) {
        const struct letter *mine = &typed->letters[i], *best = NULL;
        for (size_t j = 0; j < form->count; j++) {
            const struct letter *other = &form->letters[j];
            if (other->base == mine->base && (best == NULL || other->point == mine->point))
                best = other;
        }
        if (best == NULL || best->point == mine->point)
            continue;
        bool is_confused =
            best->quality == mine->quality && ((best->tone == ASKING && mine->tone == TUMBLING) ||
                                               (best->tone == TUMBLING && mine->tone == ASKING));
        cost += is_confused || !letter_is_marked(*mine) ? COST_MARK : COST_OTHER_MARK;
    }
    return cost;
}

/* The form of the word nearest to the marks that were typed, and how far it is. A word typed bare
 * has no marks to compare: the most usual form. */
static struct str nearest_form(const struct search *search, const struct known_word *word,
                               float *cost)
{
    bool is_marked = word_is_marked(&search->typed);
    struct str best = word->f;
    float best_cost = 0;
    uint32_t best_times = 0;
    for (const struct known_form *form = word->forms; form != NULL; form = form->next) {
        struct word letters;
        float far =
            is_marked && word_read(form->a, &letters) ? marks_cost(&search->typed, &letters) : 0;
        bool is_nearer = far < best_cost || (far <= best_cost && form->times > best_times);
        if (best_times > 0 && !is_nearer)
            continue;
        best = form->a;
        best_cost = far;
        best_times = form->times > 0 ? form->times : 1;
    }
    *cost = best_cost;
    return best;
}

static void offer_word(struct search *search, const struct known_word *word, float cost)
{
    float marks;
    struct str accented = nearest_form(search, word, &marks);
    if (str_equal(word->f, token_of(search)->f) && str_equal(accented, token_of(search)->a))
        return; /* what was typed */
    offer(search, (struct spelling_candidate){word->f, accented, 1, cost + marks, false},
          word->times);
}

/* ---- the slips ---- */

static size_t first_deletion(const struct spelling *spelling, uint32_t hash)
{
    size_t low = 0, high = spelling->deletion_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (spelling->deletions[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void find_finger_slips(struct search *search)
{
    const struct spelling *spelling = search->spelling;
    struct str key = token_of(search)->f;
    for (size_t cut = 0; cut <= key.len; cut++) {
        uint32_t hash = spelling_hash_without(key, cut);
        size_t at = first_deletion(spelling, hash);
        for (int n = 0; n < MATCHES_MAX && at < spelling->deletion_count; n++, at++) {
            if (spelling->deletions[at].hash != hash)
                break;
            const struct known_word *word = spelling->list[spelling->deletions[at].word];
            float cost = slip_cost(key, word->f);
            if (cost > 0)
                offer_word(search, word, cost);
        }
    }
}

static void find_wrong_marks(struct search *search)
{
    const struct known_word *word = map_find(&search->spelling->words, token_of(search)->f);
    if (word != NULL && word->forms != NULL)
        offer_word(search, word, 0);
}

static void find_keystrokes(struct search *search)
{
    struct word decoded;
    if (!word_decode_telex(&search->typed, &decoded))
        return;
    const struct known_word *word =
        map_find(&search->spelling->words, word_folded(search->arena, &decoded));
    if (word != NULL)
        offer(search,
              (struct spelling_candidate){word->f, word_text(search->arena, &decoded), 1,
                                          COST_KEYSTROKES, false},
              word->times);
}

static void find_by_ear(struct search *search)
{
    struct str alt = token_of(search)->alt;
    const struct known_word *word = alt.len == 0 ? NULL : map_find(&search->spelling->words, alt);
    if (word != NULL)
        offer_word(search, word, COST_BY_EAR);
}

/* The word with the letters of one spelling in place of another, if the content has it. */
static void try_sound(struct search *search, const struct sound_group *group, size_t from,
                      size_t to)
{
    struct str key = token_of(search)->f, old = group->spellings[from];
    struct str new = group->spellings[to];
    char other[SPELLING_LETTERS_MAX + 8];
    size_t at = group->at_end ? key.len - old.len : 0, len = key.len - old.len + new.len;
    must(len <= sizeof(other));
    memcpy(other, key.data, at);
    memcpy(other + at, new.data, new.len);
    memcpy(other + at + new.len, key.data + at + old.len, key.len - at - old.len);
    const struct known_word *word = map_find(&search->spelling->words, (struct str){other, len});
    if (word != NULL)
        offer_word(search, word, COST_BY_EAR);
}

/* "chả góp" for trả góp: letters that sound alike (intents/words/sounds.txt). */
static void find_sounds(struct search *search)
{
    size_t count;
    const struct sound_group *groups = lexicon_sounds(search->spelling->lexicon, &count);
    struct str key = token_of(search)->f;
    for (size_t g = 0; g < count; g++) {
        for (size_t s = 0; s < groups[g].count; s++) {
            struct str spelling = groups[g].spellings[s];
            if (spelling.len >= key.len ||
                (groups[g].at_end ? !str_ends(key, spelling) : !str_starts(key, spelling)))
                continue;
            for (size_t other = 0; other < groups[g].count; other++) {
                if (other != s)
                    try_sound(search, &groups[g], s, other);
            }
        }
    }
}

/* ---- spaces ---- */

static void offer_parts(struct search *search, const struct known_word *const *parts, size_t count)
{
    struct strbuf f = strbuf_new(search->arena, 32), a = strbuf_new(search->arena, 48);
    uint32_t times = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        float marks;
        if (i > 0 && !spelling_has_pair(search->spelling, parts[i - 1]->f, parts[i]->f))
            return;
        strbuf_add_cstr(&f, i > 0 ? " " : "");
        strbuf_add(&f, parts[i]->f);
        strbuf_add_cstr(&a, i > 0 ? " " : "");
        strbuf_add(&a, nearest_form(search, parts[i], &marks));
        times = parts[i]->times < times ? parts[i]->times : times;
    }
    offer(search,
          (struct spelling_candidate){strbuf_view(&f), strbuf_view(&a), 1, COST_SPACE, false},
          times);
}

/* "giaohang", "doitrahang": two or three known words that stand together in the content. */
static void find_missing_spaces(struct search *search)
{
    enum { PART_MIN = 2 };
    struct str key = token_of(search)->f;
    const struct map *words = &search->spelling->words;
    const struct known_word *parts[3];
    for (size_t cut = PART_MIN; cut + PART_MIN <= key.len; cut++) {
        parts[0] = map_find(words, str_sub(key, 0, cut));
        if (parts[0] == NULL)
            continue;
        struct str rest = str_sub(key, cut, key.len);
        parts[1] = map_find(words, rest);
        if (parts[1] != NULL)
            offer_parts(search, parts, 2);
        for (size_t next = PART_MIN; next + PART_MIN <= rest.len; next++) {
            parts[1] = map_find(words, str_sub(rest, 0, next));
            parts[2] = parts[1] == NULL ? NULL : map_find(words, str_sub(rest, next, rest.len));
            if (parts[2] != NULL)
                offer_parts(search, parts, 3);
        }
    }
}

/* The folded letters of a token as they were typed. */
static struct str typed_letters(const struct search *search, const struct token *token)
{
    struct word word;
    if (!word_read(str_sub(search->text->t, token->from, token->to), &word))
        return STR("");
    return word_folded(search->arena, &word);
}

/* "b ảo", "h ành": two tokens with one space between that are one known word, where they are not
 * both words of this content. A join that a neighbour does not confirm is not offered. */
static void find_needless_space(struct search *search)
{
    const struct normalised *text = search->text;
    const struct token *first = token_of(search), *second = first + 1;
    if (search->at + 1 >= text->token_count || first->span >= 0 || second->span >= 0 ||
        second->from != first->to + 1 || text->t.data[first->to] != ' ')
        return;
    struct str one = typed_letters(search, first), two = typed_letters(search, second);
    if (one.len == 0 || two.len == 0 || one.len + two.len > SPELLING_LETTERS_MAX ||
        (spelling_knows(search->spelling, one) && spelling_knows(search->spelling, two)) ||
        spelling_has_pair(search->spelling, first->f, second->f))
        return;
    struct str whole = str_sub(text->t, first->from, first->to);
    struct strbuf joined = strbuf_new(search->arena, 48);
    strbuf_add(&joined, whole);
    strbuf_add(&joined, str_sub(text->t, second->from, second->to));
    struct word typed;
    if (!word_read(strbuf_view(&joined), &typed))
        return;
    syllable_place_tone(typed.letters, typed.count);
    const struct known_word *word =
        map_find(&search->spelling->words, word_folded(search->arena, &typed));
    if (word == NULL)
        return;
    struct search both = *search;
    float marks;
    both.typed = typed;
    both.doubt = RIGHT; /* confirmed by a neighbour, or not at all */
    struct str accented = nearest_form(&both, word, &marks);
    offer(&both,
          (struct spelling_candidate){word->f, accented, 2, COST_SPACE + marks - COST_RIGHT_WORD,
                                      false},
          word->times);
    search->count = both.count;
}

size_t spelling_candidates(const struct spelling *spelling, const struct normalised *text,
                           size_t at, struct arena *arena,
                           struct spelling_candidate out[SPELLING_CANDIDATES_MAX])
{
    must(spelling->is_settled && at < text->token_count);
    struct search search = {.spelling = spelling, .text = text, .arena = arena, .at = at};
    search.out = out;
    find_needless_space(&search);
    if (!word_read(text->tokens[at].a, &search.typed))
        return search.count;
    search.doubt = doubt_of(&search);
    if (search.doubt == SURE)
        return search.count;
    find_wrong_marks(&search);
    find_finger_slips(&search);
    find_keystrokes(&search);
    find_by_ear(&search);
    find_sounds(&search);
    if (search.doubt == ODD)
        find_missing_spaces(&search);
    return search.count;
}
