#include "dialogue/rulebook.h"

#include <stdlib.h>

#include "dialogue/blank.h"
#include "dialogue/book.h"

const char *const required_names[REQUIRED_COUNT + 1] = {
    "chao-hoi", "cam-on", "tam-biet", "dong-y", "tu-choi", "gap-nhan-vien", NULL};

const char *const message_key_names[MESSAGE_KEY_COUNT + 1] = {
    "ask.which",       "ask.rephrase",       "offer.person",        "handover.asked",
    "handover.unsure", "handover.rule",      "handover.failure",    "hours.closed",
    "hours.phone",     "hours.phone.thanks", "hours.phone.invalid", "helpful.yes",
    "helpful.no",      "agent.joined",       "agent.returned",      "conversation.closed",
    "queue.waiting",   "button.person",      "button.callback",     "button.none",
    "flow.cancelled",  "flow.waiting",       "flow.back",           "flow.remind",
    "flow.closed",     "flow.offer_person",  "flow.stale",          "flow.corrected",
    "flow.noted",      "flow.again",         "flow.imei",           "flow.future",
    "flow.failed",     "flow.still_working", "queue.left",          "button.yes",
    "button.no",       "button.skip",        "button.retry",        NULL};

struct rulebook *rulebook_ref(struct rulebook *rulebook)
{
    atomic_fetch_add(&rulebook->refs, 1);
    return rulebook;
}

static void readers_free(struct reader_pool *pool)
{
    if (pool == NULL)
        return;
    for (size_t i = 0; i < pool->count; i++)
        kb_reader_close(pool->idle[i]);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

void rulebook_unref(struct rulebook *rulebook)
{
    if (rulebook == NULL || atomic_fetch_sub(&rulebook->refs, 1) != 1)
        return;
    readers_free(rulebook->readers);
    if (rulebook->index != NULL)
        kb_index_free(rulebook->index);
    if (rulebook->examples != NULL)
        example_free(rulebook->examples);
    if (rulebook->patterns != NULL)
        pattern_set_free(rulebook->patterns);
    if (rulebook->slot_patterns != NULL)
        pattern_set_free(rulebook->slot_patterns);
    if (rulebook->lexicon != NULL)
        lexicon_free(rulebook->lexicon);
    struct arena *arena = rulebook->arena;
    free(rulebook);
    arena_free(arena);
}

int64_t rulebook_release(const struct rulebook *rulebook)
{
    return rulebook->release;
}

struct rulebook_counts rulebook_counts(const struct rulebook *rulebook)
{
    return (struct rulebook_counts){
        .intents = rulebook->intent_count,
        .patterns = rulebook->pattern_count,
        .examples = rulebook->example_count,
        .articles = rulebook->article_count,
        .messages = MESSAGE_KEY_COUNT,
    };
}

const struct intent *book_intent(const struct rulebook *book, struct str id)
{
    return map_find(&book->intent_ids, id);
}

const struct article_group *book_group(const struct rulebook *book, struct str id)
{
    return map_find(&book->group_ids, id);
}

const struct fact *book_fact(const struct rulebook *book, struct str name)
{
    for (size_t i = 0; i < book->fact_count; i++) {
        if (str_equal(book->facts[i].name, name))
            return &book->facts[i];
    }
    return NULL;
}

static bool is_valid_at(const struct article *article, int64_t now_ms)
{
    return (article->valid_from_ms == 0 || now_ms >= article->valid_from_ms) &&
           (article->valid_to_ms == 0 || now_ms < article->valid_to_ms);
}

const struct article *book_article(const struct rulebook *book, const struct article_group *group,
                                   enum locale locale, int64_t now_ms)
{
    enum locale order[] = {locale, locale == LOCALE_VI ? LOCALE_EN : LOCALE_VI};
    for (size_t i = 0; i < COUNT(order); i++) {
        int at = group->in[order[i]];
        if (at >= 0 && is_valid_at(&book->articles[at], now_ms))
            return &book->articles[at];
    }
    return NULL;
}

struct str book_intent_title(const struct intent *intent, enum locale locale)
{
    return intent->title[locale].len > 0 ? intent->title[locale] : intent->title[LOCALE_VI];
}

enum locale locale_from_name(struct str name)
{
    return str_starts(name, STR("en")) ? LOCALE_EN : LOCALE_VI;
}

const char *locale_name(enum locale locale)
{
    return locale == LOCALE_EN ? "en" : "vi";
}

struct kb_reader *book_reader_take(const struct rulebook *book)
{
    struct reader_pool *pool = book->readers;
    struct kb_reader *reader = NULL;
    pthread_mutex_lock(&pool->lock);
    if (pool->count > 0)
        reader = pool->idle[--pool->count];
    pthread_mutex_unlock(&pool->lock);
    struct err err = {0};
    return reader != NULL ? reader : kb_reader_open(book->index, &err);
}

void book_reader_give(const struct rulebook *book, struct kb_reader *reader)
{
    struct reader_pool *pool = book->readers;
    pthread_mutex_lock(&pool->lock);
    bool is_kept = pool->count < READERS_MAX;
    if (is_kept)
        pool->idle[pool->count++] = reader;
    pthread_mutex_unlock(&pool->lock);
    if (!is_kept)
        kb_reader_close(reader);
}

static struct str fact_value(const struct fact *fact, enum locale locale)
{
    return fact->value[locale].len > 0 ? fact->value[locale] : fact->value[LOCALE_VI];
}

struct str rulebook_fact(const struct rulebook *rulebook, const char *name, struct str locale)
{
    const struct fact *fact = book_fact(rulebook, str_view(name));
    return fact == NULL ? STR("") : fact_value(fact, locale_from_name(locale));
}

struct fact_lookup {
    const struct rulebook *book;
    enum locale locale;
};

static bool find_fact(void *ctx, struct str name, struct str *value)
{
    const struct fact_lookup *lookup = ctx;
    const struct fact *fact = book_fact(lookup->book, name);
    if (fact != NULL)
        *value = fact_value(fact, lookup->locale);
    return fact != NULL;
}

/* Blanks that are no fact ({agent}, {back} …) stay for the caller to fill. */
struct str rulebook_message(const struct rulebook *rulebook, const char *key, struct str locale,
                            struct arena *arena)
{
    enum locale in = locale_from_name(locale);
    for (size_t i = 0; i < MESSAGE_KEY_COUNT; i++) {
        if (!str_is(str_view(key), message_key_names[i]))
            continue;
        const struct variants *texts = &rulebook->messages[i][in];
        if (texts->count == 0)
            texts = &rulebook->messages[i][LOCALE_VI];
        struct fact_lookup lookup = {rulebook, in};
        return blank_fill_known(arena, texts->items[0], find_fact, &lookup);
    }
    must_fail("a message key of docs/rules.md", __FILE__, __LINE__);
}

bool rulebook_article(const struct rulebook *rulebook, struct str id, struct str locale,
                      const struct article **out)
{
    const struct article_group *group = book_group(rulebook, id);
    if (group == NULL)
        return false;
    enum locale in = locale_from_name(locale);
    int at =
        group->in[in] >= 0 ? group->in[in] : group->in[in == LOCALE_VI ? LOCALE_EN : LOCALE_VI];
    *out = &rulebook->articles[at];
    return true;
}
