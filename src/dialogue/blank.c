#include "dialogue/blank.h"

static bool is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' ||
           byte == '.' || byte == '-' || byte == '|';
}

bool blank_next(struct str text, size_t *at, struct str *name)
{
    for (size_t i = *at; i < text.len; i++) {
        if (text.data[i] != '{')
            continue;
        size_t end = i + 1;
        while (end < text.len && is_name_byte(text.data[end]))
            end++;
        if (end == i + 1 || end >= text.len || text.data[end] != '}')
            continue;
        *name = str_sub(text, i + 1, end);
        *at = end + 1;
        return true;
    }
    return false;
}

bool blank_all_known(struct str text, blank_find_fn *find, void *ctx)
{
    struct str name, value;
    for (size_t at = 0; blank_next(text, &at, &name);) {
        if (!find(ctx, name, &value))
            return false;
    }
    return true;
}

static struct str fill(struct arena *arena, struct str text, blank_find_fn *find, void *ctx,
                       bool keep_unknown)
{
    struct strbuf out = strbuf_new(arena, text.len + 64);
    struct str name, value;
    size_t done = 0;
    for (size_t at = 0; blank_next(text, &at, &name); done = at) {
        size_t brace = (size_t)(name.data - text.data) - 1;
        bool is_known = find(ctx, name, &value);
        if (!is_known && keep_unknown) {
            strbuf_add(&out, str_sub(text, done, at));
            continue;
        }
        if (!is_known && brace > done && text.data[brace - 1] == ' ')
            brace--;
        strbuf_add(&out, str_sub(text, done, brace));
        if (is_known)
            strbuf_add(&out, value);
    }
    strbuf_add(&out, str_sub(text, done, text.len));
    return strbuf_view(&out);
}

struct str blank_fill(struct arena *arena, struct str text, blank_find_fn *find, void *ctx)
{
    return fill(arena, text, find, ctx, false);
}

struct str blank_fill_known(struct arena *arena, struct str text, blank_find_fn *find, void *ctx)
{
    return fill(arena, text, find, ctx, true);
}
