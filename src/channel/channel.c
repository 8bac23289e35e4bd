#include "channel/channel.h"

#include "base/must.h"
#include "channel/web.h"

static const struct channel *const channels[] = {&channel_web};

const struct channel *channel_find(struct str name)
{
    for (size_t i = 0; i < COUNT(channels); i++) {
        if (str_is(name, channels[i]->name))
            return channels[i];
    }
    return NULL;
}

const char *channel_fault_code(enum channel_fault fault)
{
    static const char *const codes[] = {
        "",         "bad_json",          "unknown_type",     "bad_field",   "forbidden_field",
        "bad_text", "empty_message",     "message_too_long", "id_reused",   "rate_limited",
        "busy",     "store_unavailable", "hello_first",      "not_allowed", "not_found",
        "stale"};
    return codes[fault];
}
