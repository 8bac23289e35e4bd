#include "model/conversation.h"

const char *mode_name(enum conversation_mode mode)
{
    static const char *const names[] = {"bot", "queued", "human", "closed"};
    return names[mode];
}

const char *handoff_reason_name(enum handoff_reason reason)
{
    static const char *const names[] = {"asked", "unsure", "rule", "failure", "hours"};
    return names[reason];
}

const char *handoff_state_name(enum handoff_state state)
{
    static const char *const names[] = {"queued", "active",  "returned", "resolved",
                                        "missed", "expired", "withdrawn"};
    return names[state];
}
