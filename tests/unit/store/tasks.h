/*
 * What the checks of service tasks share: a turn with effects, and the events whose time has come.
 */
#ifndef TESTS_UNIT_STORE_TASKS_H
#define TESTS_UNIT_STORE_TASKS_H

#include "fixture.h"
#include "store/events.h"

/* A turn of two messages under this client_id, with effects and a timer at wake_ms; raises c->ver
 * when OK. */
struct store_written act_out_as(struct fixture *f, struct conversation *c, const char *client_id,
                                const struct effect *effects, size_t count, int64_t wake_ms);

/* The visitor says yes and the bot does this; raises c->ver when OK. */
struct store_written act_out(struct fixture *f, struct conversation *c,
                             const struct effect *effects, size_t count);

struct events_answer {
    struct fixture *f;
    bool answered;
    enum store_status status;
    size_t count;
    struct store_event events[10];
    struct turn_event read[10];
};

/* The events whose time has come. */
struct events_answer due(struct fixture *f);

/* A field of the event, or "(none)". */
struct str field_of(const struct turn_event *event, const char *name);

#endif
