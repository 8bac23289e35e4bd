#include "dialogue/load.h"

#include <string.h>

#include "dialogue/blank.h"
#include "dialogue/flow.h"
#include "dialogue/flow_texts.h"

/* ---- ids ---- */

static void index_intents(struct loader *loader)
{
    struct rulebook *book = loader->book;
    book->intent_ids = map_new(book->arena);
    for (size_t i = 0; i < book->intent_count; i++) {
        struct intent *intent = &book->intents[i];
        const struct intent *other = map_find(&book->intent_ids, intent->id);
        if (other != NULL)
            report_add(loader->report, REPORT_ERROR, intent->place, intent->file_text,
                       "the id \"" STR_FMT "\" is taken by " STR_FMT ":%d", STR_ARG(intent->id),
                       STR_ARG(other->place.file), other->place.line);
        else
            map_set(&book->intent_ids, intent->id, intent);
    }
    for (int i = 0; i < REQUIRED_COUNT; i++) {
        const struct intent *intent = map_find(&book->intent_ids, str_view(required_names[i]));
        book->required[i] = intent == NULL ? -1 : (int)(intent - book->intents);
        if (intent == NULL)
            report_add(loader->report, REPORT_ERROR, (struct place){.file = STR("intents/")},
                       STR(""), "the required intent \"%s\" is missing", required_names[i]);
    }
}

static struct article_group *group_of(struct rulebook *book, struct str id)
{
    struct article_group *group = map_find(&book->group_ids, id);
    if (group != NULL)
        return group;
    group = &book->groups[book->group_count++];
    *group = (struct article_group){.id = id, .in = {-1, -1}, .intent = -1};
    map_set(&book->group_ids, id, group);
    return group;
}

static void index_articles(struct loader *loader)
{
    struct rulebook *book = loader->book;
    book->group_ids = map_new(book->arena);
    book->groups = ARENA_ARRAY(book->arena, struct article_group, book->article_count);
    for (size_t i = 0; i < book->article_count; i++) {
        struct article_group *group = group_of(book, book->articles[i].id);
        int *slot = &group->in[locale_from_name(book->articles[i].locale)];
        if (*slot >= 0)
            report_add(loader->report, REPORT_ERROR, book->article_places[i],
                       book->article_sources[i],
                       "the id \"" STR_FMT "\" is taken in this language by " STR_FMT ":%d",
                       STR_ARG(book->articles[i].id), STR_ARG(book->article_places[*slot].file),
                       book->article_places[*slot].line);
        else
            *slot = (int)i;
    }
}

/* ---- references ---- */

static void check_flow_of(struct loader *loader, const struct intent *intent)
{
    for (size_t i = 0; i < loader->book->flow_count; i++) {
        if (str_equal(loader->book->flows[i].id, intent->article))
            return;
    }
    report_add(loader->report, REPORT_ERROR, intent->article_place, intent->file_text,
               "there is no flow \"" STR_FMT "\" in intents/flows/", STR_ARG(intent->article));
}

static void check_next(struct loader *loader, const struct intent *intent)
{
    for (size_t i = 0; i < intent->next.count; i++) {
        struct str id = intent->next.items[i];
        if (book_intent(loader->book, id) == NULL && book_group(loader->book, id) == NULL)
            report_add(loader->report, REPORT_ERROR, intent->next.places[i], intent->file_text,
                       "next: there is no intent or article \"" STR_FMT "\"", STR_ARG(id));
    }
}

static void check_article_of(struct loader *loader, struct intent *intent)
{
    if (intent->answer == ANSWER_FLOW)
        check_flow_of(loader, intent);
    if (intent->answer != ANSWER_ARTICLE)
        return;
    struct article_group *group = map_find(&loader->book->group_ids, intent->article);
    if (group == NULL) {
        report_add(loader->report, REPORT_ERROR, intent->article_place, intent->file_text,
                   "there is no article \"" STR_FMT "\"", STR_ARG(intent->article));
        return;
    }
    intent->group = (int)(group - loader->book->groups);
    if (group->intent < 0)
        group->intent = (int)(intent - loader->book->intents);
}

static void check_needs(struct loader *loader, const struct intent *intent)
{
    for (size_t i = 0; i < intent->needs.count; i++) {
        struct str id = intent->needs.items[i];
        if (book_intent(loader->book, id) == NULL && book_group(loader->book, id) == NULL)
            report_add(loader->report, REPORT_ERROR, intent->needs.places[i], intent->file_text,
                       "needs: there is no intent or article \"" STR_FMT "\"", STR_ARG(id));
    }
}

static bool starts_flow(const struct rulebook *book, struct str id)
{
    struct str start = STR("start:");
    for (size_t i = 0; str_starts(id, start) && i < book->flow_count; i++) {
        if (str_equal(book->flows[i].id, str_sub(id, start.len, id.len)))
            return true;
    }
    return false;
}

static bool payload_is_known(const struct rulebook *book, struct str payload)
{
    static const char *const plain[] = {"handover", "callback", "helpful:yes", "helpful:no",
                                        "none"};
    struct str kind, id = payload;
    for (size_t i = 0; i < COUNT(plain); i++) {
        if (str_is(payload, plain[i]))
            return true;
    }
    if (!str_split(&id, ':', &kind))
        return false;
    if (str_is(kind, "flow"))
        return starts_flow(book, id);
    return (str_is(kind, "intent") && book_intent(book, id) != NULL) ||
           (str_is(kind, "article") && book_group(book, id) != NULL);
}

static void check_buttons(struct loader *loader, const struct intent *intent)
{
    for (size_t i = 0; i < intent->button_count; i++) {
        const struct button *button = &intent->buttons[i];
        if (!payload_is_known(loader->book, button->payload))
            report_add(loader->report, REPORT_ERROR, button->place, intent->file_text,
                       "the payload \"" STR_FMT "\" leads nowhere; possible are intent:ID, "
                       "article:ID, flow:start:ID, handover, callback",
                       STR_ARG(button->payload));
    }
}

/* ---- blanks ---- */

struct blank_scope {
    const struct rulebook *book;
    const struct intent *intent; /* whose named groups may be used, or NULL */
    const char *own;             /* a name the engine fills itself, or NULL */
    bool uses_group;
};

/* Whether the regex has the named group: (?<name>…), (?P<name>…) or (?'name'…). */
static bool has_group(struct str regex, struct str name)
{
    static const char *const openings[] = {"(?<", "(?P<", "(?'"};
    for (size_t i = 0; i < COUNT(openings); i++) {
        struct str opening = str_view(openings[i]), rest = regex;
        for (ptrdiff_t at; (at = str_find(rest, opening)) >= 0;) {
            rest = str_sub(rest, (size_t)at + opening.len, rest.len);
            if (str_starts(rest, name) && rest.len > name.len &&
                (rest.data[name.len] == '>' || rest.data[name.len] == '\''))
                return true;
        }
    }
    return false;
}

static bool knows_blank(void *ctx, struct str name, struct str *value)
{
    struct blank_scope *scope = ctx;
    *value = STR("");
    static const char *const always[] = {"khach", "flow", "slot", "value"};
    if ((scope->own != NULL && str_is(name, scope->own)) || book_fact(scope->book, name) != NULL)
        return true;
    for (size_t i = 0; i < COUNT(always); i++) {
        if (str_is(name, always[i]))
            return true;
    }
    for (size_t i = 0; scope->intent != NULL && i < scope->intent->patterns.count; i++) {
        if (has_group(scope->intent->patterns.items[i], name)) {
            scope->uses_group = true;
            return true;
        }
    }
    return false;
}

static void check_text(struct loader *loader, struct blank_scope *scope, struct str text,
                       struct place place, struct str source)
{
    struct str name, value;
    for (size_t at = 0; blank_next(text, &at, &name);) {
        if (!knows_blank(scope, name, &value))
            report_add(
                loader->report, REPORT_ERROR, place, source,
                "nothing can fill {" STR_FMT "}: it is no fact of company.yml%s", STR_ARG(name),
                scope->intent != NULL ? " and no named group of this intent's patterns" : "");
    }
}

static void check_say(struct loader *loader, const struct intent *intent, enum locale locale)
{
    const struct variants *say = &intent->say[locale];
    bool has_plain = say->count == 0;
    for (size_t i = 0; i < say->count; i++) {
        struct blank_scope scope = {.book = loader->book, .intent = intent};
        check_text(loader, &scope, say->items[i], say->places[i], intent->file_text);
        has_plain |= !scope.uses_group;
    }
    if (!has_plain)
        report_add(loader->report, REPORT_WARNING, say->places[0], intent->file_text,
                   "every variant has a blank from a pattern; when the examples alone lead here, "
                   "the blank stays out. Add a variant without it");
}

static void check_messages(struct loader *loader)
{
    struct rulebook *book = loader->book;
    for (int key = 0; key < MESSAGE_KEY_COUNT; key++) {
        const char *own = key == MESSAGE_HOURS_CLOSED                                    ? "back"
                          : key == MESSAGE_HOURS_PHONE_THANKS                            ? "phone"
                          : key == MESSAGE_AGENT_JOINED || key == MESSAGE_AGENT_RETURNED ? "agent"
                                                                                         : NULL;
        if (book->messages[key][LOCALE_VI].count == 0 && key >= MESSAGE_FLOW_FIRST) {
            for (int in = 0; in < LOCALE_COUNT; in++)
                book->messages[key][in] =
                    flow_text((enum message_key)key, (enum locale)in, book->arena);
            continue;
        }
        if (book->messages[key][LOCALE_VI].count == 0 && loader->has_messages)
            report_add(loader->report, REPORT_ERROR,
                       (struct place){.file = STR("intents/messages.yml")}, STR(""),
                       "the message \"%s\" is missing", message_key_names[key]);
        for (int in = 0; in < LOCALE_COUNT; in++) {
            const struct variants *texts = &book->messages[key][in];
            for (size_t i = 0; i < texts->count; i++) {
                struct blank_scope scope = {.book = book, .own = own};
                check_text(loader, &scope, texts->items[i], texts->places[i],
                           loader->messages_text);
            }
        }
    }
    if (!loader->has_messages)
        report_add(loader->report, REPORT_ERROR,
                   (struct place){.file = STR("intents/messages.yml")}, STR(""),
                   "this file is missing: the bot's own sentences");
}

static void check_intent(struct loader *loader, struct intent *intent)
{
    check_article_of(loader, intent);
    check_needs(loader, intent);
    check_next(loader, intent);
    check_buttons(loader, intent);
    for (int in = 0; in < LOCALE_COUNT; in++)
        check_say(loader, intent, (enum locale)in);
}

/* The short answers of articles may quote facts too. */
static void check_articles(struct loader *loader)
{
    const struct rulebook *book = loader->book;
    for (size_t i = 0; i < book->article_count; i++) {
        struct blank_scope scope = {.book = book};
        check_text(loader, &scope, book->articles[i].answer, loader->answer_places[i],
                   book->article_sources[i]);
    }
}

void load_check(struct loader *loader)
{
    index_articles(loader);
    index_intents(loader);
    for (size_t i = 0; i < loader->book->intent_count; i++)
        check_intent(loader, &loader->book->intents[i]);
    check_messages(loader);
    check_articles(loader);
}
