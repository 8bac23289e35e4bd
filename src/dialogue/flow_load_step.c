#include "dialogue/flow.h"

#include "dialogue/load.h"

enum { TEMPLATE_MAX = 1000, DEADLINE_MAX = 60, DAYS_MAX = 365, ROWS_SHOWN_MAX = 10 };

const char *const step_kind_names[STEP_KIND_COUNT + 1] = {
    "say",     "answer",    "ask",  "confirm",     "branch",   "look_up",
    "change",  "set",       "case", "case_update", "remember", "rate",
    "request", "follow_up", "call", "hand_over",   "go",       NULL};

const char *const exit_kind_names[EXIT_KIND_COUNT + 1] = {
    "next", "yes",  "no",      "skip", "if",      "found",  "none",
    "many", "down", "blocked", "done", "refused", "failed", NULL};

const struct flow_exit *step_exit(const struct step *step, enum exit_kind kind)
{
    for (size_t i = 0; i < step->exit_count; i++) {
        if (step->exits[i].kind == kind)
            return &step->exits[i];
    }
    return NULL;
}

/* ---- which step ---- */

static const char *const step_keys[STEP_KIND_COUNT][20] = {
    [STEP_SAY] = {"id", "say", "say_en", "buttons", "go"},
    [STEP_ANSWER] = {"id", "answer", "go"},
    [STEP_ASK] = {"id", "ask", "say", "say_en", "again", "again_en", "optional", "skip", "go"},
    [STEP_CONFIRM] = {"id", "confirm", "confirm_en", "plain", "yes", "no"},
    [STEP_BRANCH] = {"id", "branch"},
    [STEP_LOOK_UP] = {"id", "look_up", "where", "verify", "into", "take", "list", "rows", "found",
                      "none", "many", "down", "blocked"},
    [STEP_CHANGE] = {"id", "change", "where", "when", "set", "why", "done", "refused", "none",
                     "down"},
    [STEP_SET] = {"id", "set", "at", "go"},
    [STEP_CASE] = {"id", "case", "category", "priority", "team", "title", "text", "fields", "go",
                   "failed"},
    [STEP_CASE_UPDATE] = {"id", "case_update", "code", "text", "go"},
    [STEP_REMEMBER] = {"id", "remember", "consent", "go"},
    [STEP_RATE] = {"id", "rate", "score", "text", "go"},
    [STEP_REQUEST] = {"id", "request", "body", "say", "say_en", "wait", "deadline", "keep_trying",
                      "into", "take", "done", "failed"},
    [STEP_FOLLOW_UP] = {"id", "follow_up", "in_days", "hour", "key", "fields", "go"},
    [STEP_CALL] = {"id", "call", "go"},
    [STEP_HAND_OVER] = {"id", "hand_over", "team", "priority", "reason", "say", "say_en"},
    [STEP_GO] = {"id", "go"},
};

/* "say" and "go" are part of other steps too: they count when no other key names the kind. */
static bool find_kind(const struct yaml *node, enum step_kind *kind)
{
    for (int i = STEP_ANSWER; i < STEP_GO; i++) {
        if (yaml_find(node, step_kind_names[i]) != NULL) {
            *kind = (enum step_kind)i;
            return true;
        }
    }
    *kind = yaml_find(node, "say") != NULL ? STEP_SAY : STEP_GO;
    return *kind == STEP_SAY || yaml_find(node, "go") != NULL;
}

/* ---- parts ---- */

static void read_variants(const struct yaml_file *file, const struct yaml *map, const char *key,
                          struct variants *out)
{
    struct yaml_texts texts = {0};
    yaml_get_texts(file, map, key, (struct yaml_size){VARIANTS_MAX, REPLY_BYTES_MAX}, &texts);
    *out = (struct variants){texts.items, texts.places, texts.count};
}

static void read_both(const struct yaml_file *file, const struct yaml *map, const char *vi,
                      const char *en, struct variants out[LOCALE_COUNT])
{
    read_variants(file, map, vi, &out[LOCALE_VI]);
    read_variants(file, map, en, &out[LOCALE_EN]);
}

static void add_exit(const struct yaml_file *file, const struct yaml *target, enum exit_kind kind,
                     struct step *step)
{
    if (target == NULL)
        return;
    if (step->exit_count == FLOW_EXITS_MAX) {
        yaml_mistake(file, target, "more than %d ways out of a step", FLOW_EXITS_MAX);
        return;
    }
    struct flow_exit *exit = &step->exits[step->exit_count];
    *exit =
        (struct flow_exit){.kind = kind, .place = yaml_place(file, target), .step = TARGET_UNKNOWN};
    if (yaml_as_text(file, target, "the step to go to", 64, &exit->target))
        step->exit_count++;
}

static void read_exits(const struct yaml_file *file, const struct yaml *map, struct step *step)
{
    add_exit(file, step->kind == STEP_BRANCH ? NULL : yaml_find(map, "go"), EXIT_NEXT, step);
    for (int i = EXIT_YES; i < EXIT_KIND_COUNT; i++) {
        if (i != EXIT_IF)
            add_exit(file, yaml_find(map, exit_kind_names[i]), (enum exit_kind)i, step);
    }
}

static void read_branch(const struct yaml_file *file, const struct yaml *list, struct step *step)
{
    static const char *const keys[] = {"if", "go", NULL};
    if (list->kind != YAML_LIST) {
        yaml_mistake(file, list, "a branch is a list of {if: …, go: …}");
        return;
    }
    for (const struct yaml *at = list->first; at != NULL; at = at->next) {
        if (!yaml_check_map(file, at, "a branch", keys))
            continue;
        const struct yaml *condition = yaml_find(at, "if");
        size_t before = step->exit_count;
        add_exit(file, yaml_need(file, at, "a branch", "go"), EXIT_IF, step);
        if (condition == NULL || step->exit_count == before)
            continue;
        struct flow_condition *read = ARENA_NEW(file->arena, struct flow_condition);
        if (flow_condition_read(file, condition, read))
            step->exits[before].condition = read;
    }
}

static void read_field(const struct yaml_file *file, const struct yaml *node,
                       struct flow_field *field)
{
    *field = (struct flow_field){.name = node->key->text, .place = yaml_place(file, node)};
    if (node->kind != YAML_TEXT || node->is_plain || node->text.len > 0) /* "" forgets a slot */
        (void)yaml_as_text(file, node, "a value", TEMPLATE_MAX, &field->value);
}

static void read_fields(const struct yaml_file *file, const struct yaml *map, const char *key,
                        struct step *step)
{
    const struct yaml *fields = yaml_find(map, key);
    if (fields == NULL)
        return;
    if (fields->kind != YAML_MAP) {
        yaml_mistake(file, fields, "%s must be written as \"name: value\" lines", key);
        return;
    }
    for (const struct yaml *at = fields->first; at != NULL; at = at->next) {
        if (step->field_count == FLOW_FIELDS_MAX)
            yaml_mistake(file, at, "more than %d values", FLOW_FIELDS_MAX);
        else
            read_field(file, at, &step->fields[step->field_count++]);
    }
}

/* "ends {sdt4}" and "words {may}" say how to compare. */
static void read_where(const struct yaml_file *file, const struct yaml *map, struct step *step)
{
    const struct yaml *where = yaml_need(file, map, "this step", "where");
    if (where == NULL)
        return;
    if (where->kind != YAML_MAP || where->count > RECORD_KEYS_MAX) {
        yaml_mistake(file, where, "where holds at most %d lines \"column: value\"",
                     RECORD_KEYS_MAX);
        return;
    }
    for (const struct yaml *at = where->first; at != NULL; at = at->next) {
        struct flow_field *field = &step->where[step->where_count++];
        struct str ends = STR("ends "), words = STR("words ");
        read_field(file, at, field);
        if (str_starts(field->value, ends)) {
            field->match = RECORD_ENDS;
            field->value = str_sub(field->value, ends.len, field->value.len);
        } else if (str_starts(field->value, words)) {
            field->match = RECORD_WORDS;
            field->value = str_sub(field->value, words.len, field->value.len);
        }
    }
    if (step->where_count == 1 && step->where[0].match == RECORD_ENDS)
        yaml_mistake(file, where, "the end of a number alone finds other people's rows");
}

static void read_take(const struct yaml_file *file, const struct yaml *map, struct step *step)
{
    struct yaml_texts take = {0};
    yaml_get_texts(file, map, "take", (struct yaml_size){FLOW_FIELDS_MAX, RECORD_NAME_MAX}, &take);
    for (size_t i = 0; i < take.count; i++)
        step->take[step->take_count++] = take.items[i];
    yaml_get_text(file, map, "into", RECORD_NAME_MAX, &step->into);
    if (step->take_count > 0 && step->into.len == 0)
        yaml_mistake(file, map, "take needs into: a name for the row");
}

static void read_buttons(const struct yaml_file *file, const struct yaml *map, struct step *step)
{
    const struct yaml *buttons = yaml_find(map, "buttons");
    for (const struct yaml *at = buttons != NULL ? buttons->first : NULL; at != NULL;
         at = at->next) {
        if (step->button_count == BUTTONS_MAX) {
            yaml_mistake(file, at, "at most %d buttons are possible", BUTTONS_MAX);
            return;
        }
        if (load_button(file, at, &step->buttons[step->button_count]))
            step->button_count++;
    }
}

static void read_reason(const struct yaml_file *file, const struct yaml *map, struct step *step)
{
    static const char *const names[] = {"asked", "unsure", "rule", "failure", NULL};
    const struct yaml *reason = yaml_find(map, "reason");
    step->reason = HANDOFF_RULE;
    for (int i = 0; reason != NULL && names[i] != NULL; i++) {
        if (str_is(reason->text, names[i])) {
            step->reason = (enum handoff_reason)i;
            return;
        }
    }
    if (reason != NULL)
        yaml_mistake(file, reason, "reason must be asked, unsure, rule or failure");
}

/* ---- what each kind means by its own key ---- */

static void read_case(const struct yaml_file *file, const struct yaml *object, struct step *step)
{
    if (!case_kind_from_name(object->text, &step->case_kind))
        yaml_mistake(file, object,
                     "case is one of complaint, warranty, return, callback, message, quote, order");
}

static void read_case_change(const struct yaml_file *file, const struct yaml *object,
                             struct step *step)
{
    for (int i = CASE_NOTE; i <= CASE_WITHDRAW; i++) {
        if (str_is(object->text, case_change_name((enum case_change)i))) {
            step->case_change = (enum case_change)i;
            return;
        }
    }
    yaml_mistake(file, object, "case_update is one of note, reopen, solved, withdraw");
}

static void read_rating(const struct yaml_file *file, const struct yaml *object, struct step *step)
{
    step->rating = str_is(object->text, "nps") ? RATING_NPS : RATING_CSAT;
    if (!str_is(object->text, "nps") && !str_is(object->text, "csat"))
        yaml_mistake(file, object, "rate is csat or nps");
}

static void read_object(const struct yaml_file *file, const struct yaml *map, struct step *step)
{
    const struct yaml *object = yaml_find(map, step_kind_names[step->kind]);
    if (object == NULL)
        return;
    step->object_place = yaml_place(file, object);
    if (object->kind == YAML_TEXT)
        step->object = object->text;
    switch (step->kind) {
    case STEP_BRANCH:
        read_branch(file, object, step);
        return;
    case STEP_CONFIRM:
        read_both(file, map, "confirm", "confirm_en", step->say);
        return;
    case STEP_CASE:
        read_case(file, object, step);
        return;
    case STEP_CASE_UPDATE:
        read_case_change(file, object, step);
        return;
    case STEP_RATE:
        read_rating(file, object, step);
        return;
    case STEP_SET:
    case STEP_REMEMBER:
        read_fields(file, map, step_kind_names[step->kind], step);
        return;
    case STEP_HAND_OVER:
        read_reason(file, map, step);
        return;
    case STEP_SAY:
    case STEP_ANSWER:
    case STEP_ASK:
    case STEP_LOOK_UP:
    case STEP_CHANGE:
    case STEP_REQUEST:
    case STEP_FOLLOW_UP:
    case STEP_CALL:
    case STEP_GO:
    case STEP_KIND_COUNT:
        return;
    }
}

static void read_templates(const struct yaml_file *file, const struct yaml *map, struct step *step)
{
    yaml_get_text(file, map, "category", RECORD_NAME_MAX, &step->category);
    yaml_get_text(file, map, "team", RECORD_NAME_MAX, &step->team);
    yaml_get_text(file, map, "title", TEMPLATE_MAX, &step->title);
    yaml_get_text(file, map, step->kind == STEP_CHANGE ? "why" : "text", TEMPLATE_MAX, &step->text);
    yaml_get_text(file, map,
                  step->kind == STEP_RATE        ? "score"
                  : step->kind == STEP_FOLLOW_UP ? "key"
                                                 : "code",
                  TEMPLATE_MAX, &step->code);
    yaml_get_text(file, map, "at", TEMPLATE_MAX, &step->at);
    yaml_get_text(file, map, "list", TEMPLATE_MAX, &step->list);
    step->text_place = yaml_place(file, map);
}

static void read_numbers(const struct yaml_file *file, const struct yaml *map, struct step *step)
{
    yaml_get_bool(file, map, "optional", &step->is_optional);
    yaml_get_bool(file, map, "plain", &step->is_plain);
    yaml_get_bool(file, map, "verify", &step->is_verified);
    yaml_get_bool(file, map, "consent", &step->has_consent);
    yaml_get_bool(file, map, "wait", &step->is_waiting);
    yaml_get_bool(file, map, "keep_trying", &step->keeps_trying);
    step->number = step->kind == STEP_REQUEST ? 8 : step->kind == STEP_LOOK_UP ? 3 : 0;
    step->hour = 9;
    yaml_get_int(file, map, "priority", (struct yaml_range){0, 10}, &step->number);
    yaml_get_int(file, map, "deadline", (struct yaml_range){1, DEADLINE_MAX}, &step->number);
    yaml_get_int(file, map, "in_days", (struct yaml_range){0, DAYS_MAX}, &step->number);
    yaml_get_int(file, map, "rows", (struct yaml_range){1, ROWS_SHOWN_MAX}, &step->number);
    yaml_get_int(file, map, "hour", (struct yaml_range){7, 21}, &step->hour);
}

bool flow_load_step(const struct yaml_file *file, const struct yaml *node, size_t number,
                    struct step *out)
{
    *out = (struct step){.index = -1};
    if (node->kind != YAML_MAP) {
        yaml_mistake(file, node, "a step is a map such as {say: …}, {ask: …} or {go: …}");
        return false;
    }
    if (!find_kind(node, &out->kind)) {
        yaml_mistake(file, node,
                     "this step does nothing: it has none of say, ask, confirm, "
                     "branch, look_up, change, set, case, call, hand_over, go …");
        return false;
    }
    if (!yaml_check_map(file, node, "this step", step_keys[out->kind]))
        return false;
    out->place = yaml_place(file, node);
    const struct yaml *id = yaml_find(node, "id");
    if (id == NULL)
        out->id = str_printf(file->arena, "%s-%zu", step_kind_names[out->kind], number);
    else if (!yaml_as_id(file, id, "id", &out->id))
        return false;
    read_object(file, node, out);
    if (out->kind != STEP_CONFIRM)
        read_both(file, node, "say", "say_en", out->say);
    read_both(file, node, "again", "again_en", out->again);
    read_exits(file, node, out);
    read_buttons(file, node, out);
    read_templates(file, node, out);
    read_numbers(file, node, out);
    read_take(file, node, out);
    if (out->kind == STEP_LOOK_UP || out->kind == STEP_CHANGE)
        read_where(file, node, out);
    if (out->kind == STEP_CHANGE)
        read_fields(file, node, "set", out);
    if (out->kind == STEP_CASE || out->kind == STEP_FOLLOW_UP)
        read_fields(file, node, "fields", out);
    if (out->kind == STEP_REQUEST)
        read_fields(file, node, "body", out);
    const struct yaml *when = yaml_find(node, "when");
    if (when != NULL) {
        struct flow_condition *read = ARENA_NEW(file->arena, struct flow_condition);
        if (flow_condition_read(file, when, read))
            out->when = read;
    }
    return true;
}
