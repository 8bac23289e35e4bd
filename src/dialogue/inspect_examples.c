/* Examples that contradict each other, and intents the examples cannot tell apart. */
#include <stdlib.h>

#include "dialogue/inspect_parts.h"
#include "dialogue/lesson.h"
#include "text/fold.h"

enum { FOLDS = 3, LARGE = 3000, CONFUSED_MIN = 3 };

static const float sure = 0.5F;            /* below, the bot would ask or hand over anyway */
static const double confused_share = 0.25; /* of the smaller intent's examples */

/* An example of one intent that a model which has not seen it gives to another. */
struct misread {
    size_t example;
    uint32_t as;
    float probability;
};

struct pair {
    uint32_t a, b; /* a < b */
    size_t count;
};

struct learning {
    struct inspection *inspection;
    struct lesson lesson;
    size_t *sizes; /* examples of each intent */
    struct misread *misread;
    size_t misread_count, misread_capacity;
    struct pair *pairs;
    size_t pair_count, pair_capacity;
};

static const struct intent *intent_of(const struct learning *learning, size_t example)
{
    return &learning->inspection->book->intents[learning->lesson.examples[example].label];
}

/* ---- the same sentence twice ---- */

static void see_same_sentences(struct learning *learning)
{
    struct inspection *inspection = learning->inspection;
    const struct rulebook *book = inspection->book;
    const struct lesson *lesson = &learning->lesson;
    struct map first = map_new(inspection->arena); /* accented key → struct example */
    struct kind kind = {0};
    for (size_t i = 0; i < lesson->count; i++) {
        struct example *own = &lesson->examples[i];
        if (lesson->places[i].line == 0)
            continue;
        struct normalised text = text_normalise(inspection->arena, book->lexicon, own->text);
        const struct example *other = map_find(&first, text.a);
        if (other == NULL) {
            map_set(&first, text.a, own);
            continue;
        }
        if (inspect_same_answer(book, own->label, other->label) ||
            book->intents[own->label].needs.count + book->intents[other->label].needs.count > 0 ||
            !kind_tell(&kind, lesson->places[i]))
            continue;
        struct str where = place_words(inspection->arena, lesson->places[other - lesson->examples]);
        report_add(inspection->report, REPORT_ERROR, lesson->places[i],
                   intent_of(learning, i)->file_text,
                   "this example also stands under intent \"" STR_FMT "\" in " STR_FMT
                   ": one of the two is wrong",
                   STR_ARG(book->intents[other->label].id), STR_ARG(where));
    }
    kind_end(inspection, &kind, "examples that stand under two intents");
}

/* ---- kept out in turn ---- */

static void add_confusion(struct learning *learning, uint32_t own, uint32_t as)
{
    uint32_t a = own < as ? own : as, b = own < as ? as : own;
    for (size_t i = 0; i < learning->pair_count; i++) {
        if (learning->pairs[i].a == a && learning->pairs[i].b == b) {
            learning->pairs[i].count++;
            return;
        }
    }
    *ARENA_PUSH(learning->inspection->arena, learning->pairs, learning->pair_count,
                learning->pair_capacity) = (struct pair){a, b, 1};
}

/* A pattern of its own intent catches it whatever the examples say. */
static bool is_saved_by_pattern(const struct rulebook *book, const struct normalised *text,
                                uint32_t label, struct arena *arena)
{
    struct pattern_hit *hits;
    size_t count = pattern_set_match(book->patterns, text, arena, NULL, &hits);
    for (size_t i = 0; i < count; i++) {
        if (hits[i].owner == label)
            return true;
    }
    return false;
}

static void see_example(struct learning *learning, const struct example_model *model,
                        size_t example)
{
    const struct rulebook *book = learning->inspection->book;
    const struct example *own = &learning->lesson.examples[example];
    struct arena *arena = arena_new();
    struct normalised text = text_normalise(arena, book->lexicon, own->text);
    struct example_score best;
    float none;
    size_t count = example_rank(model, &text, arena, &best, 1, &none);
    if (count > 0 && best.probability > none && best.label != own->label &&
        !inspect_same_answer(book, own->label, best.label) &&
        book->intents[own->label].needs.count + book->intents[best.label].needs.count == 0 &&
        !is_saved_by_pattern(book, &text, own->label, arena)) {
        add_confusion(learning, own->label, best.label);
        if (best.probability >= sure)
            *ARENA_PUSH(learning->inspection->arena, learning->misread, learning->misread_count,
                        learning->misread_capacity) =
                (struct misread){example, best.label, best.probability};
    }
    arena_free(arena);
}

/* Learns without every third example of each intent, and asks for those. */
static void see_fold(struct learning *learning, size_t fold)
{
    const struct rulebook *book = learning->inspection->book;
    const struct lesson *lesson = &learning->lesson;
    struct arena *arena = arena_new();
    struct example *kept = ARENA_ARRAY(arena, struct example, lesson->count);
    size_t *out = ARENA_ARRAY(arena, size_t, lesson->count), count = 0, out_count = 0;
    size_t *seen = ARENA_ARRAY(arena, size_t, book->intent_count);
    for (size_t i = 0; i < lesson->count; i++) {
        size_t turn = seen[lesson->examples[i].label]++;
        if (turn % FOLDS == fold && lesson->places[i].line > 0)
            out[out_count++] = i;
        else
            kept[count++] = lesson->examples[i];
    }
    const struct outsiders outsiders = {lesson->outsiders, lesson->outsider_count};
    struct example_model *model =
        example_train(kept, count, (uint32_t)book->intent_count, &outsiders, book->lexicon);
    for (size_t i = 0; i < out_count; i++)
        see_example(learning, model, out[i]);
    example_free(model);
    arena_free(arena);
}

static int by_probability(const void *a, const void *b)
{
    const struct misread *x = a, *y = b;
    if (x->probability > y->probability || x->probability < y->probability)
        return x->probability > y->probability ? -1 : 1;
    return (x->example > y->example) - (x->example < y->example);
}

static void tell_misread(struct learning *learning)
{
    struct inspection *inspection = learning->inspection;
    struct kind kind = {0};
    if (learning->misread_count > 1)
        qsort(learning->misread, learning->misread_count, sizeof(struct misread), by_probability);
    for (size_t i = 0; i < learning->misread_count; i++) {
        const struct misread *one = &learning->misread[i];
        struct place place = learning->lesson.places[one->example];
        const struct intent *own = intent_of(learning, one->example);
        if (kind_tell(&kind, place))
            report_add(inspection->report, REPORT_WARNING, place, own->file_text,
                       "learnt from the other examples alone, the bot reads this one as \"" STR_FMT
                       "\" (%.0f %% sure). Give \"" STR_FMT "\" more examples like it, or move it",
                       STR_ARG(inspection->book->intents[one->as].id),
                       (double)one->probability * 100, STR_ARG(own->id));
    }
    kind_end(inspection, &kind, "examples that would be misread");
}

/* ---- intents too close ---- */

/* Words and pairs both have, of all that either has: 1 for the same. */
static double likeness(const struct rulebook *book, struct str a, struct str b, struct arena *arena)
{
    struct str texts[] = {a, b};
    struct map sets[2] = {map_new(arena), map_new(arena)};
    for (size_t k = 0; k < 2; k++) {
        struct normalised text = text_normalise(arena, book->lexicon, texts[k]);
        for (size_t i = 0; i < text.token_count; i++) {
            map_set(&sets[k], text.tokens[i].f, &sets[k]);
            if (i > 0)
                map_set(&sets[k],
                        str_printf(arena, STR_FMT " " STR_FMT, STR_ARG(text.tokens[i - 1].f),
                                   STR_ARG(text.tokens[i].f)),
                        &sets[k]);
        }
    }
    size_t common = 0, cursor = 0;
    for (const struct map_entry *entry; (entry = map_next(&sets[0], &cursor)) != NULL;)
        common += map_find(&sets[1], entry->key) != NULL;
    size_t all = sets[0].count + sets[1].count - common;
    return all == 0 ? 0 : (double)common / (double)all;
}

/* The two examples, one of each intent, that are most alike. */
static void nearest_examples(const struct learning *learning, const struct pair *pair, size_t *a,
                             size_t *b)
{
    const struct lesson *lesson = &learning->lesson;
    double best = -1;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < lesson->count; i++) {
        for (size_t j = 0; lesson->examples[i].label == pair->a && j < lesson->count; j++) {
            if (lesson->examples[j].label != pair->b || lesson->places[i].line == 0 ||
                lesson->places[j].line == 0)
                continue;
            double like = likeness(learning->inspection->book, lesson->examples[i].text,
                                   lesson->examples[j].text, arena);
            arena_reset(arena);
            if (like > best) {
                best = like;
                *a = i;
                *b = j;
            }
        }
    }
    arena_free(arena);
}

static size_t smaller(const struct learning *learning, const struct pair *pair)
{
    size_t a = learning->sizes[pair->a], b = learning->sizes[pair->b];
    return a < b ? a : b;
}

static int by_count(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->a != y->a ? (x->a > y->a) - (x->a < y->a) : (x->b > y->b) - (x->b < y->b);
}

static void tell_close(struct learning *learning)
{
    struct inspection *inspection = learning->inspection;
    const struct lesson *lesson = &learning->lesson;
    struct kind kind = {0};
    if (learning->pair_count > 1)
        qsort(learning->pairs, learning->pair_count, sizeof(struct pair), by_count);
    for (size_t i = 0; i < learning->pair_count; i++) {
        const struct pair *pair = &learning->pairs[i];
        size_t a = 0, b = 0;
        if (pair->count < CONFUSED_MIN ||
            (double)pair->count < confused_share * (double)smaller(learning, pair))
            continue;
        nearest_examples(learning, pair, &a, &b);
        if (!kind_tell(&kind, lesson->places[a]))
            continue;
        struct str where = place_words(inspection->arena, lesson->places[b]);
        report_add(inspection->report, REPORT_WARNING, lesson->places[a],
                   intent_of(learning, a)->file_text,
                   "intents \"" STR_FMT "\" and \"" STR_FMT
                   "\" are too close: %zu of their examples are read as the other. The nearest are "
                   "this one and \"" STR_FMT "\" in " STR_FMT,
                   STR_ARG(intent_of(learning, a)->id), STR_ARG(intent_of(learning, b)->id),
                   pair->count, STR_ARG(lesson->examples[b].text), STR_ARG(where));
    }
    kind_end(inspection, &kind, "pairs of intents that are too close");
}

void inspect_examples(struct inspection *inspection)
{
    const struct rulebook *book = inspection->book;
    struct learning learning = {.inspection = inspection,
                                .lesson = lesson_of(book, inspection->arena),
                                .sizes =
                                    ARENA_ARRAY(inspection->arena, size_t, book->intent_count)};
    for (size_t i = 0; i < learning.lesson.count; i++)
        learning.sizes[learning.lesson.examples[i].label] += learning.lesson.places[i].line > 0;
    see_same_sentences(&learning);
    size_t folds = learning.lesson.count > LARGE ? 1 : FOLDS; /* of a large shop, a third */
    for (size_t fold = 0; fold < folds; fold++)
        see_fold(&learning, fold);
    tell_misread(&learning);
    tell_close(&learning);
}
