/*
 * Mistakes in what people wrote (rules, articles, tables, configuration), all of them in one run.
 *
 * Each problem has its place as file:line:column, the line itself and a caret. Parsers add; the
 * caller that asked for the parse prints. At most 200 are kept; the rest is counted.
 */
#ifndef BASE_REPORT_H
#define BASE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/str.h"

enum report_level { REPORT_ERROR, REPORT_WARNING };

/* Where in a text something is; line and column count from 1, column in characters. 0: unknown. */
struct place {
    struct str file;
    int line, column;
};

struct report_entry {
    enum report_level level;
    struct place place;
    struct str text; /* what is wrong and what to do, one sentence or two */
    struct str line; /* the offending line, of a long one the part around the place; or empty */
    int caret;       /* column of the place within that part, from 1 */
};

struct report {
    struct arena *arena;
    struct report_entry *problems;
    size_t count, capacity;
    size_t errors, warnings; /* all of them, also those past the limit */
};

struct report report_new(struct arena *arena);

/* source: the whole text of the file, from which the offending line is cut; may be empty. */
void report_add(struct report *report, enum report_level level, struct place place,
                struct str source, const char *format, ...) PRINTF_LIKE(5, 6);

/* "kb/x.md:3:7: error: …", the line, a caret under the column; warnings likewise. Files in the
 * order in which they were first found wrong, each from top to bottom. */
void report_print(const struct report *report, FILE *out);

/* The place of a byte offset in a text. */
struct place place_of(struct str file, struct str source, size_t offset);

#endif
