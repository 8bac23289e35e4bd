/*
 * A case: something a customer is owed an answer to (ISO 10002 in spirit): numbered, owned, due,
 * with a history, until the customer says it is solved.
 *
 *   open → working → (waiting: for the customer) → solved → closed
 *   solved and closed go back to open when the customer says it is not solved; open, working and
 *   waiting become withdrawn when they want it no more
 */
#ifndef MODEL_CASE_H
#define MODEL_CASE_H

#include "model/effect.h"

enum case_state {
    CASE_IS_OPEN,
    CASE_IS_WORKING,
    CASE_IS_WAITING,  /* for the customer */
    CASE_IS_SOLVED,   /* says the staff; the customer is asked */
    CASE_IS_CLOSED,   /* the customer agrees */
    CASE_IS_WITHDRAWN /* by the customer */
};

enum { CASE_KINDS = CASE_ORDER + 1 };

struct case_file {
    int64_t id;
    struct str code; /* "KN-7K3M9Q" */
    enum case_kind kind;
    enum case_state state;
    int64_t ver; /* raised by every change */
    int priority;
    struct str category, team, title, text;
    struct str fields; /* JSON object: name → value */
    struct str note;   /* the newest word to the customer, or empty */
    int64_t conversation;
    struct str public_id; /* of the conversation */
    int64_t owner;        /* staff id, 0: nobody yet */
    struct str owner_name;
    int64_t opened_at_ms, due_at_ms, updated_at_ms; /* due 0: no promise */
};

/* One line of its history. */
struct case_entry {
    int64_t at_ms;
    struct str author; /* "customer", or a name of staff */
    struct str what;   /* "opened" "note" "reopen" "solved" "withdraw", or "state" "owner"
                          "priority" by staff */
    struct str text;
    bool is_public; /* the customer was told, or said it */
};

const char *case_state_name(enum case_state state); /* "open" "working" "waiting" "solved" … */
bool case_state_from_name(struct str name, enum case_state *out);

#endif
