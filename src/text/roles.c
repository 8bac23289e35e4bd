#include "text/roles.h"

#include <string.h>

#include "base/map.h"
#include "text/condition.h"
#include "text/fold.h"

enum { ROLE_WORDS_MAX = 4, ROLE_BYTES_MAX = 60, SCOPE_WORDS = 4 };

enum role_kind {
    ROLE_PERSON,
    ROLE_PARTICLE,
    ROLE_NEGATOR,
    ROLE_CLAUSE, /* begins a new clause: a negation ends before it */
    ROLE_SKIP,   /* takes no place in the reach of a negation */
    ROLE_QUESTION
};

static const struct {
    const char *name;
    enum role_kind kind;
    enum question_type type;
} names[] = {
    {"person", ROLE_PERSON, QUESTION_NOT},
    {"particle", ROLE_PARTICLE, QUESTION_NOT},
    {"negator", ROLE_NEGATOR, QUESTION_NOT},
    {"clause", ROLE_CLAUSE, QUESTION_NOT},
    {"skip", ROLE_SKIP, QUESTION_NOT},
    {"what", ROLE_QUESTION, QUESTION_WHAT},
    {"which", ROLE_QUESTION, QUESTION_WHICH},
    {"who", ROLE_QUESTION, QUESTION_WHO},
    {"where", ROLE_QUESTION, QUESTION_WHERE},
    {"when", ROLE_QUESTION, QUESTION_WHEN},
    {"how_long", ROLE_QUESTION, QUESTION_HOW_LONG},
    {"how_much", ROLE_QUESTION, QUESTION_HOW_MUCH},
    {"why", ROLE_QUESTION, QUESTION_WHY},
    {"how", ROLE_QUESTION, QUESTION_HOW},
    {"yes_no", ROLE_QUESTION, QUESTION_YES_NO},
    {"choice", ROLE_QUESTION, QUESTION_CHOICE},
};

struct role {
    struct str words[ROLE_WORDS_MAX], folded[ROLE_WORDS_MAX];
    size_t count;
    enum role_kind kind;
    enum question_type type;
    struct condition *conditions; /* "+": one of these must hold; "-": none of these */
    size_t condition_count;
    bool has_needs;    /* one of them is "+" */
    struct role *next; /* with the same first word, fewer words or a later line */
};

struct roles {
    struct arena *arena;
    struct map by_word; /* first folded word → struct role */
};

struct roles *roles_new(struct arena *arena)
{
    struct roles *roles = ARENA_NEW(arena, struct roles);
    roles->arena = arena;
    roles->by_word = map_new(arena);
    return roles;
}

/* ---- the table ---- */

static const char *read_role_words(struct roles *roles, struct str words, struct role *role)
{
    struct str word;
    if (words.len > ROLE_BYTES_MAX)
        return "the words have at most 60 bytes";
    while (str_split(&words, ' ', &word)) {
        if (role->count == ROLE_WORDS_MAX || word.len == 0)
            return "a row has one to four words, with single spaces between";
        role->words[role->count] = str_dup(roles->arena, word);
        role->folded[role->count++] = fold_text(roles->arena, word);
    }
    return role->count > 0 ? NULL : "a row has one to four words, with single spaces between";
}

static bool is_same(const struct role *a, const struct role *b)
{
    if (a->count != b->count || a->kind != b->kind || a->type != b->type)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (!str_equal(a->words[i], b->words[i]))
            return false;
    }
    return true;
}

/* Into the list of its first word: longer ones first, then in the order of the file. */
static const char *insert(struct roles *roles, struct role *role)
{
    struct role *first = map_find(&roles->by_word, role->folded[0]);
    for (const struct role *other = first; other != NULL; other = other->next) {
        if (is_same(other, role))
            return "these words have this role already";
    }
    if (first == NULL || first->count < role->count) {
        role->next = first;
        map_set(&roles->by_word, role->folded[0], role);
        return NULL;
    }
    while (first->next != NULL && first->next->count >= role->count)
        first = first->next;
    role->next = first->next;
    first->next = role;
    return NULL;
}

const char *roles_add(struct roles *roles, struct str line, struct str *where)
{
    struct str words = line, name = STR(""), conditions = STR(""), rest = line;
    *where = line;
    if (!str_split(&rest, '\t', &words) || !str_split(&rest, '\t', &name))
        return "a line is: words, role, conditions; with tabs";
    (void)str_split(&rest, '\t', &conditions);
    if (rest.data != NULL)
        return "a line is: words, role, conditions; with tabs";
    struct role *role = ARENA_NEW(roles->arena, struct role);
    size_t n = 0;
    while (n < COUNT(names) && !str_is(name, names[n].name))
        n++;
    *where = name.len > 0 ? name : line;
    if (n == COUNT(names))
        return "the role is person, particle, negator, clause, skip, or a kind of question: what "
               "which who where when how_long how_much why how yes_no choice";
    role->kind = names[n].kind;
    role->type = names[n].type;
    *where = words;
    const char *wrong = read_role_words(roles, words, role);
    if (wrong == NULL && conditions.len > 0)
        wrong = condition_read(roles->arena, conditions, &role->conditions, &role->condition_count,
                               where);
    for (size_t i = 0; wrong == NULL && i < role->condition_count; i++) {
        struct str reading = role->conditions[i].reading;
        role->has_needs |= str_is(reading, "+");
        if (!str_is(reading, "+") && !str_is(reading, "-")) {
            *where = conditions;
            wrong = "a condition of a role begins with +: (only then) or -: (never then)";
        }
    }
    if (wrong == NULL) {
        *where = words;
        wrong = insert(roles, role);
    }
    return wrong;
}

/* ---- where a role holds ---- */

/* Whether punctuation or the end of the message stands behind token i. */
static bool ends_clause(const struct normalised *text, size_t i)
{
    if (i + 1 >= text->token_count)
        return true;
    for (uint32_t at = text->tokens[i].to; at < text->tokens[i + 1].from; at++) {
        if (strchr(",.;!?\n", text->t.data[at]) != NULL)
            return true;
    }
    return false;
}

static bool stands_at(const struct normalised *text, size_t at, const struct role *role)
{
    for (size_t i = 0; i < role->count; i++) {
        if (at + i >= text->token_count)
            return false;
        const struct token *token = &text->tokens[at + i];
        if (!str_equal(token->f, role->folded[i]) ||
            (token->typed_accented && !str_equal(token->a, role->words[i])))
            return false;
    }
    return true;
}

static struct str folded_at(const struct normalised *text, size_t i)
{
    return i < text->token_count ? text->tokens[i].f : STR("");
}

static bool is_number_at(const struct normalised *text, size_t i)
{
    return i < text->token_count && text->tokens[i].span >= 0;
}

/* Whether token i is one of the list, in which "#" is a number; an empty list asks for nothing. */
static bool neighbour_fits(const struct normalised *text, size_t i, const struct word_list *list)
{
    return list->count == 0 || word_list_has(list, folded_at(text, i)) ||
           (is_number_at(text, i) && word_list_has(list, STR("#")));
}

static bool is_near(const struct normalised *text, size_t first, size_t last,
                    const struct word_list *list)
{
    size_t from = first < CONDITION_REACH ? 0 : first - CONDITION_REACH;
    for (size_t i = from; i <= last + CONDITION_REACH && i < text->token_count; i++) {
        if ((i < first || i > last) && word_list_has(list, text->tokens[i].f))
            return true;
    }
    return false;
}

static bool holds(const struct normalised *text, size_t first, size_t last,
                  const struct condition *condition)
{
    const size_t none = text->token_count;
    size_t before = first == 0 ? none : first - 1, after = last + 1;
    if (!neighbour_fits(text, before, &condition->before) ||
        !neighbour_fits(text, after, &condition->after))
        return false;
    if (condition->near.count > 0 && !is_near(text, first, last, &condition->near))
        return false;
    if ((condition->before_number && !is_number_at(text, before)) ||
        (condition->after_number && !is_number_at(text, after)) ||
        (condition->with_marks && !text->tokens[first].typed_accented))
        return false;
    if ((condition->in_bare_message && text->accents != ACCENT_NONE) ||
        (condition->words_max > 0 && text->token_count > condition->words_max))
        return false;
    if (condition->at_start && first > 0 && !ends_clause(text, before))
        return false;
    return !condition->at_end || ends_clause(text, last) ||
           (text->tokens[after].roles & TOKEN_PARTICLE) != 0;
}

static bool applies(const struct normalised *text, size_t at, const struct role *role)
{
    if (!stands_at(text, at, role))
        return false;
    bool is_needed = !role->has_needs;
    for (size_t i = 0; i < role->condition_count; i++) {
        if (!holds(text, at, at + role->count - 1, &role->conditions[i]))
            continue;
        if (str_is(role->conditions[i].reading, "-"))
            return false;
        is_needed = true;
    }
    return is_needed;
}

/* The rows that begin with each word of a message: looked up once. */
struct rows {
    const struct role *first[TEXT_TOKENS_MAX];
};

/* The first role of this kind that applies at a token, or NULL. */
static const struct role *role_at(const struct rows *rows, const struct normalised *text, size_t at,
                                  enum role_kind kind)
{
    const struct role *role = rows->first[at];
    while (role != NULL && (role->kind != kind || !applies(text, at, role)))
        role = role->next;
    return role;
}

static void give(struct normalised *text, size_t at, size_t count, enum token_role role)
{
    for (size_t i = at; i < at + count; i++)
        text->tokens[i].roles |= (uint8_t)role;
}

/* ---- persons and particles ---- */

static void find_persons_and_particles(const struct rows *rows, struct normalised *text)
{
    for (size_t i = text->token_count; i-- > 0;) { /* a particle may need the one behind it */
        const struct role *person = role_at(rows, text, i, ROLE_PERSON);
        const struct role *particle = role_at(rows, text, i, ROLE_PARTICLE);
        if (person != NULL && (particle == NULL || person->count >= particle->count))
            give(text, i, person->count, TOKEN_PERSON);
        else if (particle != NULL)
            give(text, i, particle->count, TOKEN_PARTICLE);
    }
}

/* ---- negation ---- */

static bool is_aside(const struct token *token)
{
    return (token->roles & (TOKEN_PARTICLE | TOKEN_PERSON)) != 0;
}

/* "có đổi được không", "nhận được chưa", "được không hay phải …": the last content word of its
 * clause asks, it does not deny. Alone it is an answer. */
static bool asks_at_the_end(const struct rows *rows, const struct normalised *text, size_t i)
{
    size_t next = i + 1;
    bool is_word = text->tokens[i].f.len > 0 &&
                   (str_is(text->tokens[i].f, "khong") || str_is(text->tokens[i].f, "chua"));
    bool is_tag =
        i > 0 && (str_is(text->tokens[i - 1].f, "duoc") || str_is(text->tokens[i - 1].f, "phai") ||
                  (str_is(text->tokens[i - 1].f, "dung") && i > 1));
    if (!is_word || i == 0)
        return false;
    while (next < text->token_count && !ends_clause(text, next - 1)) {
        if (role_at(rows, text, next, ROLE_CLAUSE) != NULL)
            return true;
        if (!is_aside(&text->tokens[next]))
            return is_tag && next > i + 1;
        next++;
    }
    return true;
}

static void mark_scope(const struct rows *rows, struct normalised *text, size_t from)
{
    int left = SCOPE_WORDS;
    for (size_t i = from; i < text->token_count && left > 0; i++) {
        if (ends_clause(text, i - 1) || role_at(rows, text, i, ROLE_CLAUSE) != NULL)
            return;
        text->tokens[i].roles |= TOKEN_NEGATED;
        if (role_at(rows, text, i, ROLE_SKIP) == NULL)
            left--;
    }
}

static void find_negation(const struct rows *rows, struct normalised *text)
{
    for (size_t i = 0; i < text->token_count; i++) {
        const struct role *role = role_at(rows, text, i, ROLE_NEGATOR);
        if (role == NULL)
            continue;
        if (asks_at_the_end(rows, text, i)) {
            text->tokens[i].roles |= TOKEN_QUESTION;
            if (text->question == QUESTION_NOT)
                text->question = QUESTION_YES_NO;
            continue;
        }
        give(text, i, role->count, TOKEN_NEGATOR);
        mark_scope(rows, text, i + role->count);
        i += role->count - 1;
    }
}

/* ---- questions ---- */

/* How much a type says: the first of the best wins. "nào", and yes or no, say least. */
static int weight(enum question_type type)
{
    return type == QUESTION_NOT ? 0 : type == QUESTION_YES_NO ? 1 : type == QUESTION_WHICH ? 2 : 3;
}

static void find_questions(const struct rows *rows, struct normalised *text)
{
    for (size_t i = 0; i < text->token_count; i++) {
        const struct role *role = role_at(rows, text, i, ROLE_QUESTION);
        if (role == NULL)
            continue;
        give(text, i, role->count, TOKEN_QUESTION);
        if (weight(role->type) > weight(text->question))
            text->question = role->type;
        i += role->count - 1;
    }
}

void roles_assign(const struct roles *roles, struct normalised *text)
{
    struct rows rows;
    must(text->token_count <= TEXT_TOKENS_MAX);
    for (size_t i = 0; i < text->token_count; i++)
        rows.first[i] = map_find(&roles->by_word, text->tokens[i].f);
    find_persons_and_particles(&rows, text);
    find_questions(&rows, text);
    find_negation(&rows, text);
}
