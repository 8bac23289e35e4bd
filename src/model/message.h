/*
 * What was said, by whom, in which conversation.
 */
#ifndef MODEL_MESSAGE_H
#define MODEL_MESSAGE_H

#include <stdint.h>

#include "base/str.h"

enum author { AUTHOR_VISITOR, AUTHOR_BOT, AUTHOR_AGENT, AUTHOR_SYSTEM };

/* text: said aloud. note: staff only, never sent towards the visitor. event: something happened
 * (queued, joined, returned, closed), body {"event":"joined",…}. */
enum message_kind { MESSAGE_TEXT, MESSAGE_NOTE, MESSAGE_EVENT };

struct message {
    int64_t seq; /* 1, 2, 3 … without a gap within its conversation; 0 before commit */
    enum author author;
    enum message_kind kind;
    struct str client_id;   /* the sender's own id, unique in the conversation; or empty */
    struct str author_name; /* shown name of an agent; or empty */
    struct str body;        /* JSON object, see docs/protocol.md "message" */
    struct str provenance;  /* JSON object for staff: release, rule or article, scores; or empty */
    int64_t created_at_ms;  /* UTC */
};

/* "visitor", "bot", "agent", "system" and "text", "note", "event": on the wire and in the store. */
const char *author_name(enum author author);
const char *message_kind_name(enum message_kind kind);

#endif
