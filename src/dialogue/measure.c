#include "dialogue/measure.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "dialogue/book.h"
#include "dialogue/understand.h"

enum { BINS = 10, ROUNDS = 3 };

static const int64_t usual_time_ms = INT64_C(1795489200000); /* as talks (content/talks.c) */
static const double wanted_precision = 0.95;

struct answer {
    double confidence;
    bool is_right;
};

struct measuring {
    const struct rulebook *book;
    struct arena *arena;
    struct measured *out;
    struct answer *answers;
    double *took_us;
    size_t took_count, confusion_capacity;
};

static struct str id_of(const struct rulebook *book, const struct candidate *candidate)
{
    return candidate->intent >= 0 ? book->intents[candidate->intent].id
                                  : book->groups[candidate->group].id;
}

static void add_confusion(struct measuring *measuring, struct str want, struct str got,
                          struct str text)
{
    struct measured *out = measuring->out;
    for (size_t i = 0; i < out->confusion_count; i++) {
        struct confusion *known = &out->confusions[i];
        if (str_equal(known->want, want) && str_equal(known->got, got)) {
            known->count++;
            return;
        }
    }
    *ARENA_PUSH(measuring->arena, out->confusions, out->confusion_count,
                measuring->confusion_capacity) = (struct confusion){want, got, 1, text};
}

static void ask(struct measuring *measuring, size_t intent, struct str text)
{
    const struct rulebook *book = measuring->book;
    const struct phrases *needs = &book->intents[intent].needs;
    struct context context = {.intent = needs->count > 0 ? needs->items[0] : STR(""),
                              .article = needs->count > 0 ? needs->items[0] : STR(""),
                              .locale = LOCALE_VI,
                              .now_ms = usual_time_ms};
    struct arena *arena = arena_new();
    struct reading *reading = ARENA_NEW(arena, struct reading);
    for (int round = 0; round < ROUNDS; round++) {
        int64_t from = clock_measure_us();
        understand(book, text, &context, arena, reading);
        measuring->took_us[measuring->took_count++] = (double)(clock_measure_us() - from);
    }
    struct candidate want = {.intent = (int)intent, .group = book->intents[intent].group};
    struct answer *answer = &measuring->answers[measuring->out->questions++];
    if (reading->count > 0) {
        answer->confidence = reading->list[0].confidence;
        answer->is_right = candidate_same_answer(book, &want, &reading->list[0]);
    }
    measuring->out->right += answer->is_right;
    if (!answer->is_right)
        add_confusion(measuring, book->intents[intent].id,
                      reading->count == 0 ? STR("") : id_of(book, &reading->list[0]), text);
    arena_free(arena);
}

static int by_confidence(const void *a, const void *b)
{
    const struct answer *x = a, *y = b;
    if (x->confidence > y->confidence || x->confidence < y->confidence)
        return x->confidence > y->confidence ? -1 : 1;
    return (int)x->is_right - (int)y->is_right; /* of equals the wrong ones first: no luck */
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int by_count(const void *a, const void *b)
{
    const struct confusion *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    int want = str_compare(x->want, y->want);
    return want != 0 ? want : str_compare(x->got, y->got);
}

static double coverage(const struct answer *sorted, size_t count)
{
    size_t right = 0, best = 0;
    for (size_t i = 0; i < count; i++) {
        right += sorted[i].is_right;
        if ((double)right >= wanted_precision * (double)(i + 1))
            best = i + 1;
    }
    return (double)best / (double)count;
}

static double calibration_error(const struct answer *answers, size_t count)
{
    double sure[BINS] = {0}, right[BINS] = {0}, error = 0;
    for (size_t i = 0; i < count; i++) {
        int bin = (int)(answers[i].confidence * BINS);
        bin = bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin;
        sure[bin] += answers[i].confidence;
        right[bin] += answers[i].is_right;
    }
    for (int bin = 0; bin < BINS; bin++)
        error += fabs(sure[bin] - right[bin]);
    return error / (double)count;
}

struct measured rulebook_measure(const struct rulebook *rulebook, struct arena *arena)
{
    struct measured out = {.questions = 0};
    struct measuring measuring = {.book = rulebook, .arena = arena, .out = &out};
    size_t room = 0;
    for (size_t i = 0; i < rulebook->intent_count; i++)
        room += rulebook->intents[i].tests_yes.count;
    if (room == 0)
        return out;
    measuring.answers = ARENA_ARRAY(arena, struct answer, room);
    measuring.took_us = ARENA_ARRAY(arena, double, room *ROUNDS);
    for (size_t i = 0; i < rulebook->intent_count; i++) {
        const struct phrases *phrases = &rulebook->intents[i].tests_yes;
        for (size_t k = 0; k < phrases->count; k++)
            ask(&measuring, i, phrases->items[k]);
    }
    qsort(measuring.answers, room, sizeof(struct answer), by_confidence);
    qsort(measuring.took_us, measuring.took_count, sizeof(double), by_time);
    if (out.confusion_count > 1)
        qsort(out.confusions, out.confusion_count, sizeof(struct confusion), by_count);
    out.coverage = coverage(measuring.answers, room);
    out.calibration_error = calibration_error(measuring.answers, room);
    out.median_us = measuring.took_us[measuring.took_count / 2];
    out.p99_us = measuring.took_us[measuring.took_count * 99 / 100];
    return out;
}

/* ---- all sentences ---- */

struct list {
    struct arena *arena;
    struct str *items;
    size_t count, capacity;
};

static void add(struct list *list, struct str text)
{
    *ARENA_PUSH(list->arena, list->items, list->count, list->capacity) = text;
}

static void add_phrases(struct list *list, const struct phrases *phrases)
{
    for (size_t i = 0; i < phrases->count; i++)
        add(list, phrases->items[i]);
}

size_t rulebook_sentences(const struct rulebook *rulebook, struct arena *arena,
                          struct str **sentences)
{
    struct list list = {.arena = arena};
    for (size_t i = 0; i < rulebook->intent_count; i++) {
        const struct intent *intent = &rulebook->intents[i];
        add_phrases(&list, &intent->examples);
        add_phrases(&list, &intent->tests_yes);
        add_phrases(&list, &intent->tests_no);
        add_phrases(&list, &intent->outsiders);
    }
    for (size_t i = 0; i < rulebook->article_count; i++) {
        const struct article *article = &rulebook->articles[i];
        add(&list, article->title);
        for (size_t k = 0; k < article->question_count; k++)
            add(&list, article->questions[k]);
    }
    *sentences = list.items;
    return list.count;
}
