/*
 * Text as a borrowed view, and a buffer that grows in an arena.
 *
 * A struct str is not terminated and does not own its bytes. Parameters of this type are borrowed
 * for the call. A zeroed struct str is the empty text. No knowledge of encodings here: see text/.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/must.h"

struct str {
    const char *data;
    size_t len;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

/* For printf-like calls: printf(STR_FMT, STR_ARG(name)). */
#define STR_FMT    "%.*s"
#define STR_ARG(s) (int)(s).len, (s).data

/* Views a terminated string; NULL views as the empty text. */
struct str str_view(const char *cstr);

/* A copy in the arena; the bytes after the end hold a terminating zero. */
struct str str_dup(struct arena *arena, struct str s);

/* The same as a C string. */
char *str_cstr(struct arena *arena, struct str s);

/* A copy on the heap, zero-terminated; free() it. */
char *str_heap(struct str s);

bool str_equal(struct str a, struct str b);
bool str_is(struct str a, const char *cstr);
int str_compare(struct str a, struct str b); /* by bytes, shorter first; <0, 0, >0 */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_has(struct str s, struct str part);
ptrdiff_t str_find(struct str s, struct str part);        /* offset of the first, or -1 */
struct str str_sub(struct str s, size_t from, size_t to); /* clipped to s */
struct str str_trim(struct str s);                        /* ASCII white space at both ends */

/* Cuts the text up to sep off the front of *rest into *piece; false when nothing is left. */
bool str_split(struct str *rest, char sep, struct str *piece);

/* FNV-1a, 64 bits; for tables, not for secrets. */
uint64_t str_hash(struct str s);

/* Decimal digits only, with range; false leaves *out alone. */
bool str_to_int(struct str s, int64_t min, int64_t max, int64_t *out);

/* A buffer that grows in its arena. data stays zero-terminated. */
struct strbuf {
    struct arena *arena;
    char *data;
    size_t len, cap;
};

struct strbuf strbuf_new(struct arena *arena, size_t expected);
void strbuf_add(struct strbuf *buf, struct str s);
void strbuf_add_cstr(struct strbuf *buf, const char *cstr);
void strbuf_add_byte(struct strbuf *buf, char byte);
void strbuf_addf(struct strbuf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
struct str strbuf_view(const struct strbuf *buf);

/* printf() into the arena. */
struct str str_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
