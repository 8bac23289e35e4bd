/*
 * Telling people about the queue: agents see who waits, visitors their place. Changes come in
 * bursts, so one reading of the store answers for all that happened before it began.
 */
#include <stdlib.h>

#include "channel/web.h"
#include "hub/internal.h"

struct telling {
    struct str frame;
};

static void tell_agent(void *value, void *ctx)
{
    struct hub_agent *agent = value;
    struct telling *telling = ctx;
    agent->outlet.send(agent->outlet.ctx, telling->frame);
}

static void tell_visitors(struct hub *hub, const struct store_queue *queue, struct arena *arena)
{
    int64_t now_ms = clock_wall_ms(hub->config.clock);
    for (size_t i = 0; i < queue->count; i++) {
        struct talk *talk = talk_find(hub, queue->handoffs[i].conversation);
        if (talk == NULL)
            continue;
        int position = (int)i + 1;
        struct strbuf frame = strbuf_new(arena, 128);
        web_encode_queue(position, estimate_wait_s(&hub->estimate, position, now_ms),
                         queue->handoffs[i].team, &frame);
        for (struct hub_visitor *visitor = talk->visitors; visitor != NULL;
             visitor = visitor->next) {
            if (visitor->is_welcome)
                visitor->outlet.send(visitor->outlet.ctx, strbuf_view(&frame));
        }
    }
}

static void read_queue(struct hub *hub);

static void queue_is_here(void *ctx, const struct store_queue *queue)
{
    struct hub *hub = ctx;
    hub->running--;
    hub->queue_is_read = false;
    if (queue->status == STORE_OK) {
        struct arena *arena = arena_new();
        struct strbuf frame = strbuf_new(arena, 1024);
        web_encode_desk_queue(queue->handoffs, queue->count, &frame);
        struct telling telling = {strbuf_view(&frame)};
        hub->counters.waiting = (int64_t)queue->count;
        table_each(hub->agents, tell_agent, &telling);
        tell_visitors(hub, queue, arena);
        arena_free(arena);
    }
    if (hub->queue_is_stale)
        read_queue(hub);
}

static void read_queue(struct hub *hub)
{
    hub->queue_is_read = true;
    hub->queue_is_stale = false;
    hub->running++;
    store_queue(hub->config.store, QUEUE_SHOWN, queue_is_here, hub);
}

void queue_changed(struct hub *hub)
{
    if (hub->queue_is_read)
        hub->queue_is_stale = true;
    else
        read_queue(hub);
}

/* ---- an agent's own conversations ---- */

struct mine {
    struct hub *hub;
    int64_t staff;
};

struct mine_telling {
    int64_t staff;
    struct str frame;
};

static void tell_if_theirs(void *value, void *ctx)
{
    struct hub_agent *agent = value;
    struct mine_telling *telling = ctx;
    if (agent->staff.id == telling->staff)
        agent->outlet.send(agent->outlet.ctx, telling->frame);
}

static void mine_are_here(void *ctx, const struct store_conversations *list)
{
    struct mine mine = *(struct mine *)ctx;
    free(ctx);
    mine.hub->running--;
    if (list->status != STORE_OK)
        return;
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 1024);
    web_encode_desk_mine(list->conversations, list->handoffs, list->count, &frame);
    struct mine_telling telling = {mine.staff, strbuf_view(&frame)};
    table_each(mine.hub->agents, tell_if_theirs, &telling);
    arena_free(arena);
}

void queue_show_mine_of(struct hub *hub, int64_t staff)
{
    struct mine *mine = HEAP_NEW(struct mine);
    *mine = (struct mine){hub, staff};
    hub->running++;
    store_owned(hub->config.store, staff, OWNED_SHOWN, mine_are_here, mine);
}

void queue_show_mine(struct hub_agent *agent)
{
    queue_show_mine_of(agent->hub, agent->staff.id);
}

/* ---- call-backs ---- */

struct callbacks_for {
    struct hub *hub;
    int64_t agent; /* 0: all */
};

static void callbacks_are_here(void *ctx, const struct store_callbacks *list)
{
    struct callbacks_for wanted = *(struct callbacks_for *)ctx;
    free(ctx);
    wanted.hub->running--;
    if (list->status != STORE_OK)
        return;
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 512);
    web_encode_desk_callbacks(list->callbacks, list->count, &frame);
    struct telling telling = {strbuf_view(&frame)};
    struct hub_agent *only =
        wanted.agent == 0 ? NULL : table_find_id(wanted.hub->agents, wanted.agent);
    if (wanted.agent == 0)
        table_each(wanted.hub->agents, tell_agent, &telling);
    else if (only != NULL)
        tell_agent(only, &telling);
    arena_free(arena);
}

void queue_show_callbacks(struct hub *hub, struct hub_agent *only)
{
    struct callbacks_for *wanted = HEAP_NEW(struct callbacks_for);
    *wanted = (struct callbacks_for){hub, only == NULL ? 0 : only->number};
    hub->running++;
    store_callbacks(hub->config.store, QUEUE_SHOWN, callbacks_are_here, wanted);
}
