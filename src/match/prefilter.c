#include "match/prefilter.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "match/literals.h"

/* A range of numbers in one of the arrays below. */
struct range {
    uint32_t from, to;
};

/* One choice of a pattern; a candidate when each clause has a term in the message. */
struct check {
    uint32_t pattern;
    struct range clauses; /* of clauses; the first is what it is found by */
};

struct term {
    uint32_t number;
    uint32_t *checks;
    size_t count, capacity;
};

struct prefilter {
    struct arena *arena;
    struct map terms; /* word or pair → struct term */
    struct check *checks;
    size_t check_count, check_capacity;
    struct range *clauses; /* of term numbers */
    size_t clause_count, clause_capacity;
    uint32_t *numbers;
    size_t number_count, number_capacity;
    uint32_t *always;
    size_t always_count, always_capacity;
    size_t pattern_count;
};

/* ---- building ---- */

static struct term *term_of(struct prefilter *filter, struct str text)
{
    struct term *term = map_find(&filter->terms, text);
    if (term == NULL) {
        term = ARENA_NEW(filter->arena, struct term);
        term->number = (uint32_t)filter->terms.count;
        map_set(&filter->terms, str_dup(filter->arena, text), term);
    }
    return term;
}

static void add_branch(struct prefilter *filter, uint32_t pattern, const struct branch *branch)
{
    struct arena *arena = filter->arena;
    struct check check = {.pattern = pattern, .clauses.from = (uint32_t)filter->clause_count};
    for (size_t c = 0; c < branch->count; c++) {
        struct range range = {.from = (uint32_t)filter->number_count};
        for (size_t i = 0; i < branch->clauses[c].count; i++) {
            struct term *term = term_of(filter, branch->clauses[c].terms[i]);
            *ARENA_PUSH(arena, filter->numbers, filter->number_count, filter->number_capacity) =
                term->number;
            if (c == 0)
                *ARENA_PUSH(arena, term->checks, term->count, term->capacity) =
                    (uint32_t)filter->check_count;
        }
        range.to = (uint32_t)filter->number_count;
        *ARENA_PUSH(arena, filter->clauses, filter->clause_count, filter->clause_capacity) = range;
    }
    check.clauses.to = (uint32_t)filter->clause_count;
    *ARENA_PUSH(arena, filter->checks, filter->check_count, filter->check_capacity) = check;
}

struct prefilter *prefilter_new(struct arena *arena, const struct str *regexes, size_t count)
{
    struct arena *scratch = arena_new();
    struct prefilter *filter = ARENA_NEW(arena, struct prefilter);
    filter->arena = arena;
    filter->terms = map_new(arena);
    filter->pattern_count = count;
    struct literal_pattern **parsed = ARENA_ARRAY(scratch, struct literal_pattern *, count);
    struct branch *branches = ARENA_ARRAY(scratch, struct branch, BRANCHES_MAX);
    struct map uses = map_new(scratch);
    for (size_t i = 0; i < count; i++) {
        parsed[i] = regexes[i].len == 0 ? NULL : literals_parse(regexes[i], scratch);
        if (parsed[i] != NULL)
            literals_count(parsed[i], &uses);
    }
    for (size_t i = 0; i < count; i++) {
        size_t n = parsed[i] == NULL ? 0 : literals_branches(parsed[i], &uses, branches);
        for (size_t b = 0; b < n; b++)
            add_branch(filter, (uint32_t)i, &branches[b]);
        if (n == 0 && regexes[i].len > 0)
            *ARENA_PUSH(arena, filter->always, filter->always_count, filter->always_capacity) =
                (uint32_t)i;
    }
    arena_free(scratch);
    return filter;
}

size_t prefilter_always(const struct prefilter *filter)
{
    return filter->always_count;
}

/* ---- looking up ---- */

struct lookup {
    const struct prefilter *filter;
    struct arena *arena;
    const struct term **found;
    size_t found_count, found_capacity;
    uint64_t *present; /* a bit for each term */
};

static void look_up(struct lookup *lookup, struct str text)
{
    const struct term *term = map_find(&lookup->filter->terms, text);
    if (term == NULL || (lookup->present[term->number / 64] >> term->number % 64 & 1) != 0)
        return;
    lookup->present[term->number / 64] |= UINT64_C(1) << term->number % 64;
    *ARENA_PUSH(lookup->arena, lookup->found, lookup->found_count, lookup->found_capacity) = term;
}

/* Every word of a key, and every two with one space between. */
static void look_up_words(struct lookup *lookup, struct str key)
{
    struct str word, before = {0};
    for (bool is_pair; literals_next_word(&key, &word, &is_pair); before = word) {
        look_up(lookup, word);
        if (is_pair && before.len > 0)
            look_up(lookup, (struct str){before.data, before.len + 1 + word.len});
    }
}

static bool has_one(const struct lookup *lookup, struct range clause)
{
    for (uint32_t i = clause.from; i < clause.to; i++) {
        uint32_t number = lookup->filter->numbers[i];
        if ((lookup->present[number / 64] >> number % 64 & 1) != 0)
            return true;
    }
    return false;
}

static bool has_all(const struct lookup *lookup, const struct check *check)
{
    for (uint32_t c = check->clauses.from + 1; c < check->clauses.to; c++) {
        if (!has_one(lookup, lookup->filter->clauses[c]))
            return false;
    }
    return true;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

size_t prefilter_find(const struct prefilter *filter, struct str key, struct arena *arena,
                      uint32_t **candidates)
{
    struct lookup lookup = {.filter = filter, .arena = arena};
    lookup.present = ARENA_ARRAY(arena, uint64_t, filter->terms.count / 64 + 1);
    look_up_words(&lookup, key);

    bool *is_candidate = ARENA_ARRAY(arena, bool, filter->pattern_count);
    uint32_t *list = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = 0; i < lookup.found_count; i++) {
        const struct term *term = lookup.found[i];
        for (size_t k = 0; k < term->count; k++) {
            const struct check *check = &filter->checks[term->checks[k]];
            if (is_candidate[check->pattern] || !has_all(&lookup, check))
                continue;
            is_candidate[check->pattern] = true;
            *ARENA_PUSH(arena, list, count, capacity) = check->pattern;
        }
    }
    for (size_t i = 0; i < filter->always_count; i++)
        *ARENA_PUSH(arena, list, count, capacity) = filter->always[i];
    if (count > 1)
        qsort(list, count, sizeof(*list), by_number);
    *candidates = list;
    return count;
}
