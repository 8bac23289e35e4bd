#include "model/person.h"

#include "base/must.h"

static const char *const role_names[] = {"agent", "editor", "supervisor", "manager", "admin"};

const char *role_name(enum role role)
{
    return role_names[role];
}

bool role_from_name(struct str name, enum role *out)
{
    for (size_t i = 0; i < COUNT(role_names); i++) {
        if (str_is(name, role_names[i])) {
            *out = (enum role)i;
            return true;
        }
    }
    return false;
}
