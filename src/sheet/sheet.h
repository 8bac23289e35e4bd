/*
 * A table as a file: CSV (RFC 4180, UTF-8 with or without BOM; comma, semicolon or tab) or XLSX
 * (its first sheet), read whole into rows of text. Bounded in every direction: a file that would
 * grow past the limits when unpacked is refused, not unpacked. Pure; any thread.
 */
#ifndef SHEET_SHEET_H
#define SHEET_SHEET_H

#include "base/arena.h"
#include "base/report.h"
#include "base/str.h"

enum {
    SHEET_BYTES_MAX = 32 << 20, /* of the file */
    SHEET_PART_MAX = 256 << 20, /* of one part of an XLSX, unpacked */
    SHEET_COLUMNS_MAX = 100,
    SHEET_ROWS_MAX = 100001, /* with the heading */
    SHEET_CELL_MAX = 4000    /* bytes */
};

struct sheet_row {
    int line; /* of the file (CSV: where the row begins), from 1 */
    const struct str *cells;
    size_t count; /* columns past these are empty */
};

struct sheet {
    struct str file;              /* as it was given, for the report */
    const struct sheet_row *rows; /* rows[0] is the heading; empty rows are left out */
    size_t count;
    size_t columns;
    bool is_xlsx; /* numbers come as Excel keeps them: dates are days since 1899-12-30 */
};

/* Reads bytes by what they are, whatever the file is called. Mistakes (not UTF-8, a quote that does
 * not close, a cell with an error instead of a value, too much of anything) go to the report with
 * file name and line; false when there were any. Texts live in arena. */
bool sheet_read(struct str bytes, struct str file, struct arena *arena, struct report *report,
                struct sheet *out);

/* The text of a cell, or the empty text. */
struct str sheet_at(const struct sheet_row *row, size_t column);

/* One line of CSV: fields with commas, quoted where needed; a field that a spreadsheet would take
 * for a formula (= + - @ at its front, unless it is a number) gets an apostrophe before it. */
void sheet_write_line(const struct str *fields, size_t count, struct strbuf *out);

#endif
