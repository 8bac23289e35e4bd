/*
 * JSON at the door: bounded before it is parsed, typed when it is read. (jansson does the parsing.)
 *
 * A text is measured in one pass first, because a parsed tree costs many times its text (security
 * requirement M2: 16 KiB of "{}," is 1.2 MiB of heap). Getters fill the err with the field's name.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct json_limits {
    int depth;    /* nested objects and arrays */
    int keys;     /* members of all objects together */
    int elements; /* members of any one array */
};

/* What a frame from outside may hold: depth 8, 64 keys, 64 elements. */
extern const struct json_limits json_limits_frame;

/* What our own files and bodies from staff may hold: depth 16, 4,096 keys, 4,096 elements. */
extern const struct json_limits json_limits_body;

/* Parses one object. ERR_INPUT when it is no object, not JSON, over the limits, has a key twice, a
 * NUL, or an integer outside ±2^53. The result is the caller's (json_decref). */
NODISCARD json_t *json_parse_object(struct str text, const struct json_limits *limits,
                                    struct err *err);

/* Required members; the text is borrowed from the object. */
NODISCARD bool json_get_str(const json_t *object, const char *name, struct str *out,
                            struct err *err);
NODISCARD bool json_get_int(const json_t *object, const char *name, int64_t min, int64_t max,
                            int64_t *out, struct err *err);

/* Optional members: absent or null leaves *out as it was; a wrong type is an error. */
NODISCARD bool json_opt_str(const json_t *object, const char *name, struct str *out,
                            struct err *err);
NODISCARD bool json_opt_int(const json_t *object, const char *name, int64_t min, int64_t max,
                            int64_t *out, struct err *err);
NODISCARD bool json_opt_bool(const json_t *object, const char *name, bool *out, struct err *err);

/* A JSON string value made of a view; invalid UTF-8 must have been refused before. */
json_t *json_from_str(struct str s);

/* Compact text in the arena. */
struct str json_text(struct arena *arena, const json_t *value);

/* Appends "…" with the escapes that JSON wants. */
struct strbuf;
void json_add_string(struct strbuf *out, struct str s);

#endif
