/*
 * What happens without a visitor's words: a timer, the answer of another system, a changed case, a
 * planned message. Each waits in the store until its turn commits, so this only has to look, often
 * enough; what is lost here is found at the next look, also after a restart.
 */
#include <stdlib.h>

#include "base/log.h"
#include "hub/internal.h"
#include "model/case.h"
#include "store/events.h"

enum {
    LOOK_MS = 1000,
    AT_ONCE = 50,             /* events of one look */
    LATER_MS = 30 * 60 * 1000 /* a follow-up waits while a person has the conversation */
};

struct coming {
    struct hub *hub;
    struct arena *arena;
    int64_t id;
    struct turn_event event;
};

static void look(void *ctx);

void events_start(struct hub *hub)
{
    hub->events = table_new();
    hub->events_timer = loop_timer_new(hub->config.loop, look, hub);
    loop_timer_start(hub->events_timer, LOOK_MS, LOOK_MS);
}

void hub_stop_events(struct hub *hub)
{
    loop_timer_stop(hub->events_timer);
}

void events_free(struct hub *hub)
{
    loop_timer_free(hub->events_timer);
    table_free(hub->events);
}

void events_done(struct hub *hub, int64_t id)
{
    if (id != 0)
        table_remove_id(hub->events, id);
}

static void forget(struct coming *coming)
{
    coming->hub->running--;
    arena_free(coming->arena);
}

static void delayed(void *ctx, enum store_status status)
{
    struct coming *coming = ctx;
    (void)status; /* whatever it is, the next look tells */
    events_done(coming->hub, coming->id);
    forget(coming);
}

/* Hands the event to its conversation, behind what the visitor has said already. */
static void enqueue(struct talk *talk, const struct coming *coming)
{
    struct arena *arena = arena_new();
    struct said *said = ARENA_NEW(arena, struct said);
    const struct turn_event *event = &coming->event;
    struct field *fields = ARENA_ARRAY(arena, struct field, event->field_count);
    for (size_t i = 0; i < event->field_count; i++)
        fields[i] = (struct field){str_dup(arena, event->fields[i].name),
                                   str_dup(arena, event->fields[i].value)};
    *said = (struct said){.arena = arena,
                          .locale = str_dup(arena, talk->conversation.locale),
                          .event_id = coming->id,
                          .event = {event->kind, str_dup(arena, event->name),
                                    str_dup(arena, event->key), event->ok,
                                    str_dup(arena, event->body), fields, event->field_count}};
    *talk->last = said;
    talk->last = &said->next;
    talk->waiting++;
    turn_next(talk);
}

static void conversation_is_here(void *ctx, enum store_status status,
                                 const struct conversation *conversation)
{
    struct coming *coming = ctx;
    struct hub *hub = coming->hub;
    if (status != STORE_OK) {
        events_done(hub, coming->id);
        forget(coming);
        return;
    }
    bool has_person = conversation->mode == MODE_HUMAN || conversation->mode == MODE_QUEUED;
    if (has_person && coming->event.kind == EVENT_FOLLOW_UP) {
        store_event_delay(hub->config.store, coming->id,
                          clock_wall_ms(hub->config.clock) + LATER_MS, delayed, coming);
        return;
    }
    enqueue(talk_of(hub, conversation), coming);
    forget(coming);
}

static void take(struct hub *hub, const struct store_event *event)
{
    struct arena *arena = arena_new();
    struct coming *coming = ARENA_NEW(arena, struct coming);
    *coming = (struct coming){.hub = hub,
                              .arena = arena,
                              .id = event->id,
                              .event = {.kind = event->kind, .key = str_dup(arena, event->key)}};
    store_event_read(event->payload, arena, &coming->event);
    table_set_id(hub->events, event->id, hub);
    hub->running++;
    store_conversation(hub->config.store, event->conversation, STR(""), conversation_is_here,
                       coming);
}

static void events_are_here(void *ctx, const struct store_events *list)
{
    struct hub *hub = ctx;
    hub->running--;
    hub->events_are_read = false;
    for (size_t i = 0; i < list->count; i++) {
        if (table_find_id(hub->events, list->events[i].id) == NULL)
            take(hub, &list->events[i]);
    }
}

static void look(void *ctx)
{
    struct hub *hub = ctx;
    if (hub->events_are_read || hub->rulebook == NULL)
        return;
    hub->events_are_read = true;
    hub->running++;
    store_events_due(hub->config.store, AT_ONCE, events_are_here, hub);
}

/* ---- in words, for staff ---- */

static struct str field_of(const struct turn_event *event, const char *name)
{
    for (size_t i = 0; i < event->field_count; i++) {
        if (str_is(event->fields[i].name, name))
            return event->fields[i].value;
    }
    return STR("");
}

struct str event_sentence(const struct turn_event *event, struct arena *arena)
{
    switch (event->kind) {
    case EVENT_REQUEST:
        return str_printf(arena,
                          event->ok ? "Yêu cầu " STR_FMT " đã xong: " STR_FMT
                                    : "Yêu cầu " STR_FMT " chưa thực hiện được; xin kiểm tra lại "
                                      "với bộ phận liên quan." STR_FMT,
                          STR_ARG(event->name), STR_ARG(event->ok ? event->body : STR("")));
    case EVENT_CASE:
        return str_printf(arena, "Phiếu " STR_FMT " vừa đổi (" STR_FMT "). " STR_FMT,
                          STR_ARG(field_of(event, "code")), STR_ARG(field_of(event, "state")),
                          STR_ARG(field_of(event, "note")));
    case EVENT_NONE:
    case EVENT_TIMER:
    case EVENT_FOLLOW_UP:
        break;
    }
    return STR("");
}
