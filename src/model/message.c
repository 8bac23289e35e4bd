#include "model/message.h"

const char *author_name(enum author author)
{
    static const char *const names[] = {"visitor", "bot", "agent", "system"};
    return names[author];
}

const char *message_kind_name(enum message_kind kind)
{
    static const char *const names[] = {"text", "note", "event"};
    return names[kind];
}
