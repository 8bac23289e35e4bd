#include "tasks.h"

#include <stdio.h>

struct store_written act_out_as(struct fixture *f, struct conversation *c, const char *client_id,
                                const struct effect *effects, size_t count, int64_t wake_ms)
{
    struct message messages[] = {text_of(f, AUTHOR_VISITOR, "vâng", client_id),
                                 text_of(f, AUTHOR_BOT, "Dạ", "")};
    struct store_turn turn = turn_of(c, messages, COUNT(messages));
    turn.effects = effects;
    turn.effect_count = count;
    turn.wake_at_ms = wake_ms;
    struct store_written written = sync_turn(f, &turn);
    if (written.status == STORE_OK)
        c->ver = written.ver;
    return written;
}

struct store_written act_out(struct fixture *f, struct conversation *c,
                             const struct effect *effects, size_t count)
{
    static int number;
    char id[24];
    snprintf(id, sizeof(id), "task-%d", ++number);
    return act_out_as(f, c, id, effects, count, 0);
}

static void on_events(void *ctx, const struct store_events *list)
{
    struct events_answer *answer = ctx;
    answer->status = list->status;
    answer->count = list->count;
    for (size_t i = 0; i < list->count && i < COUNT(answer->events); i++) {
        answer->events[i] = list->events[i];
        answer->events[i].key = str_dup(answer->f->arena, list->events[i].key);
        store_event_read(list->events[i].payload, answer->f->arena, &answer->read[i]);
    }
    answer->answered = true;
    loop_stop(answer->f->loop);
}

struct events_answer due(struct fixture *f)
{
    struct events_answer answer = {.f = f};
    store_events_due(f->store, 10, on_events, &answer);
    fixture_wait(f, &answer.answered);
    return answer;
}

struct str field_of(const struct turn_event *event, const char *name)
{
    for (size_t i = 0; i < event->field_count; i++) {
        if (str_is(event->fields[i].name, name))
            return event->fields[i].value;
    }
    return STR("(none)");
}
