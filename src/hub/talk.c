/* Live conversations: found, made from what the store knows, forgotten when nobody is there. */
#include <stdlib.h>

#include "hub/internal.h"

static void keep_texts(struct talk *talk, const struct conversation *from)
{
    struct arena *texts = arena_new();
    struct conversation *to = &talk->conversation;
    *to = *from;
    to->public_id = str_dup(texts, from->public_id);
    to->channel = str_dup(texts, from->channel);
    to->locale = str_dup(texts, from->locale);
    to->page = str_dup(texts, from->page);
    to->state = str_dup(texts, from->state);
    to->owner_name = str_dup(texts, from->owner_name);
    arena_free(talk->texts);
    talk->texts = texts;
}

struct talk *talk_find(struct hub *hub, int64_t id)
{
    return table_find_id(hub->talks, id);
}

struct search {
    struct str public_id;
    struct talk *found;
};

static void compare(void *value, void *ctx)
{
    struct talk *talk = value;
    struct search *search = ctx;
    if (str_equal(talk->conversation.public_id, search->public_id))
        search->found = talk;
}

struct talk *talk_find_public(struct hub *hub, struct str public_id)
{
    /* Only the desk asks this way, and only for conversations it has open: a walk will do. */
    struct search search = {.public_id = public_id};
    table_each(hub->talks, compare, &search);
    return search.found;
}

struct talk *talk_of(struct hub *hub, const struct conversation *conversation)
{
    struct talk *talk = talk_find(hub, conversation->id);
    if (talk != NULL) {
        if (conversation->ver > talk->conversation.ver && !talk->is_busy)
            keep_texts(talk, conversation);
        return talk;
    }
    talk = HEAP_NEW(struct talk);
    talk->hub = hub;
    talk->last = &talk->first;
    talk->bucket = (struct bucket){hub->config.say_burst, clock_mono_ms(hub->config.clock)};
    keep_texts(talk, conversation);
    table_set_id(hub->talks, conversation->id, talk);
    return talk;
}

void talk_reload(struct talk *talk, const struct conversation *conversation)
{
    keep_texts(talk, conversation);
}

void talk_set_state(struct talk *talk, struct str state)
{
    struct conversation with = talk->conversation;
    with.state = state;
    keep_texts(talk, &with);
}

void talk_release(struct talk *talk)
{
    if (talk->visitors != NULL || talk->views != NULL || talk->is_busy || talk->first != NULL ||
        talk->acting > 0)
        return;
    table_remove_id(talk->hub->talks, talk->conversation.id);
    arena_free(talk->texts);
    free(talk);
}

bool bucket_take(struct bucket *bucket, double per_s, double burst, int64_t now_ms,
                 int64_t *retry_ms)
{
    bucket->tokens += (double)(now_ms - bucket->filled_at_ms) * per_s / 1000.0;
    bucket->filled_at_ms = now_ms;
    if (bucket->tokens > burst)
        bucket->tokens = burst;
    if (bucket->tokens < 1) {
        *retry_ms = (int64_t)((1 - bucket->tokens) / per_s * 1000.0) + 1;
        return false;
    }
    bucket->tokens -= 1;
    return true;
}
