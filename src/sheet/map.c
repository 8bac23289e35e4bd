#include "sheet/map.h"

#include "base/map.h"
#include "sheet/clean.h"
#include "text/fold.h"
#include "text/scan.h"
#include "text/utf8.h"

struct mapping {
    const struct sheet *sheet;
    struct arena *arena;
    struct report *report;
    const struct data_table *known; /* or NULL */
    struct data_column columns[DATA_COLUMNS_MAX];
    size_t from[DATA_COLUMNS_MAX]; /* the sheet's column of each */
    size_t count;
    bool taken[SHEET_COLUMNS_MAX]; /* columns of the sheet that are mapped */
    bool failed;
};

static bool mistake(struct mapping *mapping, int line, const char *text, struct str detail)
{
    report_add(mapping->report, REPORT_ERROR, (struct place){mapping->sheet->file, line, 0},
               STR(""), "%s" STR_FMT, text, STR_ARG(detail));
    mapping->failed = true;
    return false;
}

/* Bare lower-case words with one space between: headings and names are compared so. */
static struct str words_of(struct arena *arena, struct str text)
{
    struct strbuf out = strbuf_new(arena, text.len);
    struct str rest = fold_text(arena, text);
    uint32_t point;
    bool gap = false;
    while (utf8_next(&rest, &point)) {
        if (!scan_is_word(point) || point == '_') {
            gap = out.len > 0;
            continue;
        }
        if (gap)
            strbuf_add_byte(&out, ' ');
        gap = false;
        utf8_append(&out, point);
    }
    return strbuf_view(&out);
}

static struct str name_of(struct arena *arena, struct str heading)
{
    struct str words = words_of(arena, heading);
    struct strbuf out = strbuf_new(arena, words.len);
    for (size_t i = 0; i < words.len && out.len < DATA_NAME_MAX; i++) {
        char c = words.data[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9' && out.len > 0);
        if (good || (c == ' ' && out.len > 0))
            strbuf_add_byte(&out, c == ' ' ? '_' : c);
    }
    return strbuf_view(&out);
}

static bool add_column(struct mapping *mapping, const struct data_column *column, size_t from)
{
    for (size_t i = 0; i < mapping->count; i++) {
        if (str_equal(mapping->columns[i].name, column->name))
            return mistake(mapping, mapping->sheet->rows[0].line, "two headings are the column ",
                           column->name);
    }
    if (mapping->count == DATA_COLUMNS_MAX)
        return mistake(mapping, mapping->sheet->rows[0].line, "too many columns, from ",
                       column->name);
    mapping->columns[mapping->count] = *column;
    mapping->from[mapping->count++] = from;
    mapping->taken[from] = true;
    return true;
}

/* ---- --map HEADING=column[:kind[:key]] ---- */

static ptrdiff_t find_heading(const struct mapping *mapping, struct str wanted)
{
    const struct sheet_row *heading = &mapping->sheet->rows[0];
    struct str folded = words_of(mapping->arena, wanted);
    for (size_t i = 0; i < mapping->sheet->columns; i++) {
        if (str_equal(words_of(mapping->arena, sheet_at(heading, i)), folded))
            return (ptrdiff_t)i;
    }
    return -1;
}

static bool take_map(struct mapping *mapping, struct str map)
{
    struct str heading = {0}, name = {0}, kind = {0}, rest = map;
    struct data_column column = {0};
    if (!str_split(&rest, '=', &heading) || !str_split(&rest, ':', &name) ||
        !data_name_is_good(name))
        return mistake(
            mapping, 0,
            "--map is HEADING=column or HEADING=column:kind:key, column of a-z 0-9 _: ", map);
    ptrdiff_t from = find_heading(mapping, heading);
    if (from < 0)
        return mistake(mapping, mapping->sheet->rows[0].line, "there is no heading ", heading);
    ptrdiff_t at = mapping->known == NULL ? -1 : data_column_find(mapping->known, name);
    column.name = name;
    if (at >= 0)
        column = mapping->known->columns[at];
    bool has_kind = rest.len > 0 && str_split(&rest, ':', &kind);
    if (has_kind && at >= 0)
        return mistake(mapping, 0, "the kind of this column is known already: ", map);
    if (has_kind &&
        (!data_kind_from_name(kind, &column.kind) || !(rest.len == 0 || str_is(rest, "key"))))
        return mistake(mapping, 0, "a kind is text, code, phone, date, money or number: ", map);
    column.is_key = column.is_key || str_is(rest, "key");
    return add_column(mapping, &column, (size_t)from);
}

/* ---- headings that are understood ---- */

static bool is_called(const struct data_column *column, struct str heading, struct arena *arena)
{
    struct str rest = column->headings, name;
    if (str_equal(words_of(arena, column->name), heading))
        return true;
    while (rest.len > 0 && str_split(&rest, '|', &name)) {
        if (str_equal(name, heading))
            return true;
    }
    return false;
}

static bool has_column(const struct mapping *mapping, struct str name)
{
    for (size_t i = 0; i < mapping->count; i++) {
        if (str_equal(mapping->columns[i].name, name))
            return true;
    }
    return false;
}

static void take_known_headings(struct mapping *mapping)
{
    const struct sheet_row *row = &mapping->sheet->rows[0];
    for (size_t i = 0; i < mapping->known->column_count; i++) {
        const struct data_column *column = &mapping->known->columns[i];
        for (size_t k = 0; k < mapping->sheet->columns; k++) {
            struct str heading = words_of(mapping->arena, sheet_at(row, k));
            if (!mapping->taken[k] && heading.len > 0 && !has_column(mapping, column->name) &&
                is_called(column, heading, mapping->arena))
                add_column(mapping, column, k);
        }
        if (column->is_required && !has_column(mapping, column->name))
            mistake(mapping, row->line, "no heading is understood as the column ", column->name);
    }
}

static void take_all_headings(struct mapping *mapping)
{
    const struct sheet_row *row = &mapping->sheet->rows[0];
    for (size_t k = 0; k < mapping->sheet->columns; k++) {
        struct data_column column = {.name = name_of(mapping->arena, sheet_at(row, k))};
        if (!mapping->taken[k] && column.name.len > 0)
            add_column(mapping, &column, k);
    }
}

/* The identity goes to the front: the known table's first column, else the sheet's leftmost. */
static void put_identity_first(struct mapping *mapping)
{
    size_t at = 0;
    for (size_t i = 1; i < mapping->count; i++) {
        bool is = mapping->known != NULL
                      ? str_equal(mapping->columns[i].name, mapping->known->columns[0].name)
                      : mapping->from[i] < mapping->from[at];
        if (is)
            at = i;
    }
    struct data_column column = mapping->columns[at];
    size_t from = mapping->from[at];
    mapping->columns[at] = mapping->columns[0];
    mapping->from[at] = mapping->from[0];
    mapping->columns[0] = column;
    mapping->from[0] = from;
    mapping->columns[0].is_key = mapping->columns[0].is_required = true;
    if (mapping->known == NULL && mapping->columns[0].kind == DATA_TEXT)
        mapping->columns[0].kind = DATA_CODE;
}

/* ---- rows ---- */

static void take_row(struct mapping *mapping, const struct sheet_row *row, struct str *values,
                     struct str *words)
{
    for (size_t i = 0; i < mapping->count; i++) {
        const struct data_column *column = &mapping->columns[i];
        struct str text = sheet_at(row, mapping->from[i]);
        struct err err = {0};
        if (!sheet_clean(column->kind, text, mapping->sheet->is_xlsx, mapping->arena, &values[i],
                         &err))
            mistake(mapping, row->line,
                    str_printf(mapping->arena, STR_FMT ": ", STR_ARG(column->name)).data,
                    str_view(err.text));
        else if (column->is_required && values[i].len == 0)
            mistake(mapping, row->line, "there must be a value in the column ", column->name);
        words[i] = column->has_words ? words_of(mapping->arena, values[i]) : STR("");
    }
}

/* Two rows of one identity in one file: the file is wrong, whichever is right. */
static void find_twins(struct mapping *mapping, const struct str *values)
{
    struct map seen = map_new(mapping->arena);
    for (size_t i = 1; i < mapping->sheet->count; i++) {
        const struct sheet_row *row = &mapping->sheet->rows[i];
        struct str identity = record_canonical(mapping->arena, values[(i - 1) * mapping->count]);
        if (identity.len == 0)
            continue;
        const struct sheet_row *first = map_find(&seen, identity);
        if (first != NULL)
            mistake(mapping, row->line,
                    str_printf(mapping->arena, "line %d has the same ", first->line).data,
                    mapping->columns[0].name);
        else
            map_set(&seen, identity, (void *)(uintptr_t)row);
    }
}

static void list_ignored(const struct mapping *mapping, struct sheet_table *out)
{
    struct str *ignored = ARENA_ARRAY(mapping->arena, struct str, mapping->sheet->columns);
    for (size_t k = 0; k < mapping->sheet->columns; k++) {
        struct str heading = sheet_at(&mapping->sheet->rows[0], k);
        if (!mapping->taken[k] && heading.len > 0)
            ignored[out->ignored_count++] = heading;
    }
    out->ignored = ignored;
}

bool sheet_to_table(const struct sheet *sheet, struct str table, const struct str *maps,
                    size_t map_count, struct arena *arena, struct report *report,
                    struct sheet_table *out)
{
    struct mapping *mapping = ARENA_NEW(arena, struct mapping);
    mapping->sheet = sheet;
    mapping->arena = arena;
    mapping->report = report;
    mapping->known = data_known(table);
    *out = (struct sheet_table){.row_count = sheet->count - 1};
    for (size_t i = 0; i < map_count; i++)
        take_map(mapping, maps[i]);
    if (mapping->known != NULL)
        take_known_headings(mapping);
    else
        take_all_headings(mapping);
    if (mapping->count == 0)
        return mistake(mapping, sheet->rows[0].line, "the first line has no headings", STR(""));
    put_identity_first(mapping);
    list_ignored(mapping, out);
    struct str *values = ARENA_ARRAY(arena, struct str, out->row_count * mapping->count);
    struct str *words = ARENA_ARRAY(arena, struct str, out->row_count * mapping->count);
    for (size_t i = 0; i < out->row_count; i++)
        take_row(mapping, &sheet->rows[i + 1], &values[i * mapping->count],
                 &words[i * mapping->count]);
    find_twins(mapping, values);
    out->table = (struct data_table){str_dup(arena, table), mapping->columns, mapping->count};
    out->values = values;
    out->words = words;
    return !mapping->failed;
}
