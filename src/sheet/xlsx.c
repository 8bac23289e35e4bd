/*
 * XLSX: a ZIP (libzip) of XML parts (expat). Only the first sheet and the shared strings are read,
 * as streams, so a part that unpacks to more than its limit is dropped on the way.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>
#include <zip.h>

#include "sheet/internal.h"

enum { CHUNK = 64 * 1024, STRINGS_MAX = 1000000, NAME_MAX_BYTES = 255 };

/* ---- one part ---- */

struct part {
    struct gathering *gathering;
    XML_Parser parser;
    struct arena *arena;
    struct strbuf text; /* of the element at hand */
    bool takes_text;
    /* shared strings */
    struct str *strings;
    size_t count, capacity;
    int in_phonetic;
    /* the first sheet: its relation, then its path */
    char relation[NAME_MAX_BYTES + 1], target[NAME_MAX_BYTES + 1];
    /* the sheet */
    const struct part *shared;
    int line;
    size_t column;
    char type; /* of the cell: n number, s shared, i inline, t text, b boolean, e error */
    bool has_formula, has_value;
};

static const char *attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    }
    return "";
}

static void stop(struct part *part)
{
    XML_StopParser(part->parser, XML_FALSE);
}

/* No XLSX has a DTD; one that has is an attack on the parser. */
static void on_doctype(void *ctx, const char *name, const char *system, const char *public, int own)
{
    struct part *part = ctx;
    (void)name, (void)system, (void)public, (void)own;
    sheet_mistake(part->gathering, 0, "this file holds a document type: it is no honest .xlsx");
    stop(part);
}

static void on_text(void *ctx, const char *text, int len)
{
    struct part *part = ctx;
    if (!part->takes_text)
        return;
    if (part->text.len + (size_t)len > SHEET_CELL_MAX) {
        sheet_mistake(part->gathering, part->line, "a cell is longer than %d bytes",
                      SHEET_CELL_MAX);
        stop(part);
        return;
    }
    strbuf_add(&part->text, (struct str){text, (size_t)len});
}

static bool feed(struct part *part, zip_file_t *file)
{
    size_t total = 0;
    for (;;) {
        void *buffer = XML_GetBuffer(part->parser, CHUNK);
        zip_int64_t got = buffer == NULL ? -1 : zip_fread(file, buffer, CHUNK);
        if (got < 0)
            return sheet_mistake(part->gathering, 0, "this .xlsx is damaged");
        total += (size_t)got;
        if (total > SHEET_PART_MAX)
            return sheet_mistake(part->gathering, 0, "this .xlsx unpacks to more than %d MiB",
                                 SHEET_PART_MAX >> 20);
        if (XML_ParseBuffer(part->parser, (int)got, got == 0) != XML_STATUS_OK)
            return part->gathering->failed ||
                   sheet_mistake(part->gathering, 0, "this .xlsx is damaged: %s",
                                 XML_ErrorString(XML_GetErrorCode(part->parser)));
        if (got == 0)
            return true;
    }
}

/* Streams a part through its handlers. A part that is not there is fine unless it must be. */
static bool read_part(zip_t *zip, const char *name, bool must_be, struct part *part,
                      XML_StartElementHandler begin, XML_EndElementHandler end)
{
    zip_file_t *file = zip_fopen(zip, name, 0);
    if (file == NULL)
        return !must_be || sheet_mistake(part->gathering, 0, "this .xlsx has no part \"%s\"", name);
    part->parser = XML_ParserCreate("UTF-8");
    part->text = strbuf_new(part->arena, 256);
    XML_SetUserData(part->parser, part);
    XML_SetElementHandler(part->parser, begin, end);
    XML_SetCharacterDataHandler(part->parser, on_text);
    XML_SetStartDoctypeDeclHandler(part->parser, on_doctype);
    bool ok = feed(part, file) && !part->gathering->failed;
    XML_ParserFree(part->parser);
    zip_fclose(file);
    return ok;
}

/* ---- which sheet is the first ---- */

static void begin_workbook(void *ctx, const char *name, const char **attributes)
{
    struct part *part = ctx;
    if (strcmp(name, "sheet") == 0 && part->relation[0] == '\0')
        snprintf(part->relation, sizeof(part->relation), "%s", attribute(attributes, "r:id"));
}

static void begin_relations(void *ctx, const char *name, const char **attributes)
{
    struct part *part = ctx;
    if (strcmp(name, "Relationship") != 0 ||
        strcmp(attribute(attributes, "Id"), part->relation) != 0)
        return;
    const char *target = attribute(attributes, "Target");
    if (target[0] == '/')
        snprintf(part->target, sizeof(part->target), "%s", target + 1);
    else
        snprintf(part->target, sizeof(part->target), "xl/%s", target);
}

static void end_nothing(void *ctx, const char *name)
{
    (void)ctx, (void)name;
}

/* ---- shared strings ---- */

static void begin_string(void *ctx, const char *name, const char **attributes)
{
    struct part *part = ctx;
    (void)attributes;
    if (strcmp(name, "si") == 0)
        part->text.len = 0;
    part->in_phonetic += strcmp(name, "rPh") == 0;
    part->takes_text = strcmp(name, "t") == 0 && part->in_phonetic == 0;
}

static void end_string(void *ctx, const char *name)
{
    struct part *part = ctx;
    part->takes_text = false;
    part->in_phonetic -= strcmp(name, "rPh") == 0;
    if (strcmp(name, "si") != 0)
        return;
    if (part->count == STRINGS_MAX) {
        sheet_mistake(part->gathering, 0, "more than %d texts", STRINGS_MAX);
        stop(part);
        return;
    }
    *ARENA_PUSH(part->arena, part->strings, part->count, part->capacity) =
        str_dup(part->arena, strbuf_view(&part->text));
}

/* ---- the sheet ---- */

/* "BC12" → column 54; SHEET_COLUMNS_MAX when it is past that. */
static size_t column_of(const char *reference)
{
    size_t column = 0;
    for (; *reference >= 'A' && *reference <= 'Z'; reference++) {
        column = column * 26 + (size_t)(*reference - 'A' + 1);
        if (column > SHEET_COLUMNS_MAX)
            return SHEET_COLUMNS_MAX;
    }
    return column == 0 ? 0 : column - 1;
}

static char type_of(const char *type)
{
    static const struct {
        const char *name;
        char type;
    } types[] = {{"s", 's'}, {"inlineStr", 'i'}, {"str", 't'}, {"b", 'b'}, {"e", 'e'}};
    for (size_t i = 0; i < COUNT(types); i++) {
        if (strcmp(type, types[i].name) == 0)
            return types[i].type;
    }
    return 'n';
}

static void begin_cell(struct part *part, const char **attributes)
{
    const char *reference = attribute(attributes, "r");
    part->column = reference[0] != '\0' ? column_of(reference) : part->column + 1;
    part->type = type_of(attribute(attributes, "t"));
    part->has_formula = part->has_value = false;
    part->text.len = 0;
}

static void begin_sheet(void *ctx, const char *name, const char **attributes)
{
    struct part *part = ctx;
    int64_t line;
    if (strcmp(name, "row") == 0) {
        const char *number = attribute(attributes, "r");
        part->line = str_to_int(str_view(number), 1, 1 << 24, &line) ? (int)line : part->line + 1;
        part->column = (size_t)-1;
    } else if (strcmp(name, "c") == 0) {
        begin_cell(part, attributes);
    } else if (strcmp(name, "f") == 0) {
        part->has_formula = true;
    }
    part->takes_text = strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && part->in_phonetic == 0);
    part->has_value = part->has_value || part->takes_text;
    part->in_phonetic += strcmp(name, "rPh") == 0;
}

/* 12990000.0 as "12990000", 0.1 as "0.1": the shortest form that reads back as the same. */
static struct str number_text(struct part *part, struct str text)
{
    char copy[64], *end;
    if (text.len == 0 || text.len >= sizeof(copy))
        return text;
    memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    double value = strtod(copy, &end);
    if (*end != '\0' || !isfinite(value))
        return text;
    if (fabs(value) < 1e15 && value == floor(value))
        return str_printf(part->arena, "%.0f", value);
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(copy, sizeof(copy), "%.*g", digits, value);
        if (strtod(copy, NULL) == value)
            break;
    }
    return str_printf(part->arena, "%s", copy);
}

static bool end_cell(struct part *part)
{
    struct str text = strbuf_view(&part->text);
    int64_t at;
    if (part->has_formula && !part->has_value)
        return sheet_mistake(part->gathering, part->line,
                             "column %zu is a formula without a result: open the file in Excel "
                             "and save it, or paste the values",
                             part->column + 1);
    switch (part->type) {
    case 'e':
        return sheet_mistake(part->gathering, part->line,
                             "column %zu holds the error " STR_FMT " instead of a value",
                             part->column + 1, STR_ARG(text));
    case 's':
        if (text.len == 0)
            return true;
        if (!str_to_int(text, 0, (int64_t)part->shared->count - 1, &at))
            return sheet_mistake(part->gathering, part->line,
                                 "this .xlsx is damaged: no text " STR_FMT, STR_ARG(text));
        text = part->shared->strings[at];
        break;
    case 'n':
        text = number_text(part, text);
        break;
    default:
        break;
    }
    return sheet_cell(part->gathering, part->line, part->column, text);
}

static void end_sheet(void *ctx, const char *name)
{
    struct part *part = ctx;
    bool ok = true;
    part->takes_text = false;
    part->in_phonetic -= strcmp(name, "rPh") == 0;
    if (strcmp(name, "c") == 0)
        ok = end_cell(part);
    else if (strcmp(name, "row") == 0)
        ok = sheet_end_row(part->gathering, part->line);
    if (!ok)
        stop(part);
}

static bool read_sheet(zip_t *zip, struct gathering *gathering)
{
    struct part book = {.gathering = gathering, .arena = gathering->arena};
    struct part strings = {.gathering = gathering, .arena = gathering->arena};
    struct part sheet = {.gathering = gathering, .arena = gathering->arena, .shared = &strings};
    if (!read_part(zip, "xl/workbook.xml", true, &book, begin_workbook, end_nothing) ||
        !read_part(zip, "xl/_rels/workbook.xml.rels", true, &book, begin_relations, end_nothing))
        return false;
    if (book.target[0] == '\0')
        return sheet_mistake(gathering, 0, "this .xlsx has no sheet");
    return read_part(zip, "xl/sharedStrings.xml", false, &strings, begin_string, end_string) &&
           read_part(zip, book.target, true, &sheet, begin_sheet, end_sheet);
}

bool xlsx_read(struct str bytes, struct gathering *gathering)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.data, bytes.len, 0, &error);
    zip_t *zip = source == NULL ? NULL : zip_open_from_source(source, ZIP_RDONLY, &error);
    if (zip == NULL) {
        if (source != NULL)
            zip_source_free(source);
        zip_error_fini(&error);
        return sheet_mistake(gathering, 0, "this .xlsx is damaged: it is no ZIP archive");
    }
    bool ok = read_sheet(zip, gathering);
    zip_discard(zip);
    zip_error_fini(&error);
    return ok;
}
