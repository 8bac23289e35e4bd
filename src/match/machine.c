#include "match/machine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <linear.h>

enum { NEAR_ROWS = 1600, FAR_ROWS = 800 };

/* Of 1, 3 and 10 the best in cross-validation; a few examples a class want little decay. */
static const double cost = 3.0;

static void say_nothing(const char *text)
{
    (void)text;
}

static struct feature_node *nodes_of(const struct vector *vector, struct arena *arena)
{
    struct feature_node *nodes = ARENA_ARRAY(arena, struct feature_node, vector->count + 1);
    for (size_t i = 0; i < vector->count; i++)
        nodes[i] = (struct feature_node){(int)vector->cells[i].feature + 1,
                                         (double)vector->cells[i].value};
    nodes[vector->count].index = -1;
    return nodes;
}

static struct vector words_of(const struct vector *vector, struct arena *arena)
{
    struct vector words = {.cells = ARENA_ARRAY(arena, struct cell, vector->count)};
    for (size_t i = 0; i < vector->count; i++) {
        if (vector->cells[i].is_word)
            words.cells[words.count++] = vector->cells[i];
    }
    return words;
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

/* The weights of one class against the rest, or of all of them one after the other. */
static void keep_weights(struct machine *machine, const struct model *trained, const int *classes)
{
    int columns = trained->nr_class == 2 ? 1 : trained->nr_class;
    for (uint32_t f = 0; f < machine->features; f++) {
        float *row = &machine->weights[(size_t)f * machine->classes];
        for (int k = 0; k < trained->nr_class; k++) {
            double w = columns == 1 ? trained->w[f] * (k == 0 ? 1 : -1)
                                    : trained->w[(size_t)f * (size_t)columns + (size_t)k];
            int class = classes == NULL ? trained->label[k] : classes[trained->label[k]];
            if (class >= 0)
                row[class] = (float)w;
        }
    }
}

/* What is learned from: a row for each way a sample may be typed. */
struct lessons {
    struct feature_node **rows;
    struct vector *words; /* only the cells that are words, for what is like what */
    double *classes;
    int count;
};

static void train_all(struct machine *machine, const struct lessons *lessons)
{
    struct problem problem = {.l = lessons->count,
                              .n = (int)machine->features,
                              .y = lessons->classes,
                              .x = lessons->rows,
                              .bias = -1};
    struct model *trained = train_locked(&problem);
    keep_weights(machine, trained, NULL);
    free_and_destroy_model(&trained);
}

struct likeness {
    float cosine;
    int row;
};

static int by_likeness(const void *a, const void *b)
{
    const struct likeness *x = a, *y = b;
    if (x->cosine < y->cosine || x->cosine > y->cosine)
        return x->cosine < y->cosine ? 1 : -1;
    return x->row - y->row;
}

/* How much each row of another class shares with the words of this one, most first. Returns how
 * many; likenesses has room for all rows. */
static int rank_others(const struct lessons *lessons, uint32_t class, float *centre,
                       uint32_t features, struct likeness *likenesses)
{
    int count = 0;
    memset(centre, 0, features * sizeof(*centre));
    for (int i = 0; i < lessons->count; i++) {
        const struct vector *words = &lessons->words[i];
        for (size_t c = 0; lessons->classes[i] == class && c < words->count; c++)
            centre[words->cells[c].feature] += words->cells[c].value;
    }
    for (int i = 0; i < lessons->count; i++) {
        const struct vector *words = &lessons->words[i];
        if (lessons->classes[i] == class)
            continue;
        struct likeness *like = &likenesses[count++];
        *like = (struct likeness){.row = i};
        for (size_t c = 0; c < words->count; c++)
            like->cosine += centre[words->cells[c].feature] * words->cells[c].value;
    }
    qsort(likenesses, (size_t)count, sizeof(*likenesses), by_likeness);
    return count;
}

/* Against many classes, each is trained against the rows most like it and a sample of the others:
 * what is far away decides nothing. Ten times faster with 5,000 examples of 290 classes. */
static void train_each(struct machine *machine, const struct lessons *lessons)
{
    struct arena *scratch = arena_new();
    float *centre = ARENA_ARRAY(scratch, float, machine->features);
    struct likeness *others = ARENA_ARRAY(scratch, struct likeness, (size_t)lessons->count);
    struct feature_node **rows =
        ARENA_ARRAY(scratch, struct feature_node *, (size_t)lessons->count);
    double *wanted = ARENA_ARRAY(scratch, double, (size_t)lessons->count);
    for (uint32_t class = 0; class < machine->classes; class ++) {
        struct problem problem = {.n = (int)machine->features, .y = wanted, .x = rows, .bias = -1};
        for (int i = 0; i < lessons->count; i++) {
            if (lessons->classes[i] == class)
                rows[problem.l++] = lessons->rows[i];
        }
        if (problem.l == 0)
            continue;
        for (int i = 0; i < problem.l; i++)
            wanted[i] = 1;
        int count = rank_others(lessons, class, centre, machine->features, others);
        int step = count > NEAR_ROWS ? 1 + (count - NEAR_ROWS) / FAR_ROWS : 1;
        for (int i = 0; i < count; i += i < NEAR_ROWS ? 1 : step) {
            wanted[problem.l] = 0;
            rows[problem.l++] = lessons->rows[others[i].row];
        }
        struct model *trained = train_locked(&problem);
        keep_weights(machine, trained, (const int[]){-1, (int)class});
        free_and_destroy_model(&trained);
    }
    arena_free(scratch);
}

struct machine machine_train(const struct sample *samples, size_t count, const bool *use,
                             uint32_t features, uint32_t classes, struct arena *arena)
{
    struct machine machine = {.features = features, .classes = classes};
    struct arena *scratch = arena_new();
    struct lessons lessons = {
        .rows = ARENA_ARRAY(scratch, struct feature_node *, 2 * count),
        .words = ARENA_ARRAY(scratch, struct vector, 2 * count),
        .classes = ARENA_ARRAY(scratch, double, 2 * count),
    };
    for (size_t i = 0; i < count; i++) {
        const struct vector *both[] = {&samples[i].full, &samples[i].bare};
        for (size_t v = 0; (use == NULL || use[i]) && v < (samples[i].has_marks ? 2u : 1u); v++) {
            lessons.rows[lessons.count] = nodes_of(both[v], scratch);
            lessons.words[lessons.count] = words_of(both[v], scratch);
            lessons.classes[lessons.count++] = samples[i].class;
        }
    }
    if (lessons.count > 0)
        machine.weights = ARENA_ARRAY(arena, float, (size_t)features *classes);
    if (lessons.count > NEAR_ROWS + FAR_ROWS && classes > 2)
        train_each(&machine, &lessons);
    else if (lessons.count > 0)
        train_all(&machine, &lessons);
    arena_free(scratch);
    return machine;
}

void machine_decide(const struct machine *machine, const struct vector *vector, float *decisions)
{
    memset(decisions, 0, machine->classes * sizeof(*decisions));
    for (size_t i = 0; machine->weights != NULL && i < vector->count; i++) {
        const float *row = &machine->weights[(size_t)vector->cells[i].feature * machine->classes];
        float value = vector->cells[i].value;
        for (uint32_t k = 0; k < machine->classes; k++)
            decisions[k] += value * row[k];
    }
}
