/*
 * A sheet → rows of a table: which heading is which column, every value cleaned, every mistake with
 * its row. Pure.
 */
#ifndef SHEET_MAP_H
#define SHEET_MAP_H

#include "model/data.h"
#include "sheet/sheet.h"

struct sheet_table {
    struct data_table table;
    const struct str *values; /* row after row, as struct store_import has them */
    const struct str *words;
    size_t row_count;
    const struct str *ignored; /* headings that are no column of it */
    size_t ignored_count;
};

/*
 * Of a known table (model/data.h) the columns are found by their names and by the headings people
 * use for them; of any other, each heading is a column of text, the first one the identity.
 * maps: "HEADING=column", or "HEADING=column:kind" or "HEADING=column:kind:key" for a column that
 * the table does not know; they come first. Mistakes go to the report; false when there were any.
 * Everything lives in arena.
 */
bool sheet_to_table(const struct sheet *sheet, struct str table, const struct str *maps,
                    size_t map_count, struct arena *arena, struct report *report,
                    struct sheet_table *out);

#endif
