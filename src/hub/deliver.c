/*
 * Who hears what. Each connection has a cursor: the next message in order is sent at once, a gap is
 * read from the store, what it has had already is dropped. So every view is a prefix of the store.
 */
#include <stdlib.h>
#include <string.h>

#include "channel/web.h"
#include "hub/internal.h"

void send_error(struct hub_outlet outlet, const struct channel_error *error)
{
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 256);
    web_encode_error(error, &frame);
    outlet.send(outlet.ctx, strbuf_view(&frame));
    arena_free(arena);
}

void fault_from_status(enum store_status status, struct channel_error *error)
{
    switch (status) {
    case STORE_BUSY:
    case STORE_CONFLICT:
        error->fault = FAULT_BUSY;
        error->retry_after_ms = 2000;
        return;
    case STORE_REUSED:
        error->fault = FAULT_ID_REUSED;
        return;
    case STORE_FENCED:
        error->fault = FAULT_STALE;
        return;
    case STORE_NOT_FOUND:
    case STORE_EXISTS:
        error->fault = FAULT_NOT_FOUND;
        return;
    case STORE_OK:
    case STORE_DUPLICATE:
    case STORE_UNAVAILABLE:
        error->fault = FAULT_STORE_UNAVAILABLE;
        error->retry_after_ms = 5000;
        return;
    }
}

/* ---- live ---- */

static bool is_for_visitors(const struct message *message)
{
    return message->kind != MESSAGE_NOTE;
}

static void to_visitor(struct hub_visitor *visitor, const struct message *messages, size_t count,
                       bool is_speaker, struct strbuf *frame)
{
    if (!visitor->is_welcome || visitor->is_reading)
        return; /* what is being read will hold it, or is asked for again afterwards */
    if (count > 0 && messages[0].seq > visitor->delivered + 1) {
        deliver_catch_up(visitor);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (messages[i].seq <= visitor->delivered)
            continue;
        visitor->delivered = messages[i].seq;
        bool own = is_speaker && messages[i].author == AUTHOR_VISITOR; /* acknowledged instead */
        if (own || !is_for_visitors(&messages[i]))
            continue;
        frame->len = 0;
        web_encode_message(&messages[i], frame);
        visitor->outlet.send(visitor->outlet.ctx, strbuf_view(frame));
    }
}

static void to_view(struct hub_agent_view *view, const struct message *messages, size_t count,
                    bool is_speaker, struct strbuf *frame)
{
    if (view->is_reading)
        return;
    if (count > 0 && messages[0].seq > view->delivered + 1) {
        deliver_catch_up_view(view);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (messages[i].seq <= view->delivered)
            continue;
        view->delivered = messages[i].seq;
        if (is_speaker && messages[i].author == AUTHOR_AGENT)
            continue;
        frame->len = 0;
        web_encode_desk_message(view->talk->conversation.public_id, &messages[i], frame);
        view->agent->outlet.send(view->agent->outlet.ctx, strbuf_view(frame));
    }
}

void deliver(struct talk *talk, const struct message *messages, size_t count, int64_t skip)
{
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 1024);
    for (struct hub_visitor *visitor = talk->visitors; visitor != NULL; visitor = visitor->next)
        to_visitor(visitor, messages, count, visitor->number == skip, &frame);
    for (struct hub_agent_view *view = talk->views; view != NULL; view = view->next_of_talk)
        to_view(view, messages, count, view->agent->number == skip, &frame);
    arena_free(arena);
}

void deliver_state(struct talk *talk)
{
    const struct conversation *conversation = &talk->conversation;
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 256);
    web_encode_state(conversation->mode,
                     conversation->mode == MODE_HUMAN ? conversation->owner_name : STR(""), &frame);
    for (struct hub_visitor *visitor = talk->visitors; visitor != NULL; visitor = visitor->next) {
        if (visitor->is_welcome)
            visitor->outlet.send(visitor->outlet.ctx, strbuf_view(&frame));
    }
    for (struct hub_agent_view *view = talk->views; view != NULL; view = view->next_of_talk) {
        frame.len = 0;
        web_encode_desk_state(conversation->public_id, conversation->mode, conversation->owner_name,
                              conversation->mode == MODE_HUMAN &&
                                  conversation->owner == view->agent->staff.id,
                              &frame);
        view->agent->outlet.send(view->agent->outlet.ctx, strbuf_view(&frame));
    }
    arena_free(arena);
}

/* ---- from the store ---- */

struct catch_up {
    struct hub *hub;
    int64_t number, conversation; /* of the visitor, or of the agent and the conversation */
};

static struct catch_up *catch_up_new(struct hub *hub, int64_t number, int64_t conversation)
{
    struct catch_up *ctx = HEAP_NEW(struct catch_up);
    *ctx = (struct catch_up){hub, number, conversation};
    hub->running++;
    return ctx;
}

static void send_welcome(struct hub_visitor *visitor, const struct store_page *page)
{
    struct talk *talk = visitor->talk;
    struct hub *hub = talk->hub;
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 4096);
    struct str locale = str_view(visitor->locale);
    struct web_welcome welcome = {
        .token = str_view(visitor->token),
        .resumed = visitor->resumed,
        .conversation = &talk->conversation,
        .title = rulebook_fact(hub->rulebook, "shop", locale),
        .open = hours_are_open(&hub->config.calendar->general, clock_wall_ms(hub->config.clock)),
        .say_per_s = hub->config.say_per_s,
        .say_burst = hub->config.say_burst,
        .server_time_ms = clock_wall_ms(hub->config.clock),
        .messages = page->messages,
        .count = page->count,
        .more = page->is_more,
    };
    web_encode_welcome(&welcome, &frame);
    visitor->is_welcome = true;
    free(visitor->token);
    visitor->token = NULL;
    visitor->outlet.send(visitor->outlet.ctx, strbuf_view(&frame));
    arena_free(arena);
    if (talk->conversation.mode == MODE_QUEUED)
        queue_changed(hub);
}

static void give_page(struct hub_visitor *visitor, const struct store_page *page)
{
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 1024);
    for (size_t i = 0; i < page->count; i++) {
        frame.len = 0;
        web_encode_message(&page->messages[i], &frame);
        visitor->outlet.send(visitor->outlet.ctx, strbuf_view(&frame));
    }
    arena_free(arena);
}

static void page_is_here(void *ctx, const struct store_page *page)
{
    struct catch_up wanted = *(struct catch_up *)ctx;
    free(ctx);
    wanted.hub->running--;
    struct hub_visitor *visitor = table_find_id(wanted.hub->visitors, wanted.number);
    if (visitor == NULL)
        return;
    visitor->is_reading = false;
    if (page->status != STORE_OK) {
        struct channel_error error = {0};
        fault_from_status(page->status, &error);
        send_error(visitor->outlet, &error);
        return;
    }
    if (!visitor->is_welcome)
        send_welcome(visitor, page);
    else
        give_page(visitor, page);
    if (page->count > 0)
        visitor->delivered = page->messages[page->count - 1].seq;
    /* Notes are not in the page: without more to read the cursor stands at the end. */
    if (!page->is_more && page->count < PAGE &&
        visitor->delivered < visitor->talk->conversation.last_seq && page->count == 0)
        visitor->delivered = visitor->talk->conversation.last_seq;
    if (page->is_more || visitor->delivered < visitor->talk->conversation.last_seq)
        deliver_catch_up(visitor);
}

void deliver_catch_up(struct hub_visitor *visitor)
{
    struct hub *hub = visitor->talk->hub;
    if (visitor->is_reading)
        return;
    visitor->is_reading = true;
    store_read_after(hub->config.store, visitor->talk->conversation.id, visitor->delivered, PAGE,
                     false, page_is_here, catch_up_new(hub, visitor->number, 0));
}

static struct hub_agent_view *find_view(struct hub *hub, int64_t agent, int64_t conversation)
{
    struct hub_agent *found = table_find_id(hub->agents, agent);
    struct hub_agent_view *view = found == NULL ? NULL : found->views;
    while (view != NULL && view->talk->conversation.id != conversation)
        view = view->next_of_agent;
    return view;
}

static void view_page_is_here(void *ctx, const struct store_page *page)
{
    struct catch_up wanted = *(struct catch_up *)ctx;
    free(ctx);
    wanted.hub->running--;
    struct hub_agent_view *view = find_view(wanted.hub, wanted.number, wanted.conversation);
    if (view == NULL)
        return;
    view->is_reading = false;
    const struct conversation *conversation = &view->talk->conversation;
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 4096);
    bool is_mine = conversation->mode == MODE_HUMAN && conversation->owner == view->agent->staff.id;
    if (page->count > 0)
        view->delivered = page->messages[page->count - 1].seq;
    web_encode_desk_conversation(conversation, is_mine, page->messages, page->count, page->is_more,
                                 &frame);
    view->agent->outlet.send(view->agent->outlet.ctx, strbuf_view(&frame));
    arena_free(arena);
    if (page->status == STORE_OK && !page->is_more && view->delivered < conversation->last_seq)
        deliver_catch_up_view(view); /* something came while we read */
}

void deliver_catch_up_view(struct hub_agent_view *view)
{
    struct hub *hub = view->agent->hub;
    if (view->is_reading)
        return;
    view->is_reading = true;
    store_read_after(hub->config.store, view->talk->conversation.id, view->delivered, PAGE, true,
                     view_page_is_here,
                     catch_up_new(hub, view->agent->number, view->talk->conversation.id));
}
