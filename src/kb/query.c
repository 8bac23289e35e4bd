#include "kb/query.h"

#include <stdlib.h>

#include "kb/guess.h"

/* A term that could be looked up. */
struct choice {
    const struct term *term;
    int rank; /* pairs, then folded words, then accented ones */
};

enum { RANK_PAIR, RANK_FOLDED, RANK_ACCENTED };
enum { CHOICES_MAX = 4 * QUERY_SLOTS_MAX };

struct maker {
    struct query *query;
    const struct kb_index *index;
    const struct normalised *text;
    const struct words *words;
    struct choice choices[CHOICES_MAX];
    size_t choice_count;
    struct str keys[QUERY_SLOTS_MAX]; /* folded key of each slot */
};

static const struct term *find(const struct maker *make, char kind, struct str key)
{
    char buffer[WORD_TERM_MAX];
    if (key.len == 0)
        return NULL;
    return vocabulary_find(&make->index->vocabulary, words_term(buffer, kind, key));
}

static uint32_t term_id(const struct term *term)
{
    return term == NULL ? 0 : term->id;
}

static void offer(struct maker *make, const struct term *term, int rank)
{
    if (term != NULL && make->choice_count < CHOICES_MAX)
        make->choices[make->choice_count++] = (struct choice){term, rank};
}

/* The slot with this key, or slot_count. */
static size_t slot_of(const struct maker *make, struct str key)
{
    for (size_t i = 0; i < make->query->slot_count; i++)
        if (str_equal(make->keys[i], key))
            return i;
    return make->query->slot_count;
}

static void add_slot(struct maker *make, const struct word *word)
{
    struct query *query = make->query;
    if (query->slot_count == QUERY_SLOTS_MAX || slot_of(make, word->folded) < query->slot_count)
        return;
    const struct term *folded = find(make, TERM_FOLDED, word->folded);
    const struct term *alt = find(make, TERM_FOLDED, word->alt);
    const struct term *accented = find(make, TERM_ACCENTED, word->accented);
    uint32_t df = (folded == NULL ? 0 : folded->df) + (alt == NULL ? 0 : alt->df);
    if (df > make->index->count)
        df = (uint32_t)make->index->count;

    bool is_aside = (word->flags & WORD_ASIDE) != 0;
    struct query_slot slot = {
        .folded = term_id(folded),
        .alt = term_id(alt),
        .accented = term_id(accented),
        .is_exact = (word->flags & WORD_GUESSED) == 0 &&
                    ((word->flags & WORD_MARKED) != 0 || make->text->accents == ACCENT_FULL),
        .is_content = (word->flags & (WORD_ASIDE | WORD_QUESTION | WORD_GRAMMAR)) == 0,
        .weight = vocabulary_idf(&make->index->vocabulary, df) * index_flag_weight(word->flags)};
    query->weight += slot.weight;
    if (slot.is_content) {
        query->content_weight += slot.weight;
        if (df == 0)
            query->unknown_weight += slot.weight;
    }
    make->keys[query->slot_count] = word->folded;
    query->slots[query->slot_count++] = slot;
    if (is_aside || (word->flags & WORD_QUESTION) != 0)
        return; /* these count in pairs and when ranking, but find nothing by themselves */
    offer(make, folded, RANK_FOLDED);
    offer(make, alt, RANK_FOLDED);
    if ((word->flags & WORD_MARKED) != 0)
        offer(make, accented, RANK_ACCENTED);
}

static void add_pair(struct maker *make, size_t at)
{
    struct query *query = make->query;
    ptrdiff_t partner = words_partner(make->words, at);
    if (partner < 0 || query->pair_count == QUERY_SLOTS_MAX)
        return;
    const struct word *before = &make->words->items[partner];
    const struct word *word = &make->words->items[at];
    if (((before->flags | word->flags) & WORD_ASIDE) != 0)
        return;
    size_t first = slot_of(make, before->folded), second = slot_of(make, word->folded);
    if (first == query->slot_count || second == query->slot_count)
        return;

    char buffer[WORD_TERM_MAX];
    struct str text = words_pair(buffer, before->folded, word->folded);
    const struct term *term = vocabulary_find(&make->index->vocabulary, text);
    float kind = query->slots[first].is_content || query->slots[second].is_content ? 1.0F : 0.3F;
    float weight = vocabulary_idf(&make->index->vocabulary, term == NULL ? 0 : term->df) * kind;
    query->pair_weight += weight;
    if (term == NULL)
        return;
    for (size_t i = 0; i < query->pair_count; i++)
        if (query->pairs[i].term == term->id)
            return;
    query->pairs[query->pair_count++] = (struct query_pair){
        .term = term->id, .first = (uint8_t)first, .second = (uint8_t)second, .weight = weight};
    offer(make, term, RANK_PAIR);
}

static int compare_choice(const void *left, const void *right)
{
    const struct choice *a = left, *b = right;
    if (a->rank != b->rank)
        return a->rank - b->rank;
    if (a->term->df != b->term->df)
        return a->term->df < b->term->df ? -1 : 1;
    return a->term->id < b->term->id ? -1 : a->term->id > b->term->id;
}

/* The best terms within the budgets; a common syllable stays out once rarer terms are in. */
static void choose_terms(struct maker *make)
{
    enum { COMMON_MIN = 64, COMMON_SHARE = 8 };
    struct query *query = make->query;
    uint32_t common = (uint32_t)(make->index->count / COMMON_SHARE);
    uint32_t postings = 0;

    if (common < COMMON_MIN)
        common = COMMON_MIN;
    qsort(make->choices, make->choice_count, sizeof(struct choice), compare_choice);
    for (size_t i = 0; i < make->choice_count && query->term_count < QUERY_TERMS_MAX; i++) {
        const struct term *term = make->choices[i].term;
        bool is_common = term->df > common && make->choices[i].rank != RANK_PAIR;
        if ((is_common && query->term_count > 0) || postings + term->df > QUERY_POSTINGS_MAX)
            continue;
        postings += term->df;
        query->terms[query->term_count++] = (struct query_term){
            .text = term->text, .df = term->df, .idf = make->index->idf[term->id]};
    }
}

/* "term" OR "term" …; a quote inside a term is doubled, as in any SQL string. */
static struct str match_text(struct arena *arena, const struct query *query)
{
    struct strbuf out = strbuf_new(arena, 64 * query->term_count);
    for (size_t i = 0; i < query->term_count; i++) {
        struct str text = query->terms[i].text;
        strbuf_add_cstr(&out, i == 0 ? "\"" : " OR \"");
        for (size_t at = 0; at < text.len; at++) {
            if (text.data[at] == '"')
                strbuf_add_byte(&out, '"');
            strbuf_add_byte(&out, text.data[at]);
        }
        strbuf_add_byte(&out, '"');
    }
    return strbuf_view(&out);
}

struct query *query_new(struct arena *arena, const struct kb_index *index,
                        const struct normalised *text)
{
    enum { QUERY_WORDS_MAX = 512 }; /* the rest of a wall of text is not looked at */
    struct words words = words_of(arena, text);
    guess_words(arena, index, text, &words);
    if (words.count > QUERY_WORDS_MAX)
        words.count = QUERY_WORDS_MAX;
    struct maker *make = ARENA_NEW(arena, struct maker);
    make->query = ARENA_NEW(arena, struct query);
    make->index = index;
    make->text = text;
    make->words = &words;
    make->query->unit = vocabulary_idf(&index->vocabulary, 0);
    for (size_t i = 0; i < words.count; i++)
        add_slot(make, &words.items[i]);
    for (size_t i = 0; i < words.count; i++)
        add_pair(make, i);
    choose_terms(make);
    make->query->match = match_text(arena, make->query);
    return make->query;
}
