#include "match/examples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "match/calibrate.h"

static const double sharpness = 4; /* of the softmax that shares out what the best class leaves */

struct example_model {
    struct arena *arena;
    struct dictionary dictionary;
    uint32_t classes;
    uint32_t *labels; /* class → label */
    uint32_t none;    /* the class of the outsiders, or UINT32_MAX */
    struct machine machine;
    struct nearest nearest;
    struct spelling *spelling; /* the examples' words */
    struct calibration calibration;
};

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

static struct sample *make_samples(struct example_model *model, const struct example *examples,
                                   size_t count, const uint32_t *class_of, struct arena *scratch)
{
    struct sample *samples = ARENA_ARRAY(scratch, struct sample, count);
    struct normalised *texts = ARENA_ARRAY(scratch, struct normalised, count);
    for (size_t i = 0; i < count; i++) {
        texts[i] = text_normalise(scratch, model->dictionary.source.lexicon, examples[i].text);
        dictionary_add(&model->dictionary, &texts[i]);
        spelling_learn(model->spelling, &texts[i]);
    }
    dictionary_close(&model->dictionary);
    spelling_settle(model->spelling);
    for (size_t i = 0; i < count; i++) {
        samples[i].class = class_of[examples[i].label];
        samples[i].is_name = examples[i].is_name;
        samples[i].has_marks = has_accented_token(&texts[i]);
        samples[i].full = vector_of(&model->dictionary, &texts[i], true, true, scratch);
        samples[i].bare = vector_of(&model->dictionary, &texts[i], false, true, scratch);
    }
    return samples;
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
        all[count + i] = (struct example){.text = outsiders->texts[i], .label = label};
    return all;
}

struct example_model *example_train(const struct example *examples, size_t count,
                                    uint32_t label_count, const struct outsiders *outsiders,
                                    const struct lexicon *lexicon)
{
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct example_model *model = ARENA_NEW(arena, struct example_model);
    model->arena = arena;
    model->dictionary = dictionary_new(arena, lexicon);
    model->spelling = spelling_new(lexicon);
    struct example *all = with_outsiders(examples, count, outsiders, label_count, scratch);
    size_t all_count = count + outsiders->count;
    uint32_t *class_of = number_classes(model, all, all_count, label_count + 1, scratch);
    model->none = class_of[label_count];
    struct sample *samples = make_samples(model, all, all_count, class_of, scratch);
    uint32_t features = model->dictionary.features;
    model->nearest = nearest_new(samples, all_count, features, arena);
    model->machine = machine_train(samples, all_count, NULL, features, model->classes, arena);
    model->calibration = calibrate(samples, all_count, features, model->classes, &model->nearest);
    model->dictionary.source.spelling = model->spelling;
    arena_free(scratch);
    return model;
}

void example_free(struct example_model *model)
{
    if (model == NULL)
        return;
    spelling_free(model->spelling);
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

/* The best class has its calibrated probability. Half of what is left is "none of these", the
 * other half is shared by the other classes, none of which may overtake the best. Returns none's
 * part. */
static float share_out(const struct example_model *model, const float *decisions,
                       const struct verdict *verdict, struct example_score *scores)
{
    double sum = 0, top = verdict->probability;
    double rest = model->classes > 1 ? (1 - top) / 2 : 0;
    for (uint32_t k = 0; k < model->classes; k++) {
        double share = exp(sharpness * (double)(decisions[k] - verdict->margin));
        scores[k] = (struct example_score){model->labels[k], (float)share};
        sum += k == verdict->class ? 0 : share;
    }
    double given = top;
    for (uint32_t k = 0; k < model->classes; k++) {
        if (k == verdict->class) {
            scores[k].probability = (float)top;
            continue;
        }
        double part = rest * (double)scores[k].probability / sum;
        scores[k].probability = (float)(part < top ? part : top);
        given += (double)scores[k].probability;
    }
    scores[verdict->class].probability += 1e-6F; /* first among equals */
    return given < 1 ? (float)(1 - given) : 0;
}

size_t example_rank(const struct example_model *model, const struct normalised *text,
                    struct arena *arena, struct example_score *out, size_t max, float *none)
{
    *none = 1;
    if (model->classes == 0 || text->token_count == 0)
        return 0;
    float *decisions = ARENA_ARRAY(arena, float, model->classes);
    struct vector vector = vector_of(&model->dictionary, text, true, false, arena);
    if (vector.count == 0)
        return 0;
    machine_decide(&model->machine, &vector, decisions);
    struct neighbours neighbours = nearest_find(&model->nearest, &vector, SIZE_MAX, arena);
    struct verdict verdict = judge(&model->calibration, decisions, model->classes, model->none,
                                   &vector, &model->nearest, &neighbours);
    struct example_score *scores = ARENA_ARRAY(arena, struct example_score, model->classes);
    *none = share_out(model, decisions, &verdict, scores);
    size_t ranked = model->classes;
    if (model->none != UINT32_MAX) {
        *none += scores[model->none].probability;
        scores[model->none] = scores[--ranked];
    }
    qsort(scores, ranked, sizeof(*scores), by_probability);
    size_t count = max < ranked ? max : ranked;
    if (count > 0)
        memcpy(out, scores, count * sizeof(*out));
    return count;
}

uint64_t example_fingerprint(const struct example_model *model)
{
    size_t weights = (size_t)model->dictionary.features * model->classes * sizeof(float);
    struct str calibration = {(const char *)model->calibration.weights,
                              sizeof(model->calibration.weights)};
    if (model->machine.weights == NULL)
        return str_hash(calibration);
    return str_hash((struct str){(const char *)model->machine.weights, weights}) * 31 +
           str_hash(calibration);
}
