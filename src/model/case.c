#include "model/case.h"

#include "base/must.h"

static const char *const names[] = {"open", "working", "waiting", "solved", "closed", "withdrawn"};

const char *case_state_name(enum case_state state)
{
    return names[state];
}

bool case_state_from_name(struct str name, enum case_state *out)
{
    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_is(name, names[i])) {
            *out = (enum case_state)i;
            return true;
        }
    }
    return false;
}
