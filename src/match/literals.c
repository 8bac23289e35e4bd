#include "match/literals.h"

#include <string.h>

#include "match/literal_tree.h"
#include "text/utf8.h"

enum { FAR_MAX = 12 };

/* ---- the words of a key ---- */

bool literals_next_word(struct str *rest, struct str *word, bool *is_pair)
{
    size_t spaces = 0, others = 0;
    uint32_t point;
    struct str at = *rest;
    *word = STR("");
    while (utf8_next(&at, &point)) {
        bool is_letter = literal_is_letter(point);
        if (!is_letter && word->len > 0)
            break;
        if (is_letter && word->len == 0)
            word->data = rest->data;
        if (is_letter)
            word->len = (size_t)(at.data - word->data);
        spaces += point == ' ';
        others += !is_letter && point != ' ';
        *rest = at;
    }
    *is_pair = spaces == 1 && others == 0;
    return word->len > 0;
}

/* ---- edges ---- */

static bool sequence_edge_after(const struct sequence *sequence, bool left);
static bool edge_before(const struct node *node, bool right);

/* Whether the place behind the node is a left edge, given whether the one before it is. */
static bool edge_after(const struct node *node, bool left)
{
    bool edge = true;
    switch (node->kind) {
    case NODE_WORD:
    case NODE_ANY:
        return false;
    case NODE_SPACE:
    case NODE_GAP:
        return !node->is_optional || left;
    case NODE_EDGE:
        return true;
    case NODE_LOOK:
        return left;
    case NODE_GROUP:
        for (const struct sequence *one = node->choices; one != NULL; one = one->next)
            edge &= sequence_edge_after(one, left && !node->is_repeated);
        return edge && (!node->is_optional || left);
    }
    return false;
}

static bool sequence_edge_after(const struct sequence *sequence, bool left)
{
    for (const struct node *node = sequence->first; node != NULL; node = node->next)
        left = edge_after(node, left);
    return left;
}

/* Whether the place before the rest of a sequence is a right edge, given the one behind it. */
static bool rest_edge_before(const struct node *node, bool right)
{
    return node == NULL ? right : edge_before(node, rest_edge_before(node->next, right));
}

static bool edge_before(const struct node *node, bool right)
{
    bool edge = true;
    switch (node->kind) {
    case NODE_WORD:
    case NODE_ANY:
        return false;
    case NODE_SPACE:
    case NODE_GAP:
        return !node->is_optional || right;
    case NODE_EDGE:
        return true;
    case NODE_LOOK:
        return right;
    case NODE_GROUP:
        for (const struct sequence *one = node->choices; one != NULL; one = one->next)
            edge &= rest_edge_before(one->first, right && !node->is_repeated);
        return edge && (!node->is_optional || right);
    }
    return false;
}

/* ---- the words at either end ---- */

struct words {
    struct str items[FAR_MAX];
    size_t count;
};

static bool add_word(struct words *words, struct str word)
{
    if (words->count == FAR_MAX)
        return false;
    words->items[words->count++] = word;
    return true;
}

static bool is_nothing(const struct node *node)
{
    return node->kind == NODE_LOOK || node->kind == NODE_EDGE;
}

/* The words of which one begins every match of the rest of a sequence, whole at its right. false:
 * it may begin with something else. */
static bool heads(const struct node *node, bool right, struct words *words)
{
    while (node != NULL && is_nothing(node))
        node = node->next;
    if (node == NULL)
        return false;
    bool edge = rest_edge_before(node->next, right);
    if (node->kind == NODE_WORD)
        return edge && add_word(words, node->word);
    if (node->kind != NODE_GROUP)
        return false;
    for (const struct sequence *one = node->choices; one != NULL; one = one->next) {
        if (!heads(one->first, edge && !node->is_repeated, words))
            return false;
    }
    return !node->is_optional || heads(node->next, right, words);
}

/* The same for words that come after exactly one space. */
static bool spaced_heads(const struct node *node, bool right, struct words *words)
{
    while (node != NULL && is_nothing(node))
        node = node->next;
    if (node == NULL)
        return false;
    if (node->kind == NODE_SPACE)
        return !node->is_optional && heads(node->next, right, words);
    if (node->kind != NODE_GROUP)
        return false;
    bool edge = rest_edge_before(node->next, right);
    for (const struct sequence *one = node->choices; one != NULL; one = one->next) {
        if (!spaced_heads(one->first, edge && !node->is_repeated, words))
            return false;
    }
    return !node->is_optional || spaced_heads(node->next, right, words);
}

/* The words of which one ends every match of the node, whole at its left. */
static bool tails(const struct node *node, bool left, struct words *words)
{
    if (node->kind == NODE_WORD)
        return left && add_word(words, node->word);
    if (node->kind != NODE_GROUP || node->is_optional || node->is_repeated)
        return false;
    for (const struct sequence *one = node->choices; one != NULL; one = one->next) {
        const struct node *last = NULL;
        bool edge = left, last_edge = left;
        for (const struct node *at = one->first; at != NULL; at = at->next) {
            if (!is_nothing(at)) {
                last = at;
                last_edge = edge;
            }
            edge = edge_after(at, edge);
        }
        if (last == NULL || !tails(last, last_edge, words))
            return false;
    }
    return true;
}

/* ---- clauses ---- */

struct collecting {
    struct arena *arena;
    const struct map *uses;
    struct branch *branch;
};

/* How likely a message holds one of the clause's terms, as far as the other patterns tell: what
 * many authors write, many visitors write too, and pairs are rarer than words. */
static double clause_cost(const struct clause *clause, const struct map *uses)
{
    double cost = 0;
    for (size_t i = 0; i < clause->count; i++) {
        const struct term_use *use = map_find(uses, clause->terms[i]);
        double patterns = use == NULL ? 0 : use->patterns;
        cost += str_has(clause->terms[i], STR(" ")) ? patterns + 0.5 : 4 * patterns + 2;
    }
    return cost;
}

/* Keeps the best, in order. */
static void add_clause(struct collecting *to, struct clause clause)
{
    struct branch *branch = to->branch;
    double cost = clause_cost(&clause, to->uses);
    size_t at = branch->count;
    while (at > 0 && clause_cost(&branch->clauses[at - 1], to->uses) > cost)
        at--;
    if (at == BRANCH_CLAUSES_MAX)
        return;
    if (branch->count < BRANCH_CLAUSES_MAX)
        branch->count++;
    memmove(&branch->clauses[at + 1], &branch->clauses[at],
            (branch->count - at - 1) * sizeof(clause));
    branch->clauses[at] = clause;
}

static void add_pairs(struct collecting *to, const struct words *first, const struct words *second)
{
    struct clause clause = {.terms = NULL};
    if (first->count == 0 || second->count == 0 || first->count * second->count > CLAUSE_TERMS_MAX)
        return;
    clause.terms = ARENA_ARRAY(to->arena, struct str, first->count * second->count);
    for (size_t i = 0; i < first->count; i++) {
        for (size_t j = 0; j < second->count; j++)
            clause.terms[clause.count++] =
                str_printf(to->arena, STR_FMT " " STR_FMT, STR_ARG(first->items[i]),
                           STR_ARG(second->items[j]));
    }
    add_clause(to, clause);
}

static void collect(struct collecting *to, const struct sequence *sequence, bool left, bool right);

/* One clause for a group of several choices: the best of each. */
static void collect_choices(struct collecting *to, const struct node *group, bool left, bool right)
{
    struct clause all = {.terms = ARENA_ARRAY(to->arena, struct str, CLAUSE_TERMS_MAX)};
    for (const struct sequence *one = group->choices; one != NULL; one = one->next) {
        struct branch best = {.count = 0};
        struct collecting inner = {to->arena, to->uses, &best};
        collect(&inner, one, left, right);
        if (best.count == 0 || all.count + best.clauses[0].count > CLAUSE_TERMS_MAX)
            return;
        for (size_t i = 0; i < best.clauses[0].count; i++)
            all.terms[all.count++] = best.clauses[0].terms[i];
    }
    add_clause(to, all);
}

static void collect_node(struct collecting *to, const struct node *node, bool left, bool right)
{
    struct words first = {.count = 0}, second = {.count = 0};
    bool edge = rest_edge_before(node->next, right);
    if (node->kind == NODE_WORD && left && edge) {
        struct str *word = ARENA_NEW(to->arena, struct str);
        *word = node->word;
        add_clause(to, (struct clause){word, 1});
    }
    if (tails(node, left, &first) && spaced_heads(node->next, right, &second))
        add_pairs(to, &first, &second);
    if (node->kind != NODE_GROUP || node->is_optional || node->is_repeated)
        return;
    if (node->choices->next == NULL)
        collect(to, node->choices, left, edge);
    else
        collect_choices(to, node, left, edge);
}

static void collect(struct collecting *to, const struct sequence *sequence, bool left, bool right)
{
    for (const struct node *node = sequence->first; node != NULL; node = node->next) {
        collect_node(to, node, left, right);
        left = edge_after(node, left);
    }
}

/* ---- what is asked for ---- */

static void count_term(struct map *uses, struct map *seen, struct str term)
{
    if (map_find(seen, term) != NULL)
        return;
    map_set(seen, term, seen);
    struct term_use *use = map_find(uses, term);
    if (use == NULL) {
        use = ARENA_NEW(uses->arena, struct term_use);
        map_set(uses, term, use);
    }
    use->patterns++;
}

static void count_words(const struct sequence *sequence, struct map *uses, struct map *seen)
{
    for (; sequence != NULL; sequence = sequence->next) {
        for (const struct node *node = sequence->first; node != NULL; node = node->next) {
            if (node->kind == NODE_WORD)
                count_term(uses, seen, node->word);
            else if (node->kind == NODE_GROUP)
                count_words(node->choices, uses, seen);
        }
    }
}

void literals_count(const struct literal_pattern *pattern, struct map *uses)
{
    struct map seen = map_new(pattern->arena), none = map_new(pattern->arena);
    count_words(pattern->choices, uses, &seen);
    for (const struct sequence *one = pattern->choices; one != NULL; one = one->next) {
        struct branch branch = {.count = 0};
        struct collecting to = {pattern->arena, &none, &branch};
        collect(&to, one, true, true);
        for (size_t c = 0; c < branch.count; c++) {
            for (size_t i = 0; i < branch.clauses[c].count; i++)
                count_term(uses, &seen, branch.clauses[c].terms[i]);
        }
    }
}

size_t literals_branches(const struct literal_pattern *pattern, const struct map *uses,
                         struct branch branches[BRANCHES_MAX])
{
    size_t count = 0;
    for (const struct sequence *one = pattern->choices; one != NULL; one = one->next) {
        if (count == BRANCHES_MAX)
            return 0;
        branches[count].count = 0;
        struct collecting to = {pattern->arena, uses, &branches[count]};
        collect(&to, one, true, true);
        if (branches[count].count == 0)
            return 0;
        count++;
    }
    return count;
}
