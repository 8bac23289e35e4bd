/* Cases at the desk. */
#include "hub/internal.h"

void cases_changed(struct hub *hub)
{
    bus_poke(hub->config.bus, STR("case"), 0);
}
