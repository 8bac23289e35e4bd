#include "match/calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 20, NEWTON_STEPS = 12, WEIGHTS = EVIDENCE_COUNT + 1 };

/* What holds when there is little to learn from; with more examples they outweigh it. */
static const double usual[WEIGHTS] = {1.5, 1.5, 0.5, 1.0, 1.0, 0.5, -0.3};
static const double usual_strength = 2.0; /* examples that it counts for */

/* So many of what was held out are farther from their neighbour than what is called familiar; trust
 * in what is farther still fades by the power of strangeness. */
static const double familiar_share = 0.05, strangeness = 4.0;

struct lesson {
    double evidence[WEIGHTS]; /* the last is 1 */
    bool is_right;
};

struct lessons {
    struct arena *arena;
    struct lesson *items;
    size_t count, capacity;
};

/* ---- evidence ---- */

struct best_two {
    uint32_t class;
    float first, second;
};

static struct best_two best_of(const float *decisions, uint32_t classes)
{
    struct best_two best = {.first = decisions[0], .second = -1e9F};
    for (uint32_t k = 1; k < classes; k++) {
        if (decisions[k] > best.first) {
            best = (struct best_two){k, decisions[k], best.first};
        } else if (decisions[k] > best.second) {
            best.second = decisions[k];
        }
    }
    if (classes == 1)
        best.second = -1;
    return best;
}

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static void evidence_of(const struct best_two *best, const struct vector *vector,
                        const struct nearest *nearest, const struct neighbours *neighbours,
                        double out[WEIGHTS])
{
    bool agrees = neighbours->near > 0 && nearest->classes[neighbours->sample] == best->class;
    double nearer = (double)neighbours->near - (double)neighbours->next;
    out[EVIDENCE_MARGIN] = clamp((double)best->first, -2, 2);
    out[EVIDENCE_LEAD] = clamp((double)best->first - (double)best->second, 0, 2);
    out[EVIDENCE_KNOWN] = (double)vector->known;
    out[EVIDENCE_NEAR] = (double)neighbours->near;
    out[EVIDENCE_AGREES] = agrees ? nearer : -nearer;
    out[EVIDENCE_CURVE] = 0;
    out[EVIDENCE_COUNT] = 1;
}

/* ---- logistic regression ---- */

static double apply(const double weights[WEIGHTS], const double evidence[WEIGHTS])
{
    double sum = 0;
    for (int i = 0; i < WEIGHTS; i++)
        sum += weights[i] * evidence[i];
    return 1 / (1 + exp(-sum));
}

/* Solves matrix · x = vector in place; the matrix is positive definite, so no pivots are needed. */
static void solve(double matrix[WEIGHTS][WEIGHTS], double vector[WEIGHTS])
{
    for (int i = 0; i < WEIGHTS; i++) {
        for (int row = i + 1; row < WEIGHTS; row++) {
            double factor = matrix[row][i] / matrix[i][i];
            for (int k = i; k < WEIGHTS; k++)
                matrix[row][k] -= factor * matrix[i][k];
            vector[row] -= factor * vector[i];
        }
    }
    for (int i = WEIGHTS - 1; i >= 0; i--) {
        for (int k = i + 1; k < WEIGHTS; k++)
            vector[i] -= matrix[i][k] * vector[k];
        vector[i] /= matrix[i][i];
    }
}

/* Newton's method on the likelihood with a normal prior around the usual weights: always the same
 * steps, so always the same result (Bishop, Pattern Recognition and Machine Learning, §4.3.3). */
static void fit(const struct lessons *lessons, double weights[WEIGHTS])
{
    memcpy(weights, usual, sizeof(usual));
    for (int step = 0; step < NEWTON_STEPS; step++) {
        double hessian[WEIGHTS][WEIGHTS] = {{0}}, gradient[WEIGHTS] = {0};
        for (size_t i = 0; i < lessons->count; i++) {
            const struct lesson *lesson = &lessons->items[i];
            double p = apply(weights, lesson->evidence), spread = p * (1 - p) + 1e-6;
            for (int k = 0; k < WEIGHTS; k++) {
                gradient[k] += (p - (lesson->is_right ? 1 : 0)) * lesson->evidence[k];
                for (int j = 0; j < WEIGHTS; j++)
                    hessian[k][j] += spread * lesson->evidence[k] * lesson->evidence[j];
            }
        }
        for (int k = 0; k < WEIGHTS; k++) {
            gradient[k] += usual_strength * (weights[k] - usual[k]);
            hessian[k][k] += usual_strength;
        }
        solve(hessian, gradient);
        for (int k = 0; k < WEIGHTS; k++)
            weights[k] -= clamp(gradient[k], -3, 3); /* no leap when all lessons are right */
    }
}

/* ---- lessons ---- */

struct course {
    const struct sample *samples;
    size_t count;
    uint32_t features, classes;
    const struct nearest *nearest;
    struct lessons lessons;
    float *near; /* of each sample */
};

/* How many of each class are learned from. */
static void count_classes(const struct course *course, const bool *use, uint32_t *counts)
{
    memset(counts, 0, course->classes * sizeof(*counts));
    for (size_t i = 0; i < course->count; i++)
        counts[course->samples[i].class] += !course->samples[i].is_name && (use == NULL || use[i]);
}

static void add_lesson(struct course *course, const struct machine *machine, float *decisions,
                       size_t i, const struct vector *vector, double curve)
{
    struct arena *scratch = arena_new();
    machine_decide(machine, vector, decisions);
    struct best_two best = best_of(decisions, course->classes);
    struct neighbours neighbours = nearest_find(course->nearest, vector, i, scratch);
    struct lesson *lesson = ARENA_PUSH(course->lessons.arena, course->lessons.items,
                                       course->lessons.count, course->lessons.capacity);
    evidence_of(&best, vector, course->nearest, &neighbours, lesson->evidence);
    lesson->evidence[EVIDENCE_CURVE] = curve;
    lesson->is_right = best.class == course->samples[i].class;
    if (vector == &course->samples[i].full)
        course->near[i] = neighbours.near;
    arena_free(scratch);
}

/* Every folds-th sample is held out, in turn. A class of which nothing is left teaches nothing
 * about the others' chances. */
static void learn_in_folds(struct course *course, size_t folds)
{
    struct arena *scratch = arena_new();
    bool *use = ARENA_ARRAY(scratch, bool, course->count);
    float *decisions = ARENA_ARRAY(scratch, float, course->classes);
    uint32_t *all = ARENA_ARRAY(scratch, uint32_t, course->classes),
             *left = ARENA_ARRAY(scratch, uint32_t, course->classes);
    count_classes(course, NULL, all);
    for (size_t fold = 0; fold < folds; fold++) {
        for (size_t i = 0; i < course->count; i++)
            use[i] = course->samples[i].is_name || i % folds != fold;
        count_classes(course, use, left);
        struct machine machine = machine_train(course->samples, course->count, use,
                                               course->features, course->classes, scratch);
        for (size_t i = fold; i < course->count; i += folds) {
            const struct sample *sample = &course->samples[i];
            if (sample->is_name || left[sample->class] == 0)
                continue;
            double curve = log((double)left[sample->class] / (double)all[sample->class]);
            add_lesson(course, &machine, decisions, i, &sample->full, curve);
            if (sample->has_marks)
                add_lesson(course, &machine, decisions, i, &sample->bare, curve);
        }
    }
    arena_free(scratch);
}

static int by_size(const void *a, const void *b)
{
    const float *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Nineteen in twenty of what people typed have a neighbour at least this near. */
static float familiar_of(const struct course *course)
{
    float *near = ARENA_ARRAY(course->lessons.arena, float, course->count);
    size_t count = 0;
    for (size_t i = 0; i < course->count; i++) {
        if (!course->samples[i].is_name)
            near[count++] = course->near[i];
    }
    qsort(near, count, sizeof(*near), by_size);
    return count > 0 ? near[(size_t)((double)count * familiar_share)] : 0;
}

struct calibration calibrate(const struct sample *samples, size_t count, uint32_t features,
                             uint32_t classes, const struct nearest *nearest)
{
    enum { MANY_FOLDS = 8, HALVES = 2, CURVED = 5, FOLD_WORK = 6000 };
    struct calibration calibration = {.familiar = 0};
    memcpy(calibration.weights, usual, sizeof(usual));
    if (count < FEW || classes < 2)
        return calibration;
    struct arena *scratch = arena_new();
    struct course course = {samples,
                            count,
                            features,
                            classes,
                            nearest,
                            {.arena = scratch},
                            ARENA_ARRAY(scratch, float, count)};
    /* Many examples need fewer folds to be sure of, and say little about having still more. */
    size_t folds = FOLD_WORK / count;
    folds = folds > MANY_FOLDS ? MANY_FOLDS : folds < HALVES ? HALVES : folds;
    learn_in_folds(&course, folds);
    if (folds >= CURVED)
        learn_in_folds(&course, HALVES);
    fit(&course.lessons, calibration.weights);
    calibration.familiar = familiar_of(&course);
    arena_free(scratch);
    return calibration;
}

struct verdict judge(const struct calibration *calibration, const float *decisions,
                     uint32_t classes, uint32_t none, const struct vector *vector,
                     const struct nearest *nearest, const struct neighbours *neighbours)
{
    struct best_two best = best_of(decisions, classes);
    double evidence[WEIGHTS];
    evidence_of(&best, vector, nearest, neighbours, evidence);
    struct verdict verdict = {best.class, best.first, apply(calibration->weights, evidence)};
    if (best.class != none && neighbours->near < calibration->familiar)
        verdict.probability *=
            pow((double)neighbours->near / (double)calibration->familiar, strangeness);
    return verdict;
}
