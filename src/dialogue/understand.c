#include "dialogue/understand.h"

#include <string.h>

#include "dialogue/locale.h"

static const double accented_base = 0.80, accented_by_coverage = 0.18;
static const double folded_base = 0.72, folded_by_coverage = 0.22;
static const double weakened = 0.60; /* of a hit inside another intent's better hit */
static const double example_weight = 0.95, article_weight = 0.80;
static const double kindred = 0.60;                               /* of the weaker of these two */
static const double enough_pattern = 0.80, enough_example = 0.50; /* then no search */
static const double example_floor = 0.02;                         /* below, not listed */
static const float smalltalk_coverage = 0.70F; /* small talk must cover so much of a message */

enum { EXAMPLES_RANKED = 6, SEARCH_HITS = 6, ENGLISH_REACH = 4 };

/* Working state: one slot for each intent, then one for each article group; with thousands of
 * articles only those that something speaks for are made. */
struct work {
    const struct rulebook *book;
    const struct context *context;
    struct arena *arena;
    struct reading *reading;
    struct candidate **slots; /* NULL: nothing speaks for it */
    struct candidate **used;  /* those that are not, as they came */
    size_t used_count, used_capacity;
    bool *is_barred; /* intents whose context is missing, or with an exclusion that matches */
};

static struct candidate *slot(struct work *work, int intent, int group)
{
    size_t at = intent >= 0 ? (size_t)intent : work->book->intent_count + (size_t)group;
    struct candidate *candidate = work->slots[at];
    if (candidate == NULL) {
        candidate = work->slots[at] = ARENA_NEW(work->arena, struct candidate);
        *ARENA_PUSH(work->arena, work->used, work->used_count, work->used_capacity) = candidate;
        candidate->intent = intent;
        candidate->group = intent >= 0 ? work->book->intents[intent].group : group;
        candidate->passage_of = -1;
    }
    return candidate;
}

/* ---- context ---- */

static bool has_context(const struct intent *intent, const struct context *context)
{
    for (size_t i = 0; i < intent->needs.count; i++) {
        struct str needed = intent->needs.items[i];
        if (str_equal(needed, context->intent) || str_equal(needed, context->article))
            return true;
    }
    return intent->needs.count == 0;
}

/* ---- patterns ---- */

static double pattern_strength(const struct pattern_hit *hit)
{
    double coverage = hit->coverage < 0 ? 0 : hit->coverage > 1 ? 1 : (double)hit->coverage;
    return hit->form == PATTERN_ON_ACCENTED ? accented_base + accented_by_coverage * coverage
                                            : folded_base + folded_by_coverage * coverage;
}

static bool is_english_no(const struct normalised *text, const struct token *token)
{
    static const char *const words[] = {"not",   "no",    "don't", "dont",
                                        "never", "won't", "isn't", "without"};
    struct str word = str_sub(text->t, token->from, token->to);
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_is(word, words[i]))
            return true;
    }
    return false;
}

/* Whether the words of the hit are denied by a word outside it: "không cần [gặp nhân viên]". */
static bool hit_is_denied(const struct normalised *text, const struct pattern_hit *hit)
{
    bool is_denied = false;
    size_t before = 0; /* words since an English "not" */
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        bool is_inside = token->from < hit->to && token->to > hit->from;
        if (is_inside && (token->roles & TOKEN_NEGATOR) != 0)
            return false; /* the pattern itself is about "không …" */
        if (is_inside && ((token->roles & TOKEN_NEGATED) != 0 || before > 0))
            is_denied = true;
        if (!is_inside && is_english_no(text, token))
            before = ENGLISH_REACH;
        else if (before > 0)
            before--;
    }
    return is_denied && text->question != QUESTION_WHY;
}

static void take_hit(struct work *work, const struct pattern_hit *hit)
{
    const struct rulebook *book = work->book;
    if (work->is_barred[hit->owner])
        return;
    if ((int)hit->owner == book->required[REQUIRED_PERSON] &&
        hit_is_denied(&work->reading->text, hit)) {
        work->reading->is_person_refused = true;
        return;
    }
    struct candidate *candidate = slot(work, (int)hit->owner, -1);
    double strength = pattern_strength(hit);
    if (book->intents[hit->owner].is_smalltalk && hit->coverage < smalltalk_coverage)
        strength *= (double)(hit->coverage / smalltalk_coverage);
    if (candidate->has_pattern && candidate->pattern >= strength)
        return;
    candidate->has_pattern = true;
    candidate->pattern = strength;
    candidate->hit = *hit;
}

bool understand_hit_yields(const struct rulebook *book, const struct pattern_hit *hit,
                           const struct pattern_hit *to)
{
    int rank = book->intents[to->owner].priority - book->intents[hit->owner].priority;
    bool touch = hit->from < to->to && to->from < hit->to;
    bool holds =
        to->from <= hit->from && to->to >= hit->to && to->to - to->from > hit->to - hit->from;
    return touch && (rank > 0 || (rank == 0 && holds));
}

static void weigh_patterns(struct work *work)
{
    struct pattern_hit *hits;
    size_t count = pattern_set_match(work->book->patterns, &work->reading->text, work->arena,
                                     work->is_barred, &hits);
    struct candidate *found[PATTERN_HITS_MAX];
    size_t found_count = 0;
    for (size_t i = 0; i < count; i++)
        take_hit(work, &hits[i]);
    for (size_t i = 0; i < work->book->intent_count; i++) {
        if (work->slots[i] != NULL && work->slots[i]->has_pattern && found_count < COUNT(found))
            found[found_count++] = work->slots[i];
    }
    for (size_t i = 0; i < found_count; i++) {
        for (size_t j = 0; j < found_count && !found[i]->is_weakened; j++)
            found[i]->is_weakened =
                i != j && understand_hit_yields(work->book, &found[i]->hit, &found[j]->hit);
    }
}

/* ---- examples ---- */

/* A person is refused in words that no pattern caught: leave the examples out of it. */
static bool denies_anything(const struct normalised *text)
{
    for (size_t i = 0; i < text->token_count; i++) {
        if ((text->tokens[i].roles & TOKEN_NEGATED) != 0 || is_english_no(text, &text->tokens[i]))
            return text->question != QUESTION_WHY;
    }
    return false;
}

static void weigh_examples(struct work *work)
{
    struct example_score scores[EXAMPLES_RANKED];
    float none = 0;
    size_t count = example_rank(work->book->examples, &work->reading->text, work->arena, scores,
                                COUNT(scores), &none);
    int person = work->book->required[REQUIRED_PERSON];
    work->reading->none = (double)none;
    for (size_t i = 0; i < count; i++) {
        int intent = (int)scores[i].label;
        double probability = (double)scores[i].probability;
        if (probability < example_floor || work->is_barred[intent])
            continue;
        if (intent == person && work->slots[intent] == NULL &&
            (work->reading->is_person_refused || denies_anything(&work->reading->text)))
            continue;
        slot(work, intent, -1)->example = probability;
    }
}

/* ---- combining ---- */

/* The examples and the article search have read the same phrasings: where both speak, the weaker
 * one tells little that the other has not told. */
static double combine(const struct candidate *candidate)
{
    double pattern = candidate->pattern * (candidate->is_weakened ? weakened : 1);
    double example = example_weight * candidate->example;
    double article = article_weight * candidate->article;
    double more = example > article ? example : article;
    double less = example > article ? article : example;
    return 1 - (1 - pattern) * (1 - more) * (1 - kindred * less);
}

static bool is_better(const struct work *work, const struct candidate *a, const struct candidate *b)
{
    if (a->confidence > b->confidence || a->confidence < b->confidence)
        return a->confidence > b->confidence;
    int rank_a = a->intent >= 0 ? work->book->intents[a->intent].priority : -100;
    int rank_b = b->intent >= 0 ? work->book->intents[b->intent].priority : -100;
    if (rank_a != rank_b)
        return rank_a > rank_b;
    if (a->intent < 0 && b->intent < 0)
        return a->group < b->group;
    return a->intent >= 0 && (b->intent < 0 || a->intent < b->intent);
}

/* The best CANDIDATES_MAX of the used slots, in order. */
static void rank(struct work *work)
{
    struct reading *reading = work->reading;
    reading->count = 0;
    for (size_t i = 0; i < work->used_count; i++) {
        struct candidate *candidate = work->used[i];
        candidate->confidence = combine(candidate);
        size_t at = reading->count;
        while (at > 0 && is_better(work, candidate, &reading->list[at - 1]))
            at--;
        if (at == CANDIDATES_MAX)
            continue;
        size_t tail = (reading->count < CANDIDATES_MAX ? reading->count : CANDIDATES_MAX - 1) - at;
        memmove(&reading->list[at + 1], &reading->list[at], tail * sizeof(reading->list[0]));
        reading->list[at] = *candidate;
        if (reading->count < CANDIDATES_MAX)
            reading->count++;
    }
}

bool candidate_same_answer(const struct rulebook *book, const struct candidate *a,
                           const struct candidate *b)
{
    if (a->intent == b->intent && a->intent >= 0)
        return true;
    bool articles = (a->intent < 0 || book->intents[a->intent].answer == ANSWER_ARTICLE) &&
                    (b->intent < 0 || book->intents[b->intent].answer == ANSWER_ARTICLE);
    return articles && a->group == b->group && a->group >= 0;
}

/* ---- articles ---- */

/* Search costs more than all the rest together; it is left out when a pattern and the examples
 * agree and nothing else comes near. */
static bool is_decided(const struct work *work)
{
    const struct reading *reading = work->reading;
    if (reading->text.token_count == 0)
        return true;
    if (reading->count == 0)
        return false;
    const struct candidate *first = &reading->list[0];
    if (first->is_weakened || first->pattern < enough_pattern || first->example < enough_example)
        return false;
    return reading->count == 1 || reading->list[1].confidence < first->confidence / 2;
}

static void add_article_evidence(struct candidate *candidate, const struct kb_hit *hit)
{
    if ((double)hit->confidence <= candidate->article)
        return;
    candidate->article = (double)hit->confidence;
    candidate->passage = hit->passage;
    candidate->passage_of = (int)hit->article;
}

/* The evidence goes to every intent that answers with the article, or to the article itself when
 * no intent does (or none may, here). */
static void take_article(struct work *work, const struct kb_hit *hit)
{
    const struct rulebook *book = work->book;
    const struct article_group *group = book_group(book, book->articles[hit->article].id);
    int number = (int)(group - book->groups);
    bool is_claimed = false;
    for (size_t i = 0; group->intent >= 0 && i < book->intent_count; i++) {
        if (book->intents[i].group != number || work->is_barred[i])
            continue;
        is_claimed = true;
        add_article_evidence(slot(work, (int)i, number), hit);
    }
    if (!is_claimed)
        add_article_evidence(slot(work, -1, number), hit);
}

static void weigh_articles(struct work *work)
{
    struct kb_reader *reader = book_reader_take(work->book);
    if (reader == NULL)
        return;
    struct kb_query query = {
        .text = &work->reading->text,
        .locale = work->reading->locale == LOCALE_VI ? STR("vi") : STR(""),
        .as_of_ms = work->context->now_ms,
    };
    struct kb_hit hits[SEARCH_HITS];
    size_t count = kb_search(reader, &query, work->arena, hits, COUNT(hits));
    for (size_t i = 0; i < count; i++)
        take_article(work, &hits[i]);
    book_reader_give(work->book, reader);
    work->reading->is_searched = true;
}

/* ---- all together ---- */

const struct candidate *reading_find(const struct reading *reading, int intent)
{
    for (size_t i = 0; i < reading->count; i++) {
        if (intent >= 0 && reading->list[i].intent == intent)
            return &reading->list[i];
    }
    return NULL;
}

void understand(const struct rulebook *book, struct str text, const struct context *context,
                struct arena *arena, struct reading *out)
{
    size_t slots = book->intent_count + book->group_count;
    struct work work = {
        .book = book,
        .context = context,
        .arena = arena,
        .reading = out,
        .slots = ARENA_ARRAY(arena, struct candidate *, slots),
        .is_barred = ARENA_ARRAY(arena, bool, book->intent_count),
    };
    *out = (struct reading){.text = text_normalise(arena, book->lexicon, text)};
    out->locale = locale_of_text(&out->text, context->locale);
    for (size_t i = 0; i < book->intent_count; i++)
        work.is_barred[i] = !has_context(&book->intents[i], context);
    weigh_patterns(&work);
    weigh_examples(&work);
    rank(&work);
    if (!is_decided(&work)) {
        weigh_articles(&work);
        rank(&work);
    }
}
