#include "dialogue/flow_run.h"

#include "dialogue/yaml.h"

/* ---- reading ---- */

static bool next_word(struct str *rest, struct str *word)
{
    *rest = str_trim(*rest);
    size_t end = 0;
    while (end < rest->len && rest->data[end] != ' ')
        end++;
    *word = str_sub(*rest, 0, end);
    *rest = str_sub(*rest, end, rest->len);
    return word->len > 0;
}

static bool find_op(struct str word, enum term_op *op)
{
    static const struct {
        const char *word;
        enum term_op op;
    } ops[] = {{"is", TERM_IS},      {"in", TERM_IS},  {"<", TERM_LESS},
               {"<=", TERM_AT_MOST}, {">", TERM_MORE}, {">=", TERM_AT_LEAST}};
    for (size_t i = 0; i < COUNT(ops); i++) {
        if (str_is(word, ops[i].word)) {
            *op = ops[i].op;
            return true;
        }
    }
    return false;
}

/* NAME · not NAME · NAME is V · NAME in V W X · NAME >= N. False and reported when it is none. */
static bool read_term(const struct yaml_file *file, const struct yaml *node, struct str text,
                      struct term *term)
{
    struct str word;
    if (!next_word(&text, &word)) {
        yaml_mistake(file, node, "a condition is missing before or after \"and\"");
        return false;
    }
    if (str_is(word, "not")) {
        term->is_not = true;
        if (!next_word(&text, &word)) {
            yaml_mistake(file, node, "what should not be? A name is missing after \"not\"");
            return false;
        }
    }
    term->name = word;
    if (!next_word(&text, &word))
        return true;
    if (!find_op(word, &term->op)) {
        yaml_mistake(file, node, "\"" STR_FMT "\" is none of is, in, <, <=, >, >=", STR_ARG(word));
        return false;
    }
    while (next_word(&text, &word)) {
        if (term->value_count == FLOW_VALUES_MAX) {
            yaml_mistake(file, node, "more than %d values", FLOW_VALUES_MAX);
            return false;
        }
        term->values[term->value_count++] = word;
    }
    if (term->value_count == 0 || (term->op != TERM_IS && term->value_count > 1)) {
        yaml_mistake(file, node, "\"" STR_FMT "\" is compared with %s", STR_ARG(term->name),
                     term->value_count == 0 ? "nothing" : "more than one number");
        return false;
    }
    return true;
}

bool flow_condition_read(const struct yaml_file *file, const struct yaml *node,
                         struct flow_condition *out)
{
    struct str rest = {0};
    *out = (struct flow_condition){.place = yaml_place(file, node)};
    if (!yaml_as_text(file, node, "a condition", 400, &rest))
        return false;
    out->text = rest;
    while (rest.len > 0) {
        ptrdiff_t at = str_find(rest, STR(" and "));
        struct str part = str_sub(rest, 0, at < 0 ? rest.len : (size_t)at);
        rest = at < 0 ? STR("") : str_sub(rest, (size_t)at + 5, rest.len);
        if (out->count == FLOW_TERMS_MAX) {
            yaml_mistake(file, node, "more than %d parts joined by \"and\"", FLOW_TERMS_MAX);
            return false;
        }
        if (!read_term(file, node, part, &out->terms[out->count++]))
            return false;
    }
    return out->count > 0;
}

/* ---- judging ---- */

static bool is_one_of(const struct term *term, struct str value)
{
    for (size_t i = 0; i < term->value_count; i++) {
        if (str_equal(term->values[i], value))
            return true;
    }
    return false;
}

/* Decimal digits with an optional minus. */
static bool as_number(struct str text, int64_t *out)
{
    bool is_negative = text.len > 1 && text.data[0] == '-';
    if (!str_to_int(str_sub(text, is_negative, text.len), 0, INT64_MAX / 2, out))
        return false;
    *out = is_negative ? -*out : *out;
    return true;
}

static bool compares(struct turn *turn, const struct term *term, struct str value)
{
    int64_t left, right;
    struct str wanted = term->values[0], named;
    if (flow_raw_value(turn, wanted, &named))
        wanted = named; /* "so_ngay <= han" compares two slots */
    if (!as_number(value, &left) || !as_number(wanted, &right))
        return false;
    switch (term->op) {
    case TERM_LESS:
        return left < right;
    case TERM_AT_MOST:
        return left <= right;
    case TERM_MORE:
        return left > right;
    case TERM_AT_LEAST:
        return left >= right;
    case TERM_KNOWN:
    case TERM_IS:
        break;
    }
    return false;
}

static bool term_holds(struct turn *turn, const struct term *term)
{
    struct str value = {0};
    bool is_known = flow_raw_value(turn, term->name, &value) && value.len > 0;
    bool holds = term->op == TERM_KNOWN ? is_known
                 : term->op == TERM_IS  ? is_known && is_one_of(term, value)
                                        : is_known && compares(turn, term, value);
    return holds != term->is_not;
}

bool flow_condition_holds(struct turn *turn, const struct flow_condition *condition)
{
    for (size_t i = 0; condition != NULL && i < condition->count; i++) {
        if (!term_holds(turn, &condition->terms[i]))
            return false;
    }
    return true;
}
