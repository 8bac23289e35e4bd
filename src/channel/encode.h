/*
 * The small steps of writing a frame. Internal to channel/.
 */
#ifndef CHANNEL_ENCODE_H
#define CHANNEL_ENCODE_H

#include <inttypes.h>

#include "base/json.h"
#include "base/str.h"

static inline void add_field(struct strbuf *out, const char *name, struct str value)
{
    strbuf_addf(out, ",\"%s\":", name);
    json_add_string(out, value);
}

static inline void add_number(struct strbuf *out, const char *name, int64_t value)
{
    strbuf_addf(out, ",\"%s\":%" PRId64, name, value);
}

static inline void add_flag(struct strbuf *out, const char *name, bool value)
{
    strbuf_addf(out, ",\"%s\":%s", name, value ? "true" : "false");
}

static inline void add_object(struct strbuf *out, const char *name, struct str json)
{
    strbuf_addf(out, ",\"%s\":", name);
    strbuf_add(out, json.len == 0 ? STR("null") : json);
}

static inline void begin(struct strbuf *out, const char *type)
{
    strbuf_addf(out, "{\"type\":\"%s\"", type);
}

static inline void end(struct strbuf *out)
{
    strbuf_add_byte(out, '}');
}

#endif
