#include "store/events.h"

#include "base/json.h"

static void add_fields(const struct field *fields, size_t count, struct strbuf *out)
{
    strbuf_add_byte(out, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_add_byte(out, ',');
        json_add_string(out, fields[i].name);
        strbuf_add_byte(out, ':');
        json_add_string(out, fields[i].value);
    }
    strbuf_add_byte(out, '}');
}

struct str store_fields_write(const struct field *fields, size_t count, struct arena *arena)
{
    struct strbuf out = strbuf_new(arena, 128);
    add_fields(fields, count, &out);
    return strbuf_view(&out);
}

static struct str text_of(const json_t *value, struct arena *arena)
{
    return str_dup(arena, (struct str){json_string_value(value), json_string_length(value)});
}

static const struct field *read_fields(json_t *object, struct arena *arena, size_t *count)
{
    size_t n = 0;
    struct field *fields = ARENA_ARRAY(arena, struct field, json_object_size(object));
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value) fields[n++] =
        (struct field){str_dup(arena, str_view(name)), text_of(value, arena)};
    *count = n;
    return fields;
}

const struct field *store_fields_read(struct str text, struct arena *arena, size_t *count)
{
    json_t *object = json_loadb(text.data, text.len, 0, NULL);
    const struct field *fields = read_fields(object, arena, count);
    json_decref(object);
    return fields;
}

struct str store_event_write(const struct turn_event *event, struct arena *arena)
{
    struct strbuf out = strbuf_new(arena, 256 + event->body.len);
    strbuf_add_cstr(&out, "{\"name\":");
    json_add_string(&out, event->name);
    strbuf_add_cstr(&out, event->ok ? ",\"ok\":true,\"body\":" : ",\"ok\":false,\"body\":");
    json_add_string(&out, event->body);
    strbuf_add_cstr(&out, ",\"fields\":");
    add_fields(event->fields, event->field_count, &out);
    strbuf_add_byte(&out, '}');
    return strbuf_view(&out);
}

void store_event_read(struct str payload, struct arena *arena, struct turn_event *out)
{
    json_t *object = json_loadb(payload.data, payload.len, 0, NULL);
    out->name = text_of(json_object_get(object, "name"), arena);
    out->ok = json_is_true(json_object_get(object, "ok"));
    out->body = text_of(json_object_get(object, "body"), arena);
    out->fields = read_fields(json_object_get(object, "fields"), arena, &out->field_count);
    json_decref(object);
}
