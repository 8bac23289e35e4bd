/*
 * Pokes between nodes: "conversation 17 has news". Hints only: a lost poke costs latency, never
 * data, because whoever hears one reads the store. bus/local delivers within the process; others
 * come behind the same calls. Loop thread only.
 */
#ifndef BUS_BUS_H
#define BUS_BUS_H

#include <stdint.h>

#include "base/str.h"

struct bus;

typedef void bus_fn(void *ctx, struct str subject, int64_t number);

/* The bus within this process. */
struct bus *bus_open_local(void);
void bus_close(struct bus *bus);

/* Calls fn for every poke whose subject equals this one ("conversation", "queue", "release"). */
void bus_subscribe(struct bus *bus, struct str subject, bus_fn *fn, void *ctx);

/* Tells every subscriber, this process's before it returns. */
void bus_poke(struct bus *bus, struct str subject, int64_t number);

#endif
