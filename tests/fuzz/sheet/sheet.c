/*
 * Any bytes as a table's file: within the limits, every cell well-formed UTF-8 without NUL, every
 * refusal with a reason; what is written as CSV is read again as it was.
 */
#include <stdint.h>

#include "sheet/map.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sheet(const struct sheet *sheet)
{
    must(sheet->count >= 1 && sheet->count <= SHEET_ROWS_MAX);
    must(sheet->columns >= 1 && sheet->columns <= SHEET_COLUMNS_MAX);
    for (size_t i = 0; i < sheet->count; i++) {
        must(sheet->rows[i].count <= sheet->columns);
        for (size_t k = 0; k < sheet->rows[i].count; k++) {
            struct str cell = sheet_at(&sheet->rows[i], k);
            must(cell.len <= SHEET_CELL_MAX && utf8_is_valid(cell));
        }
    }
}

static void check_table(const struct sheet_table *table)
{
    must(table->table.column_count >= 1 && table->table.column_count <= DATA_COLUMNS_MAX);
    for (size_t i = 0; i < table->table.column_count; i++)
        must(data_name_is_good(table->table.columns[i].name));
    for (size_t i = 0; i < table->row_count * table->table.column_count; i++)
        must(table->values[i].len <= DATA_CELL_MAX && utf8_is_valid(table->values[i]));
}

/* Out and in again: a cell that would be taken for a formula has an apostrophe more. */
static void check_round_trip(const struct sheet *sheet, struct arena *arena)
{
    struct strbuf text = strbuf_new(arena, 1024);
    struct report report = report_new(arena);
    struct sheet again;
    for (size_t i = 0; i < sheet->count; i++)
        sheet_write_line(sheet->rows[i].cells, sheet->rows[i].count, &text);
    if (text.len > SHEET_BYTES_MAX ||
        !sheet_read(strbuf_view(&text), STR("x"), arena, &report, &again))
        return; /* an apostrophe may have made a cell too long, or the first line look like a tab's
                 */
    must(again.count <= sheet->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct report report = report_new(arena);
    struct str bytes = {(const char *)data, size};
    struct sheet sheet;
    struct sheet_table table;
    if (sheet_read(bytes, STR("x"), arena, &report, &sheet)) {
        check_sheet(&sheet);
        check_round_trip(&sheet, arena);
        for (size_t i = 0; data_known_at(i) != NULL; i++) {
            if (sheet_to_table(&sheet, data_known_at(i)->name, NULL, 0, arena, &report, &table))
                check_table(&table);
        }
        if (sheet_to_table(&sheet, STR("other"), NULL, 0, arena, &report, &table))
            check_table(&table);
    } else {
        must(report.errors > 0 && report.problems[0].text.len > 0);
    }
    arena_free(arena);
    return 0;
}
