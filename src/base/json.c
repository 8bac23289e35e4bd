#include "base/json.h"

#include <string.h>

const struct json_limits json_limits_frame = {.depth = 8, .keys = 64, .elements = 64};
const struct json_limits json_limits_body = {.depth = 16, .keys = 4096, .elements = 4096};

enum { DEEPEST = 32 };
static const int64_t largest_exact = (int64_t)1 << 53; /* RFC 8259 §6: interoperable integers */

struct scan {
    int depth, keys;
    int commas[DEEPEST]; /* per open bracket */
};

static bool scan_byte(struct scan *scan, char byte, const struct json_limits *limits,
                      struct err *err)
{
    switch (byte) {
    case '{':
    case '[':
        if (++scan->depth > limits->depth || scan->depth >= DEEPEST)
            return err_set(err, ERR_INPUT, "nested deeper than %d levels", limits->depth);
        scan->commas[scan->depth] = 0;
        return true;
    case '}':
    case ']':
        if (scan->depth > 0)
            scan->depth--;
        return true;
    case ':':
        if (++scan->keys > limits->keys)
            return err_set(err, ERR_INPUT, "more than %d keys", limits->keys);
        return true;
    case ',':
        if (++scan->commas[scan->depth] >= limits->elements + limits->keys)
            return err_set(err, ERR_INPUT, "more than %d elements", limits->elements);
        return true;
    default:
        return true;
    }
}

/* Counts brackets, keys and commas outside strings; what is malformed is the parser's business. */
static bool within_limits(struct str text, const struct json_limits *limits, struct err *err)
{
    struct scan scan = {0};
    bool in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.data[i];
        if (in_string && byte == '\\')
            i++;
        else if (byte == '"')
            in_string = !in_string;
        else if (!in_string && !scan_byte(&scan, byte, limits, err))
            return false;
    }
    return true;
}

static bool values_are_sane(const json_t *value, const struct json_limits *limits, struct err *err)
{
    size_t i;
    const char *key;
    json_t *item;

    if (json_is_integer(value)) {
        json_int_t number = json_integer_value(value);
        if (number > largest_exact || number < -largest_exact)
            return err_set(err, ERR_INPUT, "a number is outside ±2^53");
    }
    if (json_is_array(value) && json_array_size(value) > (size_t)limits->elements)
        return err_set(err, ERR_INPUT, "more than %d elements", limits->elements);
    json_array_foreach(value, i, item)
    {
        if (!values_are_sane(item, limits, err))
            return false;
    }
    if (!json_is_object(value))
        return true;
    json_t *object = json_incref((json_t *)(uintptr_t)value); /* the macro wants it writable */
    json_object_foreach(object, key, item)
    {
        if (!values_are_sane(item, limits, err))
            break;
    }
    json_decref(object);
    return err->code == ERR_NONE;
}

json_t *json_parse_object(struct str text, const struct json_limits *limits, struct err *err)
{
    if (!within_limits(text, limits, err))
        return NULL;
    json_error_t why;
    json_t *object = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, &why);
    if (object == NULL) {
        err_set(err, ERR_INPUT, "not JSON: %s (byte %d)", why.text, why.position);
        return NULL;
    }
    if (!json_is_object(object)) {
        err_set(err, ERR_INPUT, "not a JSON object");
        json_decref(object);
        return NULL;
    }
    if (!values_are_sane(object, limits, err)) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static bool wrong_type(const char *name, const char *want, struct err *err)
{
    return err_set(err, ERR_INPUT, "\"%s\" must be %s", name, want);
}

bool json_opt_str(const json_t *object, const char *name, struct str *out, struct err *err)
{
    const json_t *value = json_object_get(object, name);
    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_string(value))
        return wrong_type(name, "a text", err);
    *out = (struct str){json_string_value(value), json_string_length(value)};
    return true;
}

bool json_opt_int(const json_t *object, const char *name, int64_t min, int64_t max, int64_t *out,
                  struct err *err)
{
    const json_t *value = json_object_get(object, name);
    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_integer(value))
        return wrong_type(name, "a whole number", err);
    if (json_integer_value(value) < min || json_integer_value(value) > max)
        return wrong_type(name, "a number in range", err);
    *out = json_integer_value(value);
    return true;
}

bool json_opt_bool(const json_t *object, const char *name, bool *out, struct err *err)
{
    const json_t *value = json_object_get(object, name);
    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_boolean(value))
        return wrong_type(name, "true or false", err);
    *out = json_is_true(value);
    return true;
}

static bool is_there(const json_t *object, const char *name, struct err *err)
{
    const json_t *value = json_object_get(object, name);
    if (value == NULL || json_is_null(value))
        return err_set(err, ERR_INPUT, "\"%s\" is missing", name);
    return true;
}

bool json_get_str(const json_t *object, const char *name, struct str *out, struct err *err)
{
    return is_there(object, name, err) && json_opt_str(object, name, out, err);
}

bool json_get_int(const json_t *object, const char *name, int64_t min, int64_t max, int64_t *out,
                  struct err *err)
{
    return is_there(object, name, err) && json_opt_int(object, name, min, max, out, err);
}

json_t *json_from_str(struct str s)
{
    json_t *value = json_stringn(s.data == NULL ? "" : s.data, s.len);
    must(value != NULL); /* only invalid UTF-8 is refused, and that never gets this far */
    return value;
}

struct str json_text(struct arena *arena, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    must(text != NULL);
    struct str copy = str_dup(arena, str_view(text));
    free(text);
    return copy;
}

void json_add_string(struct strbuf *out, struct str s)
{
    static const char hex[] = "0123456789abcdef";
    strbuf_add_byte(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char byte = (unsigned char)s.data[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        strbuf_add(out, str_sub(s, from, i));
        from = i + 1;
        if (byte == '\n') {
            strbuf_add_cstr(out, "\\n");
        } else if (byte >= 0x20) {
            char escape[2] = {'\\', (char)byte};
            strbuf_add(out, (struct str){escape, 2});
        } else {
            char escape[6] = {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
            strbuf_add(out, (struct str){escape, 6});
        }
    }
    strbuf_add(out, str_sub(s, from, s.len));
    strbuf_add_byte(out, '"');
}
