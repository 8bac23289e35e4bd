#include "content/talk.h"

#include <inttypes.h>

#include <jansson.h>

#include "base/json.h"

/* ---- saying what went wrong ---- */

static void fail_header(struct run *run, const struct yaml *at)
{
    if (!run->failed)
        fprintf(run->out, STR_FMT ":%d: " STR_FMT "\n", STR_ARG(run->file->path), at->line,
                STR_ARG(run->name));
    run->failed = true;
}

static struct str reply_of(struct run *run, const struct outcome *outcome)
{
    struct strbuf all = strbuf_new(run->arena, 128);
    for (size_t i = 0; i < outcome->reply_count; i++) {
        struct err err = {0};
        json_t *body = json_parse_object(outcome->replies[i].body, &json_limits_body, &err);
        struct str text = {0};
        if (body != NULL && json_opt_str(body, "text", &text, &err)) {
            if (all.len > 0)
                strbuf_add_byte(&all, '\n');
            strbuf_add(&all, text);
        }
        json_decref(body);
    }
    return strbuf_view(&all);
}

static void fail(struct run *run, const struct yaml *at, const char *what, struct str want,
                 struct str got)
{
    fail_header(run, at);
    fprintf(run->out, "  line %d: %s: wanted " STR_FMT ", got " STR_FMT "\n", at->line, what,
            STR_ARG(want), STR_ARG(got.len == 0 ? STR("nothing") : got));
}

/* ---- expectations ---- */

static bool is_one_of(const struct yaml *node, struct str got)
{
    if (node->kind == YAML_TEXT)
        return str_equal(node->text, got);
    for (const struct yaml *item = node->first; item != NULL; item = item->next) {
        if (str_equal(item->text, got))
            return true;
    }
    return false;
}

static struct str shown(struct run *run, const struct yaml *node)
{
    if (node->kind == YAML_TEXT)
        return node->text;
    struct strbuf list = strbuf_new(run->arena, 64);
    for (const struct yaml *item = node->first; item != NULL; item = item->next) {
        if (list.len > 0)
            strbuf_add_cstr(&list, " or ");
        strbuf_add(&list, item->text);
    }
    return strbuf_view(&list);
}

static void expect_value(struct run *run, const struct yaml *expect, const char *key,
                         struct str got)
{
    const struct yaml *want = yaml_find(expect, key);
    if (want != NULL && !is_one_of(want, got))
        fail(run, want, key, shown(run, want), got);
}

static void expect_words(struct run *run, const struct yaml *expect, const char *key,
                         struct str reply, bool wanted)
{
    const struct yaml *node = yaml_find(expect, key);
    if (node == NULL)
        return;
    const struct yaml *item = node->kind == YAML_LIST ? node->first : node;
    for (; item != NULL; item = node->kind == YAML_LIST ? item->next : NULL) {
        if (str_has(reply, item->text) != wanted)
            fail(run, item, wanted ? "says" : "not_says", item->text, reply);
    }
}

/* ---- flows and effects ---- */

static struct str number(struct run *run, int64_t value)
{
    return str_printf(run->arena, "%" PRId64, value);
}

/* The session is the dialogue's own; a talk looks into it only here. */
static void expect_slots(struct run *run, const struct yaml *expect, struct str state)
{
    const struct yaml *slots = yaml_find(expect, "slots");
    struct err err = {0};
    json_t *root = slots != NULL ? json_parse_object(state, &json_limits_body, &err) : NULL;
    for (const struct yaml *at = slots != NULL ? slots->first : NULL; at != NULL; at = at->next) {
        struct str got = {0};
        size_t i;
        json_t *item;
        json_array_foreach(json_object_get(root, "slots"), i, item)
        {
            struct str name = {0};
            if (!json_opt_str(item, "name", &name, &err) || !str_equal(name, at->key->text) ||
                !json_opt_str(item, "value", &got, &err))
                continue;
        }
        got = str_dup(run->arena, got);
        if (!is_one_of(at, got))
            fail(run, at, str_cstr(run->arena, at->key->text), shown(run, at), got);
    }
    json_decref(root);
}

static const struct effect *find_effect(const struct outcome *outcome, enum effect_kind kind)
{
    for (size_t i = 0; i < outcome->effect_count; i++) {
        if (outcome->effects[i].kind == kind)
            return &outcome->effects[i];
    }
    return NULL;
}

static void expect_fields(struct run *run, const struct yaml *expect, const char *key,
                          const struct field *fields, size_t count)
{
    const struct yaml *wanted = yaml_find(expect, key);
    for (const struct yaml *at = wanted != NULL ? wanted->first : NULL; at != NULL; at = at->next) {
        struct str got = {0};
        for (size_t i = 0; i < count; i++) {
            if (str_equal(fields[i].name, at->key->text))
                got = fields[i].value;
        }
        if (!is_one_of(at, got))
            fail(run, at, str_cstr(run->arena, at->key->text), shown(run, at), got);
    }
}

static void expect_effects(struct run *run, const struct yaml *expect,
                           const struct outcome *outcome)
{
    struct strbuf kinds = strbuf_new(run->arena, 64);
    for (size_t i = 0; i < outcome->effect_count; i++)
        strbuf_addf(&kinds, "%s%s", i > 0 ? " " : "", effect_kind_name(outcome->effects[i].kind));
    expect_value(run, expect, "effects", strbuf_view(&kinds));
    const struct effect *found = find_effect(outcome, EFFECT_CASE_OPEN);
    expect_value(run, expect, "case",
                 found != NULL ? str_view(case_kind_name(found->case_open.kind)) : STR(""));
    if (found != NULL)
        expect_fields(run, expect, "case_fields", found->case_open.fields,
                      found->case_open.field_count);
    found = find_effect(outcome, EFFECT_ROW_UPDATE);
    expect_fields(run, expect, "change", found != NULL ? found->row_update.fields : NULL,
                  found != NULL ? found->row_update.field_count : 0);
    found = find_effect(outcome, EFFECT_RATING);
    expect_value(run, expect, "rating", found != NULL ? number(run, found->rating.score) : STR(""));
    found = find_effect(outcome, EFFECT_REQUEST);
    expect_value(run, expect, "request", found != NULL ? found->request.name : STR(""));
    found = find_effect(outcome, EFFECT_FOLLOW_UP);
    expect_value(run, expect, "follow_up", found != NULL ? found->follow_up.flow : STR(""));
    struct field customer[EFFECTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < outcome->effect_count; i++) {
        const struct effect *effect = &outcome->effects[i];
        if (effect->kind == EFFECT_CUSTOMER)
            customer[count++] = (struct field){
                str_view(customer_field_name(effect->customer.field)), effect->customer.value};
    }
    expect_fields(run, expect, "customer", customer, count);
}

static void expect_buttons(struct run *run, const struct yaml *expect,
                           const struct outcome *outcome)
{
    struct strbuf titles = strbuf_new(run->arena, 64);
    struct err err = {0};
    json_t *body = outcome->reply_count > 0
                       ? json_parse_object(outcome->replies[0].body, &json_limits_body, &err)
                       : NULL;
    size_t i;
    json_t *button;
    json_array_foreach(json_object_get(body, "buttons"), i, button)
    {
        struct str title = {0};
        if (json_opt_str(button, "title", &title, &err))
            strbuf_addf(&titles, "%s" STR_FMT, titles.len > 0 ? " | " : "", STR_ARG(title));
    }
    json_decref(body);
    expect_words(run, expect, "buttons", strbuf_view(&titles), true);
}

static void expect_flow(struct run *run, const struct yaml *expect, const struct outcome *outcome)
{
    const struct handoff_request *handoff = outcome->handoff;
    expect_value(run, expect, "flow", outcome->flow);
    expect_slots(run, expect, outcome->state);
    expect_buttons(run, expect, outcome);
    expect_value(run, expect, "mood",
                 outcome->mood <= MOOD_ANGRY    ? STR("angry")
                 : outcome->mood >= -MOOD_ANGRY ? STR("glad")
                                                : STR("calm"));
    expect_value(run, expect, "team", handoff != NULL ? handoff->team : STR(""));
    expect_value(run, expect, "priority",
                 handoff != NULL ? number(run, handoff->priority) : STR(""));
    expect_value(run, expect, "wake",
                 outcome->wake_at_ms > 0 ? number(run, (outcome->wake_at_ms - run->now_ms) / 60000)
                                         : STR(""));
    expect_value(run, expect, "silent", outcome->reply_count == 0 ? STR("true") : STR("false"));
}

void talk_check(struct run *run, const struct yaml *expect, const struct outcome *outcome)
{
    static const char *const allowed[] = {
        "decision", "article", "intent",  "reason",    "says",        "not_says",
        "callback", "flow",    "slots",   "case",      "case_fields", "effects",
        "change",   "buttons", "mood",    "rating",    "team",        "priority",
        "wake",     "silent",  "request", "follow_up", "customer",    NULL};
    if (!yaml_check_map(run->file, expect, "expect", allowed))
        return;
    struct str reply = reply_of(run, outcome);
    expect_value(run, expect, "decision", str_view(decision_name(outcome->decision)));
    expect_value(run, expect, "article", outcome->article);
    expect_value(run, expect, "intent", outcome->intent);
    expect_value(run, expect, "reason",
                 outcome->handoff == NULL
                     ? STR("")
                     : str_view(handoff_reason_name(outcome->handoff->reason)));
    expect_value(run, expect, "callback",
                 outcome->callback == NULL ? STR("") : outcome->callback->phone);
    expect_flow(run, expect, outcome);
    expect_effects(run, expect, outcome);
    expect_words(run, expect, "says", reply, true);
    expect_words(run, expect, "not_says", reply, false);
}
