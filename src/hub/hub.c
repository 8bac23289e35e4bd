#include "hub/hub.h"

#include <stdlib.h>

#include "hub/internal.h"

struct hub *hub_new(const struct hub_config *config)
{
    struct hub *hub = HEAP_NEW(struct hub);
    hub->config = *config;
    hub->talks = table_new();
    hub->visitors = table_new();
    hub->agents = table_new();
    hub->bucket = (struct bucket){config->global_per_s, clock_mono_ms(config->clock)};
    events_start(hub);
    return hub;
}

void hub_free(struct hub *hub)
{
    if (hub == NULL)
        return;
    must(table_count(hub->visitors) == 0 && table_count(hub->agents) == 0 && hub->running == 0);
    events_free(hub);
    table_free(hub->talks);
    table_free(hub->visitors);
    table_free(hub->agents);
    rulebook_unref(hub->rulebook);
    free(hub);
}

void hub_set_rulebook(struct hub *hub, struct rulebook *rulebook)
{
    struct rulebook *old = hub->rulebook;
    hub->rulebook = rulebook_ref(rulebook);
    rulebook_unref(old);
}

struct rulebook *hub_rulebook(const struct hub *hub)
{
    return hub->rulebook;
}

bool hub_is_idle(const struct hub *hub)
{
    return hub->running == 0;
}

struct hub_counters hub_counters(const struct hub *hub)
{
    struct hub_counters counters = hub->counters;
    counters.conversations_live = (int64_t)table_count(hub->talks);
    counters.visitors = (int64_t)table_count(hub->visitors);
    counters.agents = (int64_t)table_count(hub->agents);
    return counters;
}
