#include "sheet/sheet.h"

#include <stdarg.h>
#include <stdio.h>

#include "sheet/internal.h"

bool sheet_mistake(struct gathering *gathering, int line, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    report_add(gathering->report, REPORT_ERROR, (struct place){gathering->file, line, 0}, STR(""),
               "%s", text);
    gathering->failed = true;
    return false;
}

bool sheet_cell(struct gathering *gathering, int line, size_t column, struct str text)
{
    text = str_trim(text);
    if (column >= SHEET_COLUMNS_MAX)
        return text.len == 0 ||
               sheet_mistake(gathering, line, "more than %d columns", SHEET_COLUMNS_MAX);
    if (text.len > SHEET_CELL_MAX)
        return sheet_mistake(gathering, line, "a cell of %zu bytes; at most %d fit", text.len,
                             SHEET_CELL_MAX);
    gathering->cells[column] = str_dup(gathering->arena, text);
    if (column >= gathering->cell_count)
        gathering->cell_count = column + 1;
    return true;
}

bool sheet_end_row(struct gathering *gathering, int line)
{
    size_t used = 0;
    for (size_t i = 0; i < gathering->cell_count; i++)
        used += gathering->cells[i].len > 0;
    if (used > 0 && gathering->count == SHEET_ROWS_MAX)
        return sheet_mistake(gathering, line, "more than %d rows", SHEET_ROWS_MAX - 1);
    if (used > 0) {
        struct str *cells = ARENA_ARRAY(gathering->arena, struct str, gathering->cell_count);
        for (size_t i = 0; i < gathering->cell_count; i++)
            cells[i] = gathering->cells[i];
        *ARENA_PUSH(gathering->arena, gathering->rows, gathering->count, gathering->capacity) =
            (struct sheet_row){line, cells, gathering->cell_count};
        if (gathering->cell_count > gathering->columns)
            gathering->columns = gathering->cell_count;
    }
    for (size_t i = 0; i < gathering->cell_count; i++)
        gathering->cells[i] = STR("");
    gathering->cell_count = 0;
    return true;
}

/* What people hand in instead of CSV or XLSX, told from its first bytes. */
static const char *stranger(struct str bytes)
{
    if (str_starts(bytes, STR("\xD0\xCF\x11\xE0")))
        return "this is an old Excel file (.xls) or a protected one; save it as .xlsx or CSV UTF-8";
    if (str_starts(bytes, STR("\xFF\xFE")) || str_starts(bytes, STR("\xFE\xFF")))
        return "this is UTF-16 text; save it as \"CSV UTF-8\"";
    if (str_starts(bytes, STR("%PDF")))
        return "this is a PDF; export the table as .xlsx or CSV";
    return NULL;
}

bool sheet_read(struct str bytes, struct str file, struct arena *arena, struct report *report,
                struct sheet *out)
{
    struct gathering *gathering = ARENA_NEW(arena, struct gathering);
    gathering->file = file;
    gathering->arena = arena;
    gathering->report = report;
    *out = (struct sheet){.file = file, .is_xlsx = str_starts(bytes, STR("PK\x03\x04"))};
    const char *why = stranger(bytes);
    if (why != NULL)
        return sheet_mistake(gathering, 0, "%s", why);
    if (bytes.len > SHEET_BYTES_MAX)
        return sheet_mistake(gathering, 0, "the file is larger than %d MiB", SHEET_BYTES_MAX >> 20);
    bool ok = out->is_xlsx ? xlsx_read(bytes, gathering) : csv_read(bytes, gathering);
    if (ok && gathering->count == 0)
        ok = sheet_mistake(gathering, 0, "there is nothing in it");
    out->rows = gathering->rows;
    out->count = gathering->count;
    out->columns = gathering->columns;
    return ok && !gathering->failed;
}

struct str sheet_at(const struct sheet_row *row, size_t column)
{
    return column < row->count ? row->cells[column] : STR("");
}

/* ---- writing ---- */

static bool is_number(struct str text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        bool digit = c >= '0' && c <= '9';
        if (!digit && c != '.' && c != ' ' && (i > 0 || (c != '-' && c != '+')))
            return false;
        digits += digit;
    }
    return digits > 0;
}

void sheet_write_line(const struct str *fields, size_t count, struct strbuf *out)
{
    for (size_t i = 0; i < count; i++) {
        struct str text = fields[i];
        char first = text.len > 0 ? text.data[0] : '\0';
        bool is_formula =
            (first == '=' || first == '+' || first == '-' || first == '@') && !is_number(text);
        bool quoted = str_has(text, STR(",")) || str_has(text, STR("\"")) ||
                      str_has(text, STR("\n")) || str_has(text, STR("\r"));
        if (i > 0)
            strbuf_add_byte(out, ',');
        if (quoted)
            strbuf_add_byte(out, '"');
        if (is_formula)
            strbuf_add_byte(out, '\'');
        for (size_t k = 0; k < text.len; k++) {
            if (text.data[k] == '"')
                strbuf_add_byte(out, '"');
            strbuf_add_byte(out, text.data[k]);
        }
        if (quoted)
            strbuf_add_byte(out, '"');
    }
    strbuf_add_cstr(out, "\r\n");
}
