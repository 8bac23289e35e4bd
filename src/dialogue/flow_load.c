#include "dialogue/flow.h"

#include "dialogue/load.h"

enum { VALUE_BYTES_MAX = 200, MINUTES_MAX = 43200, SLOT_LENGTH_MAX = 1000 };

const char *const slot_type_names[SLOT_TYPE_COUNT + 1] = {
    "text",   "name",  "choice", "order", "serial",  "phone", "digits",
    "number", "money", "date",   "email", "pattern", NULL};

const struct flow *flow_find(const struct rulebook *book, struct str id)
{
    return book->flow_count == 0 ? NULL : map_find(&book->flow_ids, id);
}

const struct slot *flow_slot(const struct flow *flow, struct str name)
{
    for (size_t i = 0; i < flow->slot_count; i++) {
        if (str_equal(flow->slots[i].name, name))
            return &flow->slots[i];
    }
    return NULL;
}

const struct step *flow_step(const struct flow *flow, struct str id)
{
    for (size_t i = 0; i < flow->step_count; i++) {
        if (str_equal(flow->steps[i].id, id))
            return &flow->steps[i];
    }
    return NULL;
}

const struct policy *flow_policy(const struct rulebook *book, struct str name)
{
    for (size_t i = 0; i < book->policy_count; i++) {
        if (str_equal(book->policies[i].name, name))
            return &book->policies[i];
    }
    return NULL;
}

struct str flow_title(const struct flow *flow, enum locale locale)
{
    return flow->title[locale].len > 0 ? flow->title[locale] : flow->title[LOCALE_VI];
}

struct str slot_title(const struct slot *slot, enum locale locale)
{
    return slot->title[locale].len > 0 ? slot->title[locale] : slot->title[LOCALE_VI];
}

/* ---- names ---- */

/* A slot's or column's name: a-z 0-9 _, at most RECORD_NAME_MAX. */
static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.data[i];
        if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') && byte != '_')
            return false;
    }
    return name.len > 0 && name.len <= RECORD_NAME_MAX;
}

static void read_titles(const struct yaml_file *file, const struct yaml *map, size_t max,
                        struct str title[LOCALE_COUNT])
{
    yaml_get_text(file, map, "title", max, &title[LOCALE_VI]);
    yaml_get_text(file, map, "title_en", max, &title[LOCALE_EN]);
}

/* ---- slots ---- */

static void read_option(const struct yaml_file *file, const struct yaml *node, struct slot *slot)
{
    static const char *const keys[] = {"value", "title", "title_en", "words", NULL};
    struct slot_option option = {0};
    if (slot->option_count == FLOW_OPTIONS_MAX) {
        yaml_mistake(file, node, "more than %d options", FLOW_OPTIONS_MAX);
        return;
    }
    if (!yaml_check_map(file, node, "an option", keys) ||
        yaml_need(file, node, "an option", "value") == NULL ||
        yaml_need(file, node, "an option", "title") == NULL)
        return;
    yaml_get_text(file, node, "value", RECORD_NAME_MAX, &option.value);
    read_titles(file, node, 80, option.title);
    struct yaml_texts words = {0};
    yaml_get_texts(file, node, "words", (struct yaml_size){FLOW_WORDS_MAX, 80}, &words);
    option.words = (struct phrases){words.items, words.places, words.count};
    slot->options[slot->option_count++] = option;
}

static void read_options(const struct yaml_file *file, const struct yaml *map, struct slot *slot)
{
    const struct yaml *options = yaml_find(map, "options");
    bool is_list = options != NULL && options->kind == YAML_LIST;
    if (slot->type != SLOT_CHOICE && options != NULL)
        yaml_mistake(file, options, "options go with type: choice");
    else if (slot->type == SLOT_CHOICE && !is_list)
        yaml_mistake(file, map, "a choice needs options, a list");
    for (const struct yaml *at = is_list ? options->first : NULL; at != NULL; at = at->next)
        read_option(file, at, slot);
}

static void read_type(const struct yaml_file *file, const struct yaml *map, struct slot *slot)
{
    const struct yaml *type = yaml_need(file, map, "a slot", "type");
    for (int i = 0; type != NULL && slot_type_names[i] != NULL; i++) {
        if (str_is(type->text, slot_type_names[i])) {
            slot->type = (enum slot_type)i;
            return;
        }
    }
    if (type == NULL)
        return;
    const char *nearest = yaml_nearest(type->text, slot_type_names);
    yaml_mistake(file, type, "there is no type \"" STR_FMT "\"%s%s%s", STR_ARG(type->text),
                 nearest != NULL ? "; did you mean " : "", nearest != NULL ? nearest : "",
                 nearest != NULL ? "?" : "");
}

static void read_known(const struct yaml_file *file, const struct yaml *map, struct slot *slot)
{
    const struct yaml *known = yaml_find(map, "known");
    if (known == NULL)
        return;
    slot->has_known = customer_field_from_name(known->text, &slot->known);
    if (!slot->has_known)
        yaml_mistake(file, known, "known is one of name, pronoun, phone, email, address");
}

static void read_slot(struct loader *loader, const struct yaml_file *file, const struct yaml *node,
                      struct flow *flow)
{
    static const char *const keys[] = {"type", "title", "title_en", "min",     "max",     "keep",
                                       "past", "known", "prefill",  "options", "pattern", NULL};
    static const struct yaml_range length = {0, INT64_C(9000000000000)};
    struct slot slot = {.name = node->key->text, .place = yaml_place(file, node->key)};
    bool prefill = true;
    if (!is_name(slot.name)) {
        yaml_mistake(file, node->key, "a slot's name may hold only a-z 0-9 _ (at most %d)",
                     RECORD_NAME_MAX);
        return;
    }
    if (flow->slot_count == FLOW_SLOTS_MAX) {
        yaml_mistake(file, node, "more than %d slots", FLOW_SLOTS_MAX);
        return;
    }
    if (!yaml_check_map(file, node, "a slot", keys))
        return;
    read_type(file, node, &slot);
    read_titles(file, node, 80, slot.title);
    yaml_get_int(file, node, "min", length, &slot.min);
    yaml_get_int(file, node, "max", length, &slot.max);
    yaml_get_int(file, node, "keep", (struct yaml_range){1, MINUTES_MAX}, &slot.keep_minutes);
    yaml_get_bool(file, node, "past", &slot.is_past);
    yaml_get_bool(file, node, "prefill", &prefill);
    slot.no_prefill = !prefill;
    read_known(file, node, &slot);
    read_options(file, node, &slot);
    yaml_get_text(file, node, "pattern", PATTERN_BYTES_MAX, &slot.pattern);
    if ((slot.type == SLOT_PATTERN) != (slot.pattern.len > 0))
        yaml_mistake(file, node, "type: pattern and a pattern go together");
    if (slot.type == SLOT_PATTERN)
        slot.pattern_owner = loader->book->slot_pattern_count++;
    flow->slots[flow->slot_count++] = slot;
}

/* ---- flows ---- */

static void read_steps(struct loader *loader, const struct yaml_file *file, const struct yaml *list,
                       struct flow *flow)
{
    struct arena *arena = loader->book->arena;
    if (list->kind != YAML_LIST || list->count == 0) {
        yaml_mistake(file, list, "steps must be a list");
        return;
    }
    if (list->count > FLOW_STEPS_MAX) {
        yaml_mistake(file, list, "more than %d steps", FLOW_STEPS_MAX);
        return;
    }
    flow->steps = ARENA_ARRAY(arena, struct step, list->count);
    for (const struct yaml *at = list->first; at != NULL; at = at->next) {
        if (flow_load_step(file, at, flow->step_count + 1, &flow->steps[flow->step_count]))
            flow->step_count++;
    }
}

static void read_flow(struct loader *loader, const struct yaml_file *file, const struct yaml *node)
{
    static const char *const keys[] = {"id",    "title",        "title_en",    "slots",
                                       "steps", "remind_after", "close_after", NULL};
    static const struct yaml_range minutes = {1, 24 * 60};
    struct rulebook *book = loader->book;
    if (!yaml_check_map(file, node, "a flow", keys))
        return;
    if (book->flow_count == FLOWS_MAX) {
        yaml_mistake(file, node, "more than %d flows", FLOWS_MAX);
        return;
    }
    struct flow flow = {.file_text = file->source,
                        .remind_minutes = FLOW_REMIND_MINUTES,
                        .close_minutes = FLOW_CLOSE_MINUTES};
    const struct yaml *id = yaml_need(file, node, "a flow", "id");
    if (id == NULL || !yaml_as_id(file, id, "id", &flow.id))
        return;
    flow.place = yaml_place(file, id);
    (void)yaml_need(file, node, "this flow", "title");
    read_titles(file, node, TITLE_BYTES_MAX, flow.title);
    yaml_get_int(file, node, "remind_after", minutes, &flow.remind_minutes);
    yaml_get_int(file, node, "close_after", minutes, &flow.close_minutes);
    const struct yaml *slots = yaml_find(node, "slots");
    if (slots != NULL && slots->kind != YAML_MAP)
        yaml_mistake(file, slots, "slots must be written as \"name: {type: …}\" lines");
    for (const struct yaml *at = slots != NULL && slots->kind == YAML_MAP ? slots->first : NULL;
         at != NULL; at = at->next)
        read_slot(loader, file, at, &flow);
    const struct yaml *steps = yaml_need(file, node, "this flow", "steps");
    if (steps != NULL)
        read_steps(loader, file, steps, &flow);
    *ARENA_PUSH(book->arena, book->flows, book->flow_count, book->flow_capacity) = flow;
}

/* ---- policies ---- */

static void read_policy_value(const struct yaml_file *file, const struct yaml *node,
                              struct policy *policy)
{
    static const char *const keys[] = {"from", "value", NULL};
    struct policy_value value = {0};
    if (!yaml_check_map(file, node, "a value of a policy", keys) ||
        yaml_need(file, node, "a value of a policy", "value") == NULL)
        return;
    yaml_get_day(file, node, "from", &value.from_ms);
    yaml_get_text(file, node, "value", VALUE_BYTES_MAX, &value.value);
    if (policy->count > 0 && value.from_ms <= policy->values[policy->count - 1].from_ms)
        yaml_mistake(file, node, "the values of a policy stand in the order of their dates");
    else if (policy->count == POLICY_DATES_MAX)
        yaml_mistake(file, node, "more than %d values", POLICY_DATES_MAX);
    else
        policy->values[policy->count++] = value;
}

static void read_policy(struct loader *loader, const struct yaml_file *file,
                        const struct yaml *node)
{
    struct rulebook *book = loader->book;
    struct policy policy = {.name = node->key->text, .place = yaml_place(file, node->key)};
    if (!is_name(policy.name)) {
        yaml_mistake(file, node->key, "a policy's name may hold only a-z 0-9 _");
        return;
    }
    if (flow_policy(book, policy.name) != NULL) {
        yaml_mistake(file, node->key, "this policy is written twice");
        return;
    }
    if (node->kind != YAML_LIST) {
        yaml_mistake(file, node, "a policy is a list of {from: YYYY-MM-DD, value: …}");
        return;
    }
    for (const struct yaml *at = node->first; at != NULL; at = at->next)
        read_policy_value(file, at, &policy);
    *ARENA_PUSH(book->arena, book->policies, book->policy_count, book->policy_capacity) = policy;
}

void flow_load(struct loader *loader, const struct yaml_file *file, const struct yaml *root)
{
    static const char *const keys[] = {"flows", "policies", NULL};
    if (!yaml_check_map(file, root, "a file of flows", keys))
        return;
    const struct yaml *policies = yaml_find(root, "policies"), *flows = yaml_find(root, "flows");
    if (policies != NULL && policies->kind != YAML_MAP)
        yaml_mistake(file, policies, "policies must be written as \"name:\" with a list below");
    for (const struct yaml *at = policies != NULL && policies->kind == YAML_MAP ? policies->first
                                                                                : NULL;
         at != NULL; at = at->next)
        read_policy(loader, file, at);
    if (flows != NULL && flows->kind != YAML_LIST)
        yaml_mistake(file, flows, "flows must be a list: each begins with \"- id: …\"");
    for (const struct yaml *at = flows != NULL && flows->kind == YAML_LIST ? flows->first : NULL;
         at != NULL; at = at->next)
        read_flow(loader, file, at);
}

void flow_compile(struct loader *loader)
{
    struct rulebook *book = loader->book;
    if (book->slot_pattern_count == 0)
        return;
    struct pattern_source *sources =
        ARENA_ARRAY(book->arena, struct pattern_source, book->slot_pattern_count);
    size_t count = 0;
    for (size_t i = 0; i < book->flow_count; i++) {
        const struct flow *flow = &book->flows[i];
        for (size_t j = 0; j < flow->slot_count; j++) {
            const struct slot *slot = &flow->slots[j];
            if (slot->type == SLOT_PATTERN)
                sources[count++] = (struct pattern_source){.regex = slot->pattern,
                                                           .owner = slot->pattern_owner,
                                                           .place = slot->place,
                                                           .source = flow->file_text};
        }
    }
    book->slot_patterns = pattern_set_new(sources, count, book->lexicon, loader->report);
}
