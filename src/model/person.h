/*
 * The people behind the desk.
 */
#ifndef MODEL_PERSON_H
#define MODEL_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum role { ROLE_AGENT, ROLE_EDITOR, ROLE_SUPERVISOR, ROLE_MANAGER, ROLE_ADMIN };

struct staff {
    int64_t id;
    struct str login; /* [a-z0-9._-]{2,32} or an e-mail address, lower case, unique */
    struct str name;  /* shown to visitors, e.g. "Minh Anh" */
    enum role role;
    struct str password_hash; /* argon2id, libsodium's encoding */
    bool is_disabled;
    int64_t created_at_ms;
};

const char *role_name(enum role role); /* "agent", … */
bool role_from_name(struct str name, enum role *out);

#endif
