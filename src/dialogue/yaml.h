/*
 * YAML as authors write it, read strictly: every mistake with its place, none of them fatal to the
 * rest of the file. (libfyaml parses; this keeps a small tree in an arena.)
 *
 * Anchors, aliases, tags and a second document are refused: content is plain data, and an alias is
 * how a small file becomes a huge one. Not for untrusted network input. Any thread.
 */
#ifndef DIALOGUE_YAML_H
#define DIALOGUE_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/report.h"
#include "base/str.h"

enum {
    YAML_FILE_MAX = 1024 * 1024, /* bytes of one content file */
    YAML_DEPTH_MAX = 12,
    YAML_NODES_MAX = 100000 /* per file */
};

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
    enum yaml_kind kind;
    struct str text; /* of YAML_TEXT */
    bool is_plain;   /* written without quotes: only then "5" is a number and "" is nothing */
    int line, column;
    struct yaml *key;   /* in a map: the key of this member */
    struct yaml *first; /* members in order */
    struct yaml *next;
    size_t count;
};

/* Where the mistakes of one file go. */
struct yaml_file {
    struct str path, source; /* the whole file, also when only its front matter is YAML */
    struct arena *arena;     /* lives as long as what is read */
    struct report *report;
};

/* Parses text, a part of the file that begins in first_line (1 for a whole file). NULL when it
 * cannot be read at all or is empty; the report says why. */
const struct yaml *yaml_parse(const struct yaml_file *file, struct str text, int first_line);

/* Reports a mistake (or a warning) at a node. */
void yaml_mistake(const struct yaml_file *file, const struct yaml *at, const char *format, ...)
    PRINTF_LIKE(3, 4);
void yaml_warning(const struct yaml_file *file, const struct yaml *at, const char *format, ...)
    PRINTF_LIKE(3, 4);
struct place yaml_place(const struct yaml_file *file, const struct yaml *at);

/* False and reported unless the node is a map. Members outside allowed (NULL-ended) are reported,
 * with the nearest allowed key when there is one. */
bool yaml_check_map(const struct yaml_file *file, const struct yaml *node, const char *what,
                    const char *const *allowed);

/* The member, or NULL. A member with nothing after its colon counts as absent. */
const struct yaml *yaml_find(const struct yaml *map, const char *key);

/* The same; reports when it is missing. */
const struct yaml *yaml_need(const struct yaml_file *file, const struct yaml *map, const char *what,
                             const char *key);

/* Typed getters of optional members: absent leaves *out; a wrong type or size is reported and
 * leaves *out too. Texts are trimmed, not empty, without control characters, at most max bytes. */
void yaml_get_text(const struct yaml_file *file, const struct yaml *map, const char *key,
                   size_t max, struct str *out);
void yaml_get_bool(const struct yaml_file *file, const struct yaml *map, const char *key,
                   bool *out);
struct yaml_range {
    int64_t min, max;
};
void yaml_get_int(const struct yaml_file *file, const struct yaml *map, const char *key,
                  struct yaml_range range, int64_t *out);

/* A day as YYYY-MM-DD: its first moment in Vietnamese time (UTC+7), in UTC milliseconds. */
void yaml_get_day(const struct yaml_file *file, const struct yaml *map, const char *key,
                  int64_t *out);

/* A list of texts with their places; one plain text counts as a list of one. */
struct yaml_texts {
    struct str *items;
    struct place *places;
    size_t count;
};
struct yaml_size {
    size_t items, bytes; /* at most so many, each so long */
};
void yaml_get_texts(const struct yaml_file *file, const struct yaml *map, const char *key,
                    struct yaml_size max, struct yaml_texts *out);

/* One text of its own (a list item, a map member). False when it was reported. */
bool yaml_as_text(const struct yaml_file *file, const struct yaml *node, const char *what,
                  size_t max, struct str *out);

/* a-z 0-9 and -, at most 64: the form of every id. Reports otherwise. */
bool yaml_as_id(const struct yaml_file *file, const struct yaml *node, const char *what,
                struct str *out);

/* The entry of candidates (NULL-ended) nearest to word by edit distance ≤ 2, or NULL. */
const char *yaml_nearest(struct str word, const char *const *candidates);

#endif
