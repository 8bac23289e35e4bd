/* CSV as RFC 4180 has it, and with the semicolons of an Excel that counts with a decimal comma. */
#include "sheet/internal.h"
#include "text/utf8.h"

struct csv {
    struct str rest;
    int line;
    char separator;
};

/* The character that parts the fields of the first line, counted outside quotes. */
static char find_separator(struct str bytes)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[3] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < bytes.len && (quoted || bytes.data[i] != '\n'); i++) {
        if (bytes.data[i] == '"')
            quoted = !quoted;
        for (size_t k = 0; k < COUNT(candidates) && !quoted; k++)
            counts[k] += bytes.data[i] == candidates[k];
    }
    for (size_t k = 1; k < COUNT(candidates); k++) {
        if (counts[k] > counts[best])
            best = k;
    }
    return candidates[best];
}

static int bad_line(struct str bytes)
{
    int line = 1;
    struct str text;
    while (str_split(&bytes, '\n', &text)) {
        if (!utf8_is_valid(text))
            return line;
        line++;
    }
    return line;
}

static char peek(const struct csv *csv)
{
    return csv->rest.len > 0 ? csv->rest.data[0] : '\0';
}

static char take(struct csv *csv)
{
    char c = peek(csv);
    csv->rest = str_sub(csv->rest, 1, csv->rest.len);
    csv->line += c == '\n';
    return c;
}

/* What stands between quotes; the opening one is taken already. */
static bool take_quoted(struct csv *csv, struct gathering *gathering, struct strbuf *out)
{
    int begin = csv->line;
    while (csv->rest.len > 0) {
        char c = take(csv);
        if (c == '"' && peek(csv) != '"')
            return true;
        if (c == '"')
            take(csv);
        if (c != '\r')
            strbuf_add_byte(out, c);
        if (out->len > SHEET_CELL_MAX)
            break;
    }
    return sheet_mistake(gathering, begin,
                         "a quote (\") that begins here does not close, or its "
                         "cell is longer than %d bytes",
                         SHEET_CELL_MAX);
}

static bool ends_field(const struct csv *csv)
{
    return csv->rest.len == 0 || peek(csv) == csv->separator || peek(csv) == '\n' ||
           (peek(csv) == '\r' && (csv->rest.len == 1 || csv->rest.data[1] == '\n'));
}

static bool take_field(struct csv *csv, struct gathering *gathering, size_t column)
{
    struct strbuf text = strbuf_new(gathering->arena, 32);
    int line = csv->line;
    if (peek(csv) == '"') {
        take(csv);
        if (!take_quoted(csv, gathering, &text))
            return false;
        if (!ends_field(csv))
            return sheet_mistake(gathering, csv->line,
                                 "after a closing quote comes \"%c\"; a "
                                 "quote inside a cell is written twice",
                                 peek(csv));
    }
    while (!ends_field(csv)) {
        strbuf_add_byte(&text, take(csv));
        if (text.len > SHEET_CELL_MAX)
            break; /* sheet_cell() says so */
    }
    return sheet_cell(gathering, line, column, strbuf_view(&text));
}

static bool take_row(struct csv *csv, struct gathering *gathering)
{
    int line = csv->line;
    for (size_t column = 0;; column++) {
        if (!take_field(csv, gathering, column))
            return false;
        if (peek(csv) != csv->separator || csv->rest.len == 0)
            break;
        take(csv);
    }
    if (peek(csv) == '\r')
        take(csv);
    if (peek(csv) == '\n')
        take(csv);
    return sheet_end_row(gathering, line);
}

bool csv_read(struct str bytes, struct gathering *gathering)
{
    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        bytes = str_sub(bytes, 3, bytes.len);
    if (!utf8_is_valid(bytes))
        return sheet_mistake(
            gathering, bad_line(bytes),
            "this file is not UTF-8 (an old code page such as Windows-1258 or "
            "TCVN3?); in Excel save it as \"CSV UTF-8\", or give the .xlsx itself");
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes.data[i] == '\0')
            return sheet_mistake(gathering, 0, "this is no text: it holds NUL bytes");
    }
    struct csv csv = {bytes, 1, find_separator(bytes)};
    while (csv.rest.len > 0) {
        if (!take_row(&csv, gathering))
            return false;
    }
    return true;
}
