#include "dialogue/flow.h"

#include "dialogue/blank.h"
#include "dialogue/flow_run.h"
#include "dialogue/load.h"

/* What cannot work in a flow: words that refer to nothing, blanks that nothing fills, steps that
 * nothing leads to, ways round that never wait and never end. */

enum { FIRST_STEPS = 3 }; /* an article after more of them is no longer what the flow is about */

struct check {
    struct loader *loader;
    struct rulebook *book;
    struct flow *flow;
};

static void mistake(const struct check *check, struct place place, const char *what,
                    struct str name)
{
    report_add(check->loader->report, REPORT_ERROR, place, check->flow->file_text,
               "%s \"" STR_FMT "\"", what, STR_ARG(name));
}

/* ---- the graph ---- */

static int index_of(const struct flow *flow, const struct step *step)
{
    return (int)(step - flow->steps);
}

bool flow_asks_anew(const struct flow *flow, const struct step *step, const struct flow_exit *exit)
{
    if (exit->step < 0 || flow->steps[exit->step].kind != STEP_ASK)
        return false;
    switch (exit->kind) {
    case EXIT_NO:
    case EXIT_NONE:
    case EXIT_MANY:
    case EXIT_DOWN:
    case EXIT_BLOCKED:
    case EXIT_REFUSED:
    case EXIT_FAILED:
        return true;
    case EXIT_NEXT:
    case EXIT_YES:
    case EXIT_SKIP:
    case EXIT_IF:
    case EXIT_FOUND:
    case EXIT_DONE:
    case EXIT_KIND_COUNT:
        return exit->step <= index_of(flow, step);
    }
    must_fail("a known way out", __FILE__, __LINE__);
}

bool step_passes(const struct step *step)
{
    return step->kind != STEP_CONFIRM && !(step->kind == STEP_REQUEST && step->is_waiting);
}

/* The exit a step has without writing it, EXIT_KIND_COUNT for none. */
static enum exit_kind usual_exit(const struct step *step)
{
    switch (step->kind) {
    case STEP_LOOK_UP:
        return EXIT_FOUND;
    case STEP_CHANGE:
    case STEP_REQUEST:
        return EXIT_DONE;
    case STEP_CONFIRM:
        return EXIT_YES;
    case STEP_HAND_OVER:
        return EXIT_KIND_COUNT;
    case STEP_BRANCH:
        for (size_t i = 0; i < step->exit_count; i++) {
            if (step->exits[i].condition == NULL)
                return EXIT_KIND_COUNT;
        }
        return EXIT_NEXT;
    case STEP_SAY:
    case STEP_ANSWER:
    case STEP_ASK:
    case STEP_SET:
    case STEP_CASE:
    case STEP_CASE_UPDATE:
    case STEP_REMEMBER:
    case STEP_RATE:
    case STEP_FOLLOW_UP:
    case STEP_CALL:
    case STEP_GO:
    case STEP_KIND_COUNT:
        return EXIT_NEXT;
    }
    must_fail("a known kind of step", __FILE__, __LINE__);
}

size_t step_ways(const struct flow *flow, const struct step *step, int *to, enum exit_kind *kinds)
{
    size_t count = 0;
    enum exit_kind usual = usual_exit(step);
    for (size_t i = 0; i < step->exit_count; i++) {
        to[count] = step->exits[i].step;
        kinds[count++] = step->exits[i].kind;
    }
    if (usual != EXIT_KIND_COUNT && step_exit(step, usual) == NULL) {
        size_t next = (size_t)index_of(flow, step) + 1;
        to[count] = next < flow->step_count ? (int)next : TARGET_END;
        kinds[count++] = usual;
    }
    return count;
}

static void reach(const struct flow *flow, int at, bool *is_reached)
{
    int to[FLOW_EXITS_MAX + 1];
    enum exit_kind kinds[FLOW_EXITS_MAX + 1];
    if (at < 0 || is_reached[at])
        return;
    is_reached[at] = true;
    size_t count = step_ways(flow, &flow->steps[at], to, kinds);
    for (size_t i = 0; i < count; i++)
        reach(flow, to[i], is_reached);
}

/* Which steps can come to an end; grows until nothing is added. */
static void find_ends(const struct flow *flow, bool *ends)
{
    for (bool grew = true; grew;) {
        grew = false;
        for (size_t i = 0; i < flow->step_count; i++) {
            int to[FLOW_EXITS_MAX + 1];
            enum exit_kind kinds[FLOW_EXITS_MAX + 1];
            size_t count = step_ways(flow, &flow->steps[i], to, kinds);
            bool can = count == 0;
            for (size_t j = 0; j < count; j++)
                can |= to[j] == TARGET_END || to[j] == TARGET_UNKNOWN || ends[to[j]];
            grew |= can && !ends[i];
            ends[i] |= can;
        }
    }
}

enum colour { WHITE, GREY, BLACK };

/* Depth first over the ways that are taken without waiting; true at a way back to a grey step. */
static bool goes_round(const struct flow *flow, int at, enum colour *colours)
{
    const struct step *step = &flow->steps[at];
    int to[FLOW_EXITS_MAX + 1];
    enum exit_kind kinds[FLOW_EXITS_MAX + 1];
    bool found = false;
    colours[at] = GREY;
    size_t count = step_passes(step) ? step_ways(flow, step, to, kinds) : 0;
    for (size_t i = 0; i < count && !found; i++) {
        struct flow_exit exit = {.kind = kinds[i], .step = to[i]};
        if (to[i] < 0 || flow_asks_anew(flow, step, &exit))
            continue;
        found =
            colours[to[i]] == GREY || (colours[to[i]] == WHITE && goes_round(flow, to[i], colours));
    }
    colours[at] = BLACK;
    return found;
}

static void check_graph(const struct check *check)
{
    const struct flow *flow = check->flow;
    bool is_reached[FLOW_STEPS_MAX] = {0}, ends[FLOW_STEPS_MAX] = {0};
    enum colour colours[FLOW_STEPS_MAX] = {WHITE};
    if (flow->step_count == 0)
        return;
    reach(flow, 0, is_reached);
    find_ends(flow, ends);
    for (size_t i = 0; i < flow->step_count; i++) {
        const struct step *step = &flow->steps[i];
        if (!is_reached[i])
            report_add(check->loader->report, REPORT_WARNING, step->place, flow->file_text,
                       "nothing leads to the step \"" STR_FMT "\"", STR_ARG(step->id));
        else if (!ends[i])
            report_add(check->loader->report, REPORT_ERROR, step->place, flow->file_text,
                       "from the step \"" STR_FMT "\" on there is no way to the end of the flow: a "
                       "loop without an exit",
                       STR_ARG(step->id));
        else if (colours[i] == WHITE && goes_round(flow, (int)i, colours))
            report_add(check->loader->report, REPORT_ERROR, step->place, flow->file_text,
                       "from the step \"" STR_FMT "\" the flow goes round without ever waiting for "
                       "the visitor",
                       STR_ARG(step->id));
    }
}

/* ---- names ---- */

static bool flow_makes(const struct flow *flow, struct str name)
{
    struct str first, rest = name;
    if (flow_slot(flow, name) != NULL)
        return true;
    bool is_dotted = str_has(name, STR(".")) && str_split(&rest, '.', &first);
    for (size_t i = 0; i < flow->step_count; i++) {
        const struct step *step = &flow->steps[i];
        for (size_t j = 0; step->kind == STEP_SET && j < step->field_count; j++) {
            if (str_equal(step->fields[j].name, name))
                return true;
        }
        if (!is_dotted || !str_equal(step->into, first))
            continue;
        if (str_is(rest, "count") || (str_is(rest, "list") && step->list.len > 0))
            return true;
        for (size_t j = 0; j < step->take_count; j++) {
            if (str_equal(step->take[j], rest))
                return true;
        }
    }
    return false;
}

static bool calls(const struct flow *flow, struct str id)
{
    for (size_t i = 0; i < flow->step_count; i++) {
        if (flow->steps[i].kind == STEP_CALL && str_equal(flow->steps[i].object, id))
            return true;
    }
    return false;
}

/* Given by a follow_up step to the flow it begins. */
static bool is_given(const struct check *check, struct str name)
{
    static const char *const of_case[] = {"code", "kind", "state", "note"};
    for (size_t i = 0; str_is(check->flow->id, "yeu-cau-thay-doi") && i < COUNT(of_case); i++) {
        if (str_is(name, of_case[i]))
            return true;
    }
    for (size_t i = 0; i < check->book->flow_count; i++) {
        const struct flow *other = &check->book->flows[i];
        for (size_t j = 0; j < other->step_count; j++) {
            const struct step *step = &other->steps[j];
            if (step->kind != STEP_FOLLOW_UP || !str_equal(step->object, check->flow->id))
                continue;
            for (size_t k = 0; k < step->field_count; k++) {
                if (str_equal(step->fields[k].name, name))
                    return true;
            }
        }
    }
    return false;
}

static bool is_special(const struct check *check, struct str name)
{
    static const char *const names[] = {"khach",     "flow",     "slot",       "value",   "today",
                                        "back",      "hours",    "mood",       "channel", "locale",
                                        "case.code", "verified", "attachments"};
    struct str first, rest = name;
    enum customer_field field;
    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_is(name, names[i]))
            return true;
    }
    if (!str_split(&rest, '.', &first) || rest.len == 0)
        return false;
    if (str_is(first, "policy"))
        return flow_policy(check->book, rest) != NULL;
    if (str_is(first, "answered"))
        return book_intent(check->book, rest) != NULL || book_group(check->book, rest) != NULL;
    return str_is(first, "customer") &&
           (customer_field_from_name(rest, &field) || str_is(rest, "may_ask_csat") ||
            str_is(rest, "may_ask_nps"));
}

static bool is_known(const struct check *check, struct str name)
{
    if (flow_makes(check->flow, name) || is_special(check, name) || is_given(check, name) ||
        book_fact(check->book, name) != NULL)
        return true;
    for (size_t i = 0; i < check->book->flow_count; i++) {
        const struct flow *other = &check->book->flows[i];
        if ((calls(other, check->flow->id) || calls(check->flow, other->id)) &&
            flow_makes(other, name))
            return true;
    }
    return false;
}

static void check_filters(const struct check *check, struct str filters, struct place place)
{
    struct str filter;
    while (str_split(&filters, '|', &filter)) {
        if (!flow_has_filter(filter))
            mistake(check, place, "there is no filter", filter);
    }
}

/* columns: the blanks may be columns of a row, whose names are the shop's own. */
static void check_template(const struct check *check, struct str text, struct place place,
                           bool columns)
{
    struct str name, base;
    for (size_t at = 0; blank_next(text, &at, &name);) {
        struct str rest = name;
        if (!str_split(&rest, '|', &base))
            continue;
        check_filters(check, rest, place);
        if (!columns && !is_known(check, base))
            report_add(check->loader->report, REPORT_ERROR, place, check->flow->file_text,
                       "nothing can fill {" STR_FMT "}: it is no slot, no value kept by take or "
                       "set, and no fact of company.yml",
                       STR_ARG(base));
    }
}

static void check_condition(const struct check *check, const struct flow_condition *condition)
{
    for (size_t i = 0; condition != NULL && i < condition->count; i++) {
        struct str name = condition->terms[i].name, base;
        if (str_starts(name, STR("row.")) || !str_split(&name, '|', &base))
            continue;
        check_filters(check, name, condition->place);
        if (!is_known(check, base))
            mistake(check, condition->place, "this condition asks for something unknown:", base);
    }
}

/* ---- steps ---- */

static void check_variants(const struct check *check, const struct variants say[LOCALE_COUNT])
{
    for (int in = 0; in < LOCALE_COUNT; in++) {
        for (size_t i = 0; i < say[in].count; i++)
            check_template(check, say[in].items[i], say[in].places[i], false);
    }
}

static void check_texts(const struct check *check, const struct step *step)
{
    const struct str texts[] = {step->title, step->text, step->code, step->at};
    check_variants(check, step->say);
    check_variants(check, step->again);
    for (size_t i = 0; i < COUNT(texts); i++)
        check_template(check, texts[i], step->text_place, false);
    check_template(check, step->list, step->text_place, true);
    for (size_t i = 0; i < step->field_count; i++)
        check_template(check, step->fields[i].value, step->fields[i].place, false);
    for (size_t i = 0; i < step->where_count; i++)
        check_template(check, step->where[i].value, step->where[i].place, false);
    for (size_t i = 0; i < step->exit_count; i++)
        check_condition(check, step->exits[i].condition);
    check_condition(check, step->when);
}

static void resolve_exit(const struct check *check, const struct step *step, struct flow_exit *exit)
{
    const struct flow *flow = check->flow;
    int at = index_of(flow, step);
    if (str_is(exit->target, "end")) {
        exit->step = TARGET_END;
    } else if (str_is(exit->target, "next")) {
        exit->step = (size_t)at + 1 < flow->step_count ? at + 1 : TARGET_END;
    } else {
        const struct step *found = flow_step(flow, exit->target);
        exit->step = found != NULL ? index_of(flow, found) : TARGET_END;
        if (found == NULL)
            mistake(check, exit->place, "there is no step", exit->target);
    }
}

static void need_exit(const struct check *check, const struct step *step, enum exit_kind kind)
{
    if (step_exit(step, kind) == NULL)
        report_add(check->loader->report, REPORT_ERROR, step->place, check->flow->file_text,
                   "the step \"" STR_FMT "\" does not say where to go when it comes to \"%s\"",
                   STR_ARG(step->id), exit_kind_names[kind]);
}

static void need_say(const struct check *check, const struct step *step)
{
    if (step->say[LOCALE_VI].count == 0)
        mistake(check, step->place, "nothing is said by the step", step->id);
}

static int index_of_flow(const struct check *check, struct str id)
{
    const struct flow *found = flow_find(check->book, id);
    return found != NULL ? (int)(found - check->book->flows) : -1;
}

static void resolve_slot(const struct check *check, struct step *step)
{
    const struct slot *slot = flow_slot(check->flow, step->object);
    step->index = slot != NULL ? (int)(slot - check->flow->slots) : 0;
    if (slot == NULL)
        mistake(check, step->object_place, "this flow has no slot", step->object);
    else
        step->object = slot->name;
    need_say(check, step);
}

static void resolve_article(const struct check *check, struct step *step)
{
    const struct article_group *group = book_group(check->book, step->object);
    step->index = group != NULL ? (int)(group - check->book->groups) : 0;
    if (group == NULL)
        mistake(check, step->object_place, "there is no article", step->object);
}

static void resolve_flow(const struct check *check, struct step *step)
{
    step->index = index_of_flow(check, step->object);
    if (step->index < 0)
        mistake(check, step->object_place, "there is no flow", step->object);
    else if (step->kind == STEP_CALL)
        check->book->flows[step->index].called_by++;
}

static void check_step(const struct check *check, struct step *step)
{
    for (size_t i = 0; i < step->exit_count; i++)
        resolve_exit(check, step, &step->exits[i]);
    check_texts(check, step);
    switch (step->kind) {
    case STEP_SAY:
        need_say(check, step);
        return;
    case STEP_ANSWER:
        resolve_article(check, step);
        return;
    case STEP_ASK:
        resolve_slot(check, step);
        return;
    case STEP_CONFIRM:
        need_say(check, step);
        need_exit(check, step, EXIT_NO);
        return;
    case STEP_CHANGE:
        need_exit(check, step, EXIT_REFUSED);
        need_exit(check, step, EXIT_NONE);
        need_exit(check, step, EXIT_DOWN);
        return;
    case STEP_LOOK_UP:
        need_exit(check, step, EXIT_NONE);
        need_exit(check, step, EXIT_DOWN);
        return;
    case STEP_REQUEST:
        if (step->is_waiting)
            need_exit(check, step, EXIT_FAILED);
        return;
    case STEP_CALL:
    case STEP_FOLLOW_UP:
        resolve_flow(check, step);
        return;
    case STEP_BRANCH:
    case STEP_SET:
    case STEP_CASE:
    case STEP_CASE_UPDATE:
    case STEP_REMEMBER:
    case STEP_RATE:
    case STEP_HAND_OVER:
    case STEP_GO:
    case STEP_KIND_COUNT:
        return;
    }
}

static void check_twice(const struct check *check)
{
    const struct flow *flow = check->flow;
    for (size_t i = 0; i < flow->step_count; i++) {
        if (flow_step(flow, flow->steps[i].id) != &flow->steps[i])
            mistake(check, flow->steps[i].place, "this flow has two steps called",
                    flow->steps[i].id);
    }
    for (size_t i = 0; i < flow->slot_count; i++) {
        if (flow_slot(flow, flow->slots[i].name) != &flow->slots[i])
            mistake(check, flow->slots[i].place, "this flow has two slots called",
                    flow->slots[i].name);
    }
}

/* Whether one flow's calls come back to it; a session holds SESSION_FRAMES flows at most. */
static int depth(const struct rulebook *book, int at, int left)
{
    int deepest = 0;
    for (size_t i = 0; left > 0 && i < book->flows[at].step_count; i++) {
        const struct step *step = &book->flows[at].steps[i];
        if (step->kind != STEP_CALL || step->index < 0)
            continue;
        int below = 1 + depth(book, step->index, left - 1);
        deepest = below > deepest ? below : deepest;
    }
    return deepest;
}

/* A rule whose flow begins with an article is found by the words of that article too. */
static void join_article(struct rulebook *book, struct intent *intent)
{
    const struct flow *flow = flow_find(book, intent->article);
    for (size_t i = 0; flow != NULL && i < flow->step_count && i < FIRST_STEPS; i++) {
        const struct step *step = &flow->steps[i];
        if (step->kind != STEP_ANSWER)
            continue;
        intent->group = step->index;
        if (book->groups[step->index].intent < 0)
            book->groups[step->index].intent = (int)(intent - book->intents);
        return;
    }
}

void flow_check(struct loader *loader)
{
    struct rulebook *book = loader->book;
    book->flow_ids = map_new(book->arena);
    for (size_t i = 0; i < book->flow_count; i++) {
        struct check check = {loader, book, &book->flows[i]};
        if (map_find(&book->flow_ids, check.flow->id) != NULL)
            mistake(&check, check.flow->place, "there are two flows called", check.flow->id);
        map_set(&book->flow_ids, check.flow->id, check.flow);
    }
    for (size_t i = 0; i < book->flow_count; i++) {
        struct check check = {loader, book, &book->flows[i]};
        check_twice(&check);
        for (size_t j = 0; j < check.flow->step_count; j++)
            check_step(&check, &check.flow->steps[j]);
        check_graph(&check);
    }
    for (size_t i = 0; i < book->intent_count; i++) {
        if (book->intents[i].answer == ANSWER_FLOW)
            join_article(book, &book->intents[i]);
    }
    for (size_t i = 0; i < book->flow_count; i++) {
        struct check check = {loader, book, &book->flows[i]};
        if (depth(book, (int)i, SESSION_FRAMES) >= SESSION_FRAMES)
            mistake(&check, check.flow->place,
                    "flows call each other too deeply, or in a circle:", check.flow->id);
    }
}
