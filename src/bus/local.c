/* The bus within one process: a poke is a function call. */
#include <stdlib.h>

#include "base/arena.h"
#include "bus/bus.h"

struct listener {
    struct listener *next;
    char *subject;
    bus_fn *fn;
    void *ctx;
};

struct bus {
    struct listener *first, **last;
};

struct bus *bus_open_local(void)
{
    struct bus *bus = HEAP_NEW(struct bus);
    bus->last = &bus->first;
    return bus;
}

void bus_close(struct bus *bus)
{
    if (bus == NULL)
        return;
    while (bus->first != NULL) {
        struct listener *listener = bus->first;
        bus->first = listener->next;
        free(listener->subject);
        free(listener);
    }
    free(bus);
}

void bus_subscribe(struct bus *bus, struct str subject, bus_fn *fn, void *ctx)
{
    struct listener *listener = HEAP_NEW(struct listener);
    *listener = (struct listener){.subject = str_heap(subject), .fn = fn, .ctx = ctx};
    *bus->last = listener;
    bus->last = &listener->next;
}

void bus_poke(struct bus *bus, struct str subject, int64_t number)
{
    for (struct listener *listener = bus->first; listener != NULL; listener = listener->next) {
        if (str_is(subject, listener->subject))
            listener->fn(listener->ctx, subject, number);
    }
}
