/* What a visitor's connection can do. */
#include <stdlib.h>
#include <string.h>

#include "channel/web.h"
#include "dialogue/display.h"
#include "hub/internal.h"

struct hub_visitor *hub_attach(struct hub *hub, const struct conversation *conversation,
                               bool resumed, struct str token, struct str locale, int64_t last_seq,
                               struct hub_outlet outlet)
{
    struct talk *talk = talk_of(hub, conversation);
    struct hub_visitor *visitor = HEAP_NEW(struct hub_visitor);
    *visitor = (struct hub_visitor){.next = talk->visitors,
                                    .talk = talk,
                                    .number = ++hub->next_number,
                                    .outlet = outlet,
                                    .delivered = resumed ? last_seq : 0,
                                    .resumed = resumed};
    if (visitor->delivered > talk->conversation.last_seq)
        visitor->delivered = talk->conversation.last_seq;
    memcpy(visitor->locale, str_is(locale, "en") ? "en" : "vi", 3);
    if (token.len > 0)
        visitor->token = str_heap(token);
    talk->visitors = visitor;
    table_set_id(hub->visitors, visitor->number, visitor);
    deliver_catch_up(visitor);
    return visitor;
}

void hub_detach(struct hub_visitor *visitor)
{
    struct talk *talk = visitor->talk;
    struct hub_visitor **link = &talk->visitors;
    while (*link != visitor)
        link = &(*link)->next;
    *link = visitor->next;
    table_remove_id(talk->hub->visitors, visitor->number);
    free(visitor->token);
    free(visitor);
    talk_release(talk);
}

/* ---- saying ---- */

static bool may_say(struct talk *talk, struct channel_error *error)
{
    struct hub *hub = talk->hub;
    const struct hub_config *config = &hub->config;
    int64_t now_ms = clock_mono_ms(config->clock), retry_ms = 0;
    if (talk->waiting >= INBOX_MAX) {
        error->fault = FAULT_BUSY;
        error->retry_after_ms = 2000;
        return false;
    }
    if (!bucket_take(&talk->bucket, config->say_per_s, config->say_burst, now_ms, &retry_ms)) {
        hub->counters.refused_rate++;
        error->fault = FAULT_RATE_LIMITED;
        error->retry_after_ms = retry_ms;
        return false;
    }
    if (!bucket_take(&hub->bucket, config->global_per_s, config->global_per_s, now_ms, &retry_ms)) {
        error->fault = FAULT_BUSY;
        error->retry_after_ms = retry_ms + 500;
        return false;
    }
    return true;
}

static void enqueue(struct hub_visitor *visitor, struct said *said)
{
    struct talk *talk = visitor->talk;
    said->visitor = visitor->number;
    said->locale = str_dup(said->arena, str_view(visitor->locale));
    *talk->last = said;
    talk->last = &said->next;
    talk->waiting++;
    turn_next(talk);
}

static struct said *said_new(void)
{
    struct arena *arena = arena_new();
    struct said *said = ARENA_NEW(arena, struct said);
    said->arena = arena;
    return said;
}

static bool say(struct hub_visitor *visitor, const struct channel_frame *frame,
                struct channel_error *error)
{
    struct said *said = said_new();
    error->client_id = frame->client_id;
    said->text = dialogue_display(said->arena, frame->text);
    bool ok = (frame->payload.len > 0 && said->text.len == 0) || web_check_text(said->text, error);
    if (!ok || !may_say(visitor->talk, error)) {
        arena_free(said->arena);
        return false;
    }
    said->client_id = str_dup(said->arena, frame->client_id);
    said->payload = str_dup(said->arena, frame->payload);
    enqueue(visitor, said);
    return true;
}

static void say_goodbye(struct hub_visitor *visitor)
{
    if (visitor->talk->conversation.mode == MODE_CLOSED ||
        visitor->talk->conversation.last_seq == 0)
        return;
    struct said *said = said_new();
    said->is_bye = true;
    enqueue(visitor, said);
}

/* ---- the rest ---- */

static void ignore_status(void *ctx, enum store_status status)
{
    (void)status;
    struct hub *hub = ctx;
    hub->running--;
}

static void mark_seen(struct hub_visitor *visitor, int64_t seq)
{
    struct talk *talk = visitor->talk;
    if (seq > talk->conversation.last_seq)
        seq = talk->conversation.last_seq;
    if (seq <= talk->conversation.visitor_seen)
        return;
    talk->conversation.visitor_seen = seq;
    talk->hub->running++;
    store_mark_seen(talk->hub->config.store, talk->conversation.id, false, seq, ignore_status,
                    talk->hub);
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 128);
    web_encode_desk_seen(talk->conversation.public_id, seq, &frame);
    for (struct hub_agent_view *view = talk->views; view != NULL; view = view->next_of_talk)
        view->agent->outlet.send(view->agent->outlet.ctx, strbuf_view(&frame));
    arena_free(arena);
}

static void show_typing(struct hub_visitor *visitor)
{
    struct talk *talk = visitor->talk;
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 128);
    web_encode_desk_typing(talk->conversation.public_id, &frame);
    for (struct hub_agent_view *view = talk->views; view != NULL; view = view->next_of_talk)
        view->agent->outlet.send(view->agent->outlet.ctx, strbuf_view(&frame));
    arena_free(arena);
}

struct history {
    struct hub *hub;
    int64_t visitor;
};

static void history_is_here(void *ctx, const struct store_page *page)
{
    struct history wanted = *(struct history *)ctx;
    free(ctx);
    wanted.hub->running--;
    struct hub_visitor *visitor = table_find_id(wanted.hub->visitors, wanted.visitor);
    if (visitor == NULL || page->status != STORE_OK)
        return;
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 4096);
    web_encode_history(page->messages, page->count, page->is_more, &frame);
    visitor->outlet.send(visitor->outlet.ctx, strbuf_view(&frame));
    arena_free(arena);
}

static void read_history(struct hub_visitor *visitor, int64_t before)
{
    struct hub *hub = visitor->talk->hub;
    struct history *wanted = HEAP_NEW(struct history);
    *wanted = (struct history){hub, visitor->number};
    hub->running++;
    store_read_before(hub->config.store, visitor->talk->conversation.id, before, PAGE / 2, false,
                      history_is_here, wanted);
}

bool hub_visitor_frame(struct hub_visitor *visitor, const struct channel_frame *frame,
                       struct channel_error *error)
{
    struct hub *hub = visitor->talk->hub;
    switch (frame->verb) {
    case VERB_SAY:
        return say(visitor, frame, error);
    case VERB_TYPING:
        show_typing(visitor);
        return true;
    case VERB_SEEN:
        mark_seen(visitor, frame->seq);
        return true;
    case VERB_RATE:
        hub->running++;
        store_rate(hub->config.store, visitor->talk->conversation.id, (int)frame->number,
                   frame->text, ignore_status, hub);
        return true;
    case VERB_HISTORY:
        read_history(visitor, frame->seq);
        return true;
    case VERB_BYE:
        say_goodbye(visitor);
        return true;
    case VERB_HELLO:
    case VERB_PING:
    case VERB_TAKE:
    case VERB_OPEN:
    case VERB_NOTE:
    case VERB_RETURN:
    case VERB_CLOSE:
    case VERB_REQUEUE:
    case VERB_CALLBACK_DONE:
    case VERB_CASES:
    case VERB_CASE:
    case VERB_CASE_SET:
    case VERB_CUSTOMER:
    case VERB_CUSTOMER_NOTE:
        break;
    }
    error->fault = FAULT_UNKNOWN_TYPE;
    return false;
}
