#include "dialogue/load.h"

enum { EXAMPLE_BYTES_MAX = 500 };

static struct phrases as_phrases(struct yaml_texts texts)
{
    return (struct phrases){texts.items, texts.places, texts.count};
}

static void read_phrases(const struct yaml_file *file, const struct yaml *map, const char *key,
                         struct yaml_size max, struct phrases *out)
{
    struct yaml_texts texts = {0};
    yaml_get_texts(file, map, key, max, &texts);
    *out = as_phrases(texts);
}

static void read_variants(const struct yaml_file *file, const struct yaml *map, const char *key,
                          struct variants *out)
{
    struct yaml_texts texts = {0};
    yaml_get_texts(file, map, key, (struct yaml_size){VARIANTS_MAX, REPLY_BYTES_MAX}, &texts);
    *out = (struct variants){texts.items, texts.places, texts.count};
}

static void read_handover(const struct yaml_file *file, const struct yaml *node,
                          struct intent *intent)
{
    static const char *const keys[] = {"team", "priority", "reason", "say", "say_en", NULL};
    intent->answer = ANSWER_HANDOVER;
    intent->reason = HANDOFF_RULE;
    if (node->kind == YAML_TEXT && str_is(node->text, "true"))
        return; /* "handover: true": to anybody */
    if (!yaml_check_map(file, node, "handover", keys))
        return;
    const struct yaml *team = yaml_find(node, "team");
    if (team != NULL)
        (void)yaml_as_id(file, team, "team", &intent->team);
    int64_t priority = 0;
    yaml_get_int(file, node, "priority", (struct yaml_range){0, 10}, &priority);
    intent->handover_priority = (int)priority;
    const struct yaml *reason = yaml_find(node, "reason");
    if (reason != NULL && str_is(reason->text, "asked"))
        intent->reason = HANDOFF_ASKED;
    else if (reason != NULL && !str_is(reason->text, "rule"))
        yaml_mistake(file, reason, "reason must be rule or asked");
    read_variants(file, node, "say", &intent->say[LOCALE_VI]);
    read_variants(file, node, "say_en", &intent->say[LOCALE_EN]);
}

static void read_answer(const struct yaml_file *file, const struct yaml *map, struct intent *intent)
{
    static const char *const keys[] = {"article", "say", "say_en", "handover", "flow", NULL};
    const struct yaml *answer = yaml_need(file, map, "this intent", "answer");
    if (answer == NULL || !yaml_check_map(file, answer, "answer", keys))
        return;
    const struct yaml *article = yaml_find(answer, "article");
    const struct yaml *say = yaml_find(answer, "say");
    const struct yaml *handover = yaml_find(answer, "handover");
    const struct yaml *flow = yaml_find(answer, "flow");
    if ((article != NULL) + (say != NULL) + (handover != NULL) + (flow != NULL) != 1) {
        yaml_mistake(file, answer, "an answer is exactly one of article, say, handover, flow");
        return;
    }
    if (yaml_find(answer, "say_en") != NULL && say == NULL)
        yaml_mistake(file, yaml_find(answer, "say_en"), "say_en goes with say");
    if (article != NULL && yaml_as_id(file, article, "article", &intent->article)) {
        intent->answer = ANSWER_ARTICLE;
        intent->article_place = yaml_place(file, article);
    }
    if (flow != NULL && yaml_as_id(file, flow, "flow", &intent->article)) {
        intent->answer = ANSWER_FLOW;
        intent->article_place = yaml_place(file, flow);
    }
    if (handover != NULL)
        read_handover(file, handover, intent);
    if (say != NULL) {
        intent->answer = ANSWER_SAY;
        read_variants(file, answer, "say", &intent->say[LOCALE_VI]);
        read_variants(file, answer, "say_en", &intent->say[LOCALE_EN]);
    }
}

bool load_button(const struct yaml_file *file, const struct yaml *node, struct button *button)
{
    static const char *const keys[] = {"title", "title_en", "payload", NULL};
    if (!yaml_check_map(file, node, "a button", keys))
        return false;
    const struct yaml *title = yaml_need(file, node, "a button", "title");
    const struct yaml *payload = yaml_need(file, node, "a button", "payload");
    if (title == NULL || payload == NULL)
        return false;
    bool ok = yaml_as_text(file, title, "title", 80, &button->title[LOCALE_VI]);
    ok &= yaml_as_text(file, payload, "payload", 100, &button->payload);
    yaml_get_text(file, node, "title_en", 80, &button->title[LOCALE_EN]);
    button->place = yaml_place(file, payload);
    return ok;
}

static void read_buttons(const struct yaml_file *file, const struct yaml *map,
                         struct intent *intent)
{
    const struct yaml *buttons = yaml_find(map, "buttons");
    if (buttons == NULL)
        return;
    if (buttons->kind != YAML_LIST) {
        yaml_mistake(file, buttons, "buttons must be a list");
        return;
    }
    if (buttons->count > BUTTONS_MAX)
        yaml_mistake(file, buttons, "%zu buttons; at most %d are possible", buttons->count,
                     BUTTONS_MAX);
    for (const struct yaml *at = buttons->first; at != NULL; at = at->next) {
        if (intent->button_count < BUTTONS_MAX)
            intent->button_count += load_button(file, at, &intent->buttons[intent->button_count]);
    }
}

static void read_tests(const struct yaml_file *file, const struct yaml *map, struct intent *intent)
{
    static const char *const keys[] = {"yes", "no", NULL};
    static const struct yaml_size size = {INTENT_EXAMPLES_MAX, EXAMPLE_BYTES_MAX};
    const struct yaml *tests = yaml_find(map, "tests");
    if (tests == NULL || !yaml_check_map(file, tests, "tests", keys))
        return;
    read_phrases(file, tests, "yes", size, &intent->tests_yes);
    read_phrases(file, tests, "no", size, &intent->tests_no);
}

static void read_needs(const struct yaml_file *file, const struct yaml *map, struct intent *intent)
{
    read_phrases(file, map, "needs", (struct yaml_size){INTENT_NEEDS_MAX, 64}, &intent->needs);
}

static void read_offer(const struct yaml_file *file, const struct yaml *map, struct intent *intent)
{
    static const char *const keys[] = {"say", "say_en", NULL};
    const struct yaml *offer = yaml_find(map, "offer");
    if (offer == NULL || !yaml_check_map(file, offer, "offer", keys) ||
        yaml_need(file, offer, "an offer", "say") == NULL)
        return;
    read_variants(file, offer, "say", &intent->offer.say[LOCALE_VI]);
    read_variants(file, offer, "say_en", &intent->offer.say[LOCALE_EN]);
}

static void read_intent(struct loader *loader, const struct yaml_file *file,
                        const struct yaml *node)
{
    static const char *const keys[] = {
        "id",    "title",  "title_en", "patterns",  "exclude", "examples", "outsiders", "priority",
        "needs", "answer", "buttons",  "smalltalk", "tests",   "next",     "offer",     NULL};
    static const struct yaml_size patterns = {INTENT_PATTERNS_MAX, PATTERN_BYTES_MAX};
    static const struct yaml_size examples = {INTENT_EXAMPLES_MAX, EXAMPLE_BYTES_MAX};
    struct rulebook *book = loader->book;
    if (!yaml_check_map(file, node, "an intent", keys))
        return;
    if (book->intent_count >= INTENTS_MAX) {
        yaml_mistake(file, node, "more than %d intents", INTENTS_MAX);
        return;
    }
    struct intent intent = {.file_text = file->source, .group = -1};
    const struct yaml *id = yaml_need(file, node, "an intent", "id");
    if (id == NULL || !yaml_as_id(file, id, "id", &intent.id)) /* its other mistakes are told too */
        intent.id = str_printf(book->arena, "#%zu", book->intent_count);
    intent.place = yaml_place(file, id == NULL ? node : id);
    if (yaml_need(file, node, "this intent", "title") != NULL)
        yaml_get_text(file, node, "title", TITLE_BYTES_MAX, &intent.title[LOCALE_VI]);
    yaml_get_text(file, node, "title_en", TITLE_BYTES_MAX, &intent.title[LOCALE_EN]);
    read_phrases(file, node, "patterns", patterns, &intent.patterns);
    read_phrases(file, node, "exclude", patterns, &intent.exclude);
    read_phrases(file, node, "examples", examples, &intent.examples);
    read_phrases(file, node, "outsiders", examples, &intent.outsiders);
    int64_t priority = 0;
    yaml_get_int(file, node, "priority", (struct yaml_range){-10, 10}, &priority);
    intent.priority = (int)priority;
    yaml_get_bool(file, node, "smalltalk", &intent.is_smalltalk);
    read_needs(file, node, &intent);
    read_answer(file, node, &intent);
    read_buttons(file, node, &intent);
    read_tests(file, node, &intent);
    read_phrases(file, node, "next", (struct yaml_size){INTENT_NEEDS_MAX, 64}, &intent.next);
    read_offer(file, node, &intent);
    if (intent.patterns.count + intent.examples.count == 0)
        yaml_mistake(file, node,
                     "this intent needs patterns or examples, else nothing leads to it");
    *ARENA_PUSH(book->arena, book->intents, book->intent_count, book->intent_capacity) = intent;
}

void load_intents(struct loader *loader, const struct yaml_file *file, const struct yaml *root)
{
    static const char *const keys[] = {"intents", NULL};
    if (!yaml_check_map(file, root, "a file of intents", keys))
        return;
    const struct yaml *list = yaml_need(file, root, "a file of intents", "intents");
    if (list == NULL)
        return;
    if (list->kind != YAML_LIST) {
        yaml_mistake(file, list, "intents must be a list: each begins with \"- id: …\"");
        return;
    }
    for (const struct yaml *at = list->first; at != NULL; at = at->next)
        read_intent(loader, file, at);
}
