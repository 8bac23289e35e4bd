#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct str str_view(const char *cstr)
{
    return (struct str){cstr, cstr == NULL ? 0 : strlen(cstr)};
}

char *str_cstr(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    if (s.len > 0)
        memcpy(copy, s.data, s.len);
    return copy;
}

struct str str_dup(struct arena *arena, struct str s)
{
    return (struct str){str_cstr(arena, s), s.len};
}

char *str_heap(struct str s)
{
    char *copy = heap_alloc(1, s.len + 1);
    if (s.len > 0)
        memcpy(copy, s.data, s.len);
    return copy;
}

bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool str_is(struct str a, const char *cstr)
{
    return str_equal(a, str_view(cstr));
}

int str_compare(struct str a, struct str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.data, b.data, shared);
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_equal(str_sub(s, 0, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_equal(str_sub(s, s.len - suffix.len, s.len), suffix);
}

ptrdiff_t str_find(struct str s, struct str part)
{
    if (part.len == 0)
        return 0;
    const char *at = s.len == 0 ? NULL : memmem(s.data, s.len, part.data, part.len);
    return at == NULL ? -1 : at - s.data;
}

bool str_has(struct str s, struct str part)
{
    return str_find(s, part) >= 0;
}

struct str str_sub(struct str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from >= to)
        return (struct str){0};
    return (struct str){s.data + from, to - from};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && is_space(s.data[0]))
        s = str_sub(s, 1, s.len);
    while (s.len > 0 && is_space(s.data[s.len - 1]))
        s.len--;
    return s;
}

bool str_split(struct str *rest, char sep, struct str *piece)
{
    if (rest->data == NULL)
        return false;
    const char *at = rest->len == 0 ? NULL : memchr(rest->data, sep, rest->len);
    if (at == NULL) {
        *piece = *rest;
        *rest = (struct str){0};
        return true;
    }
    size_t used = (size_t)(at - rest->data);
    *piece = (struct str){rest->data, used};
    *rest = (struct str){at + 1, rest->len - used - 1};
    return true;
}

uint64_t str_hash(struct str s)
{
    uint64_t hash = 0xcbf29ce484222325U; /* offset basis and prime: FNV-1a, RFC 9923 */
    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.data[i]) * 0x100000001b3U;
    return hash;
}

bool str_to_int(struct str s, int64_t min, int64_t max, int64_t *out)
{
    bool negative = s.len > 0 && s.data[0] == '-';
    size_t i = negative ? 1 : 0;
    if (i == s.len || s.len - i > 18)
        return false;
    int64_t value = 0;
    for (; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
        value = value * 10 + (s.data[i] - '0');
    }
    if (negative)
        value = -value;
    if (value < min || value > max)
        return false;
    *out = value;
    return true;
}

struct strbuf strbuf_new(struct arena *arena, size_t expected)
{
    size_t cap = expected < 31 ? 32 : expected + 1;
    return (struct strbuf){.arena = arena, .data = arena_alloc(arena, cap), .cap = cap};
}

static void strbuf_reserve(struct strbuf *buf, size_t more)
{
    size_t need = buf->len + more + 1;
    if (need <= buf->cap)
        return;
    size_t cap = buf->cap * 2 > need ? buf->cap * 2 : need;
    char *data = arena_alloc(buf->arena, cap);
    memcpy(data, buf->data, buf->len);
    buf->data = data;
    buf->cap = cap;
}

void strbuf_add(struct strbuf *buf, struct str s)
{
    if (s.len == 0)
        return;
    strbuf_reserve(buf, s.len);
    memcpy(buf->data + buf->len, s.data, s.len);
    buf->len += s.len;
    buf->data[buf->len] = '\0';
}

void strbuf_add_cstr(struct strbuf *buf, const char *cstr)
{
    strbuf_add(buf, str_view(cstr));
}

void strbuf_add_byte(struct strbuf *buf, char byte)
{
    strbuf_add(buf, (struct str){&byte, 1});
}

PRINTF_LIKE(2, 0)
static void add_formatted(struct strbuf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    must(need >= 0);
    strbuf_reserve(buf, (size_t)need);
    vsnprintf(buf->data + buf->len, (size_t)need + 1, format, again);
    buf->len += (size_t)need;
    va_end(again);
}

void strbuf_addf(struct strbuf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_formatted(buf, format, args);
    va_end(args);
}

struct str strbuf_view(const struct strbuf *buf)
{
    return (struct str){buf->data, buf->len};
}

struct str str_printf(struct arena *arena, const char *format, ...)
{
    struct strbuf buf = strbuf_new(arena, 64);
    va_list args;
    va_start(args, format);
    add_formatted(&buf, format, args);
    va_end(args);
    return strbuf_view(&buf);
}
