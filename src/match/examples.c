#include "match/examples.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <linear.h>

#include "base/map.h"
#include "match/features.h"

enum { FOLDS = 4, RANKED_MAX = 64, EVIDENCE = 5, CALIBRATION_MIN = 20 };

static const float block_weights[BLOCK_COUNT] = {1.0f, 0.75f, 0.7f};
static const double cost = 1.0;
static const double stranger_share = 0.35; /* weight of foreign texts beside the examples' own */

struct cell {
    uint32_t feature;
    float value;
};

struct vector {
    struct cell *cells;
    size_t count;
    float known; /* share of the words' weight that training has seen */
};

/* A one-against-the-rest linear machine over dense class numbers. */
struct machine {
    float *weights; /* [feature][class] */
    uint32_t classes;
};

struct example_model {
    struct arena *arena;
    struct map dictionary; /* feature name → struct entry */
    uint32_t features, classes;
    uint32_t *labels; /* class → label */
    uint32_t none;    /* the class of the outsiders, or UINT32_MAX */
    struct machine machine;
    const struct lexicon *lexicon;
    double calibration[EVIDENCE + 1]; /* logistic: evidence of the best class → probability */
    double sharpness;                 /* of the softmax that shares out the rest */
};

struct entry {
    uint32_t number, documents;
    float idf;
};

/* One training text: its label's class and its two vectors. */
struct sample {
    uint32_t class;
    struct vector full, bare;
    bool has_accents;
};

/* ---- vectors ---- */

static float idf_of(uint32_t documents, size_t all)
{
    return logf((float)(1 + all) / (float)(1 + documents)) + 1.0f;
}

static float unseen_idf(const struct example_model *model)
{
    return idf_of(0, model->classes * 8 + 8);
}

/* TF-IDF, each block of length one, the whole of length one. */
static struct vector vector_of(const struct example_model *model, const struct normalised *text,
                               bool with_accents, struct arena *arena)
{
    struct feature *features;
    size_t count = features_of(text, with_accents, arena, &features);
    struct vector vector = {.cells = ARENA_ARRAY(arena, struct cell, count)};
    enum feature_block *blocks = ARENA_ARRAY(arena, enum feature_block, count);
    float lengths[BLOCK_COUNT] = {0}, all = 0, seen = 0, unseen = unseen_idf(model);
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = map_find(&model->dictionary, features[i].name);
        bool is_word = features[i].block == BLOCK_WORDS && features[i].name.data[0] == 'w' &&
                       !str_has(features[i].name, STR(" "));
        float value = (1.0f + logf(features[i].count < 1 ? 1 : features[i].count)) *
                      (entry == NULL ? unseen : entry->idf) *
                      (features[i].count < 1 ? features[i].count : 1);
        if (is_word) {
            all += value;
            seen += entry == NULL ? 0 : value;
        }
        if (entry == NULL)
            continue;
        vector.cells[vector.count] = (struct cell){entry->number, value};
        blocks[vector.count++] = features[i].block;
        lengths[features[i].block] += value * value;
    }
    float whole = 0;
    for (size_t i = 0; i < vector.count; i++) {
        vector.cells[i].value *= block_weights[blocks[i]] / sqrtf(lengths[blocks[i]]);
        whole += vector.cells[i].value * vector.cells[i].value;
    }
    for (size_t i = 0; i < vector.count; i++)
        vector.cells[i].value /= sqrtf(whole);
    vector.known = all > 0 ? seen / all : 0;
    return vector;
}

static void count_features(struct example_model *model, const struct normalised *text,
                           struct arena *scratch)
{
    struct feature *features;
    size_t count = features_of(text, true, scratch, &features);
    for (size_t i = 0; i < count; i++) {
        struct entry *entry = map_find(&model->dictionary, features[i].name);
        if (entry == NULL) {
            entry = ARENA_NEW(model->arena, struct entry);
            entry->number = model->features++;
            map_set(&model->dictionary, str_dup(model->arena, features[i].name), entry);
        }
        entry->documents++;
    }
}

/* ---- the linear machine ---- */

static void say_nothing(const char *text)
{
    (void)text;
}

static void fill_nodes(struct feature_node *nodes, const struct vector *vector)
{
    size_t i = 0;
    for (; i < vector->count; i++)
        nodes[i] = (struct feature_node){(int)vector->cells[i].feature + 1,
                                         (double)vector->cells[i].value};
    nodes[i].index = -1;
}

static int by_feature(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;
    return (x->feature > y->feature) - (x->feature < y->feature);
}

/* liblinear shuffles with the C library's rand: a fixed seed under a lock makes training
 * repeatable. */
static pthread_mutex_t liblinear_lock = PTHREAD_MUTEX_INITIALIZER;

static struct model *train_locked(const struct problem *problem)
{
    const struct parameter parameter = {.solver_type = L2R_L2LOSS_SVC_DUAL, .eps = 0.1, .C = cost};
    pthread_mutex_lock(&liblinear_lock);
    set_print_string_function(say_nothing);
    srand(1); /* NOLINT(cert-msc32-c,cert-msc51-cpp): the same model every time is the point */
    struct model *trained = train(problem, &parameter);
    pthread_mutex_unlock(&liblinear_lock);
    return trained;
}

static void keep_weights(struct machine *machine, const struct model *trained, uint32_t features,
                         struct arena *arena)
{
    int pairs = trained->nr_class == 2 ? 1 : trained->nr_class;
    machine->weights = ARENA_ARRAY(arena, float, (size_t)features * machine->classes);
    for (uint32_t f = 0; f < features; f++) {
        float *row = &machine->weights[(size_t)f * machine->classes];
        for (int k = 0; k < trained->nr_class; k++) {
            double w = pairs == 1 ? trained->w[f] * (k == 0 ? 1 : -1)
                                  : trained->w[(size_t)f * (size_t)pairs + (size_t)k];
            row[trained->label[k]] = (float)w;
        }
    }
}

/* Trains on the samples for which use[i]; a class without samples scores far below zero. */
static struct machine train_machine(const struct sample *samples, size_t count, const bool *use,
                                    const struct example_model *model, struct arena *arena)
{
    struct machine machine = {.classes = model->classes};
    struct arena *scratch = arena_new();
    struct feature_node **rows = ARENA_ARRAY(scratch, struct feature_node *, 2 * count);
    double *classes = ARENA_ARRAY(scratch, double, 2 * count);
    int n = 0;
    for (size_t i = 0; i < count; i++) {
        const struct vector *both[] = {&samples[i].full, &samples[i].bare};
        for (size_t v = 0; use[i] && v < (samples[i].has_accents ? 2u : 1u); v++) {
            rows[n] = ARENA_ARRAY(scratch, struct feature_node, both[v]->count + 1);
            fill_nodes(rows[n], both[v]);
            classes[n++] = samples[i].class;
        }
    }
    struct problem problem = {
        .l = n, .n = (int)model->features, .y = classes, .x = rows, .bias = -1};
    if (n > 0) {
        struct model *trained = train_locked(&problem);
        keep_weights(&machine, trained, model->features, arena);
        free_and_destroy_model(&trained);
    }
    arena_free(scratch);
    return machine;
}

static void decide(const struct machine *machine, const struct vector *vector, float *decisions)
{
    memset(decisions, 0, machine->classes * sizeof(*decisions));
    for (size_t i = 0; machine->weights != NULL && i < vector->count; i++) {
        const float *row = &machine->weights[(size_t)vector->cells[i].feature * machine->classes];
        float value = vector->cells[i].value;
        for (uint32_t k = 0; k < machine->classes; k++)
            decisions[k] += value * row[k];
    }
}

/* ---- calibration ---- */

struct best_two {
    uint32_t class;
    float first, second;
};

static struct best_two best_of(const float *decisions, uint32_t classes, const bool *allowed)
{
    struct best_two best = {.class = 0, .first = -1e9f, .second = -1e9f};
    for (uint32_t k = 0; k < classes; k++) {
        if (allowed != NULL && !allowed[k])
            continue;
        if (decisions[k] > best.first) {
            best.second = best.first;
            best.first = decisions[k];
            best.class = k;
        } else if (decisions[k] > best.second) {
            best.second = decisions[k];
        }
    }
    if (best.second < -1e8f)
        best.second = -1;
    return best;
}

/* What speaks for the best class: its margin, its lead, and how much of the message is known. */
static void evidence_of(const struct best_two *best, float known, double out[EVIDENCE])
{
    double first = best->first < -2 ? -2 : (double)best->first;
    double lead = (double)best->first - (double)best->second;
    out[0] = first;
    out[1] = lead > 2 ? 2 : lead;
    out[2] = (double)known;
    out[3] = first * (double)known;
    out[4] = (double)(known > 0.999f);
}

struct lesson {
    double evidence[EVIDENCE];
    double weight;
    bool right;
};

struct lessons {
    struct arena *arena;
    struct lesson *items;
    size_t count, capacity;
};

static void add_lesson(struct lessons *lessons, const struct best_two *best, float known,
                       bool right, double weight)
{
    struct lesson *lesson =
        ARENA_PUSH(lessons->arena, lessons->items, lessons->count, lessons->capacity);
    lesson->weight = weight;
    lesson->right = right;
    evidence_of(best, known, lesson->evidence);
}

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

static double apply(const double *weights, const double *evidence)
{
    double sum = weights[EVIDENCE];
    for (int i = 0; i < EVIDENCE; i++)
        sum += weights[i] * evidence[i];
    return logistic(sum);
}

/* Logistic regression on a handful of numbers by plain gradient steps with a little decay: always
 * the same steps, so always the same result. */
static void fit(const struct lessons *lessons, double weights[EVIDENCE + 1])
{
    enum { STEPS = 4000 };
    double total = 0;
    for (size_t i = 0; i < lessons->count; i++)
        total += lessons->items[i].weight;
    for (int step = 0; step < STEPS; step++) {
        double gradient[EVIDENCE + 1] = {0};
        for (size_t i = 0; i < lessons->count; i++) {
            const struct lesson *lesson = &lessons->items[i];
            double error =
                (apply(weights, lesson->evidence) - (lesson->right ? 1 : 0)) * lesson->weight;
            for (int k = 0; k < EVIDENCE; k++)
                gradient[k] += error * lesson->evidence[k];
            gradient[EVIDENCE] += error;
        }
        double rate = 4.0 / (1 + step / 1000.0);
        for (int k = 0; k <= EVIDENCE; k++)
            weights[k] -= rate * (gradient[k] / total + (k < EVIDENCE ? 1e-4 * weights[k] : 0));
    }
}

/* Examples held out in turn: is the best class the right one? */
static void learn_from_folds(const struct example_model *model, const struct sample *samples,
                             size_t count, struct lessons *lessons)
{
    struct arena *scratch = arena_new();
    bool *use = ARENA_ARRAY(scratch, bool, count);
    float *decisions = ARENA_ARRAY(scratch, float, model->classes);
    for (size_t fold = 0; fold < FOLDS; fold++) {
        for (size_t i = 0; i < count; i++)
            use[i] = i % FOLDS != fold;
        struct machine machine = train_machine(samples, count, use, model, scratch);
        for (size_t i = fold; i < count; i += FOLDS) {
            const struct vector *vectors[] = {&samples[i].full, &samples[i].bare};
            for (size_t v = 0; v < (samples[i].has_accents ? 2u : 1u); v++) {
                decide(&machine, vectors[v], decisions);
                struct best_two best = best_of(decisions, model->classes, NULL);
                add_lesson(lessons, &best, vectors[v]->known, best.class == samples[i].class, 1);
            }
        }
    }
    arena_free(scratch);
}

/* Whole classes held out in turn: their examples are foreign to what is left, so any answer but
 * "none of these" is wrong. The same words are known less well, as they would be. */
static void learn_from_strangers(const struct example_model *model, const struct sample *samples,
                                 size_t count, struct lessons *lessons)
{
    enum { GROUPS = 3 };
    struct arena *scratch = arena_new();
    bool *use = ARENA_ARRAY(scratch, bool, count),
         *allowed = ARENA_ARRAY(scratch, bool, model->classes);
    float *decisions = ARENA_ARRAY(scratch, float, model->classes);
    for (uint32_t group = 0; group < GROUPS && model->classes >= GROUPS; group++) {
        for (uint32_t k = 0; k < model->classes; k++)
            allowed[k] = k % GROUPS != group;
        for (size_t i = 0; i < count; i++)
            use[i] = allowed[samples[i].class];
        struct machine machine = train_machine(samples, count, use, model, scratch);
        for (size_t i = 0; i < count; i++) {
            if (use[i])
                continue;
            decide(&machine, &samples[i].bare, decisions);
            struct best_two best = best_of(decisions, model->classes, allowed);
            add_lesson(lessons, &best, samples[i].bare.known * 0.8f, best.class == model->none,
                       stranger_share);
        }
    }
    arena_free(scratch);
}

static void calibrate(struct example_model *model, const struct sample *samples, size_t count)
{
    static const double usual[EVIDENCE + 1] = {2.0, 2.0, 1.5, 0, 0.3, -0.5};
    memcpy(model->calibration, usual, sizeof(usual));
    model->sharpness = 4;
    if (count < CALIBRATION_MIN || model->classes < 3)
        return;
    struct lessons lessons = {.arena = arena_new()};
    learn_from_folds(model, samples, count, &lessons);
    learn_from_strangers(model, samples, count, &lessons);
    fit(&lessons, model->calibration);
    arena_free(lessons.arena);
}

/* ---- training ---- */

static uint32_t *number_classes(struct example_model *model, const struct example *examples,
                                size_t count, uint32_t label_count, struct arena *scratch)
{
    uint32_t *class_of = ARENA_ARRAY(scratch, uint32_t, label_count);
    memset(class_of, 0xff, label_count * sizeof(*class_of));
    model->labels = ARENA_ARRAY(model->arena, uint32_t, label_count);
    for (size_t i = 0; i < count; i++) {
        must(examples[i].label < label_count);
        if (class_of[examples[i].label] == UINT32_MAX) {
            class_of[examples[i].label] = model->classes;
            model->labels[model->classes++] = examples[i].label;
        }
    }
    return class_of;
}

static bool has_accented_token(const struct normalised *text)
{
    for (size_t i = 0; i < text->token_count; i++) {
        if (text->tokens[i].typed_accented)
            return true;
    }
    return false;
}

static void make_samples(struct example_model *model, const struct example *examples, size_t count,
                         const uint32_t *class_of, struct sample *samples, struct arena *scratch)
{
    struct normalised *texts = ARENA_ARRAY(scratch, struct normalised, count);
    for (size_t i = 0; i < count; i++) {
        struct arena *once = arena_new();
        texts[i] = text_normalise(scratch, model->lexicon, examples[i].text);
        count_features(model, &texts[i], once);
        arena_free(once);
    }
    for (size_t cursor = 0;;) {
        const struct map_entry *entry = map_next(&model->dictionary, &cursor);
        if (entry == NULL)
            break;
        struct entry *feature = entry->value;
        feature->idf = idf_of(feature->documents, count);
    }
    for (size_t i = 0; i < count; i++) {
        samples[i].class = class_of[examples[i].label];
        samples[i].has_accents = has_accented_token(&texts[i]);
        samples[i].full = vector_of(model, &texts[i], true, scratch);
        samples[i].bare = vector_of(model, &texts[i], false, scratch);
        qsort(samples[i].full.cells, samples[i].full.count, sizeof(struct cell), by_feature);
        qsort(samples[i].bare.cells, samples[i].bare.count, sizeof(struct cell), by_feature);
    }
}

/* The examples, and the outsiders as a class of their own behind the labels. */
static struct example *with_outsiders(const struct example *examples, size_t count,
                                      const struct outsiders *outsiders, uint32_t label,
                                      struct arena *scratch)
{
    struct example *all = ARENA_ARRAY(scratch, struct example, count + outsiders->count);
    if (count > 0)
        memcpy(all, examples, count * sizeof(*all));
    for (size_t i = 0; i < outsiders->count; i++)
        all[count + i] = (struct example){outsiders->texts[i], label};
    return all;
}

struct example_model *example_train(const struct example *examples, size_t count,
                                    uint32_t label_count, const struct outsiders *outsiders,
                                    const struct lexicon *lexicon)
{
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct example_model *model = ARENA_NEW(arena, struct example_model);
    model->arena = arena;
    model->lexicon = lexicon;
    model->dictionary = map_new(arena);
    struct example *all = with_outsiders(examples, count, outsiders, label_count, scratch);
    count += outsiders->count;
    uint32_t *class_of = number_classes(model, all, count, label_count + 1, scratch);
    model->none = class_of[label_count];
    struct sample *samples = ARENA_ARRAY(scratch, struct sample, count);
    make_samples(model, all, count, class_of, samples, scratch);
    if (count > 0) {
        bool *use = ARENA_ARRAY(scratch, bool, count);
        memset(use, true, count);
        model->machine = train_machine(samples, count, use, model, arena);
        calibrate(model, samples, count);
    }
    arena_free(scratch);
    return model;
}

void example_free(struct example_model *model)
{
    if (model != NULL)
        arena_free(model->arena);
}

/* ---- ranking ---- */

static int by_probability(const void *a, const void *b)
{
    const struct example_score *x = a, *y = b;
    if (x->probability != y->probability)
        return x->probability < y->probability ? 1 : -1;
    return (x->label > y->label) - (x->label < y->label);
}

size_t example_rank(const struct example_model *model, const struct normalised *text,
                    struct arena *arena, struct example_score *out, size_t max, float *none)
{
    *none = 1;
    if (model->classes == 0 || text->token_count == 0)
        return 0;
    float *decisions = ARENA_ARRAY(arena, float, model->classes);
    struct vector vector = vector_of(model, text, true, arena);
    if (vector.count == 0)
        return 0;
    decide(&model->machine, &vector, decisions);
    struct best_two best = best_of(decisions, model->classes, NULL);
    double evidence[EVIDENCE], sum = 0;
    evidence_of(&best, vector.known, evidence);
    double top = apply(model->calibration, evidence);

    struct example_score *scores = ARENA_ARRAY(arena, struct example_score, model->classes);
    for (uint32_t k = 0; k < model->classes; k++) {
        double share = exp(model->sharpness * (double)(decisions[k] - best.first));
        scores[k] = (struct example_score){model->labels[k], (float)share};
        sum += k == best.class ? 0 : share;
    }
    /* The best class has its calibrated probability; of the rest half is "none of these". */
    double rest = model->classes > 1 ? (1 - top) / 2 : 0;
    *none = (float)(1 - top - rest);
    for (uint32_t k = 0; k < model->classes; k++)
        scores[k].probability =
            k == best.class ? (float)top + 1e-6f
                            : (float)(rest * (double)scores[k].probability / sum);
    if (top < rest) /* keep the order by decision even where even the best is doubtful */
        for (uint32_t k = 0; k < model->classes; k++)
            if (k != best.class && (double)scores[k].probability > top)
                scores[k].probability = (float)top;
    size_t ranked = model->classes;
    if (model->none != UINT32_MAX) {
        *none += scores[model->none].probability;
        scores[model->none] = scores[--ranked];
    }
    qsort(scores, ranked, sizeof(*scores), by_probability);
    size_t count = max < ranked ? max : ranked;
    memcpy(out, scores, count * sizeof(*out));
    return count;
}

uint64_t example_fingerprint(const struct example_model *model)
{
    struct str weights = {(const char *)model->machine.weights,
                          (size_t)model->features * model->classes * sizeof(float)};
    struct str calibration = {(const char *)model->calibration, sizeof(model->calibration)};
    return str_hash(weights.data == NULL ? STR("") : weights) * 31 + str_hash(calibration);
}
