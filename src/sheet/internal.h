/*
 * Rows as they are gathered. Internal to sheet/.
 */
#ifndef SHEET_INTERNAL_H
#define SHEET_INTERNAL_H

#include "sheet/sheet.h"

struct gathering {
    struct str file, source; /* source: for the report to quote, or empty */
    struct arena *arena;
    struct report *report;
    struct sheet_row *rows;
    size_t count, capacity;
    size_t columns;                      /* of the widest row so far */
    struct str cells[SHEET_COLUMNS_MAX]; /* of the row at hand */
    size_t cell_count;                   /* highest column set, plus one */
    bool failed;
};

/* Adds a mistake of this line; false. */
bool sheet_mistake(struct gathering *gathering, int line, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Sets a cell of the row at hand (copied); false when a limit is passed. */
bool sheet_cell(struct gathering *gathering, int line, size_t column, struct str text);

/* The row at hand is complete. */
bool sheet_end_row(struct gathering *gathering, int line);

bool csv_read(struct str bytes, struct gathering *gathering);
bool xlsx_read(struct str bytes, struct gathering *gathering);

#endif
