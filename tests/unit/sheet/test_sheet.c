/* CSV and XLSX as people hand them in, and files made to hurt. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include <zip.h>

#include "sheet/map.h"

struct reading {
    struct sheet sheet;
    struct report report;
    bool ok;
};

static struct reading read_bytes(struct arena *arena, struct str bytes)
{
    struct reading reading = {.report = report_new(arena)};
    reading.ok = sheet_read(bytes, STR("x.csv"), arena, &reading.report, &reading.sheet);
    assert_int_equal(reading.ok, reading.report.errors == 0);
    return reading;
}

static struct reading read_text(struct arena *arena, const char *text)
{
    return read_bytes(arena, str_view(text));
}

/* ---- CSV ---- */

static void csv_is_read_as_it_is_written(void **state)
{
    static const struct {
        const char *text;
        size_t rows, columns;
        const char *last; /* the last cell of the last row */
    } cases[] = {
        {"a,b\n1,2\n", 2, 2, "2"},
        {"a,b\r\n1,2", 2, 2, "2"},
        {"\xEF\xBB\xBF"
         "mã;tên\r\n1;\"Tủ, lạnh\"\r\n",
         2, 2, "Tủ, lạnh"},
        {"a\tb\n1\t2,5\n", 2, 2, "2,5"},
        {"a,b\n1,\"nói \"\"dạ\"\"\"\n", 2, 2, "nói \"dạ\""},
        {"a,b\n1,\"hai\r\ndòng\"\n", 2, 2, "hai\ndòng"},
        {"\n\na,b\n,,\n1,2,3\n", 2, 3, "3"},
        {"a,b\n1,\"\"\n", 2, 2, ""},
        {"a\n=1+1\n", 2, 1, "=1+1"}, /* text is text: nothing is ever computed */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reading got = read_text(*state, cases[i].text);
        assert_true(got.ok);
        assert_int_equal(got.sheet.count, cases[i].rows);
        assert_int_equal(got.sheet.columns, cases[i].columns);
        assert_str(sheet_at(&got.sheet.rows[got.sheet.count - 1], cases[i].columns - 1),
                   cases[i].last);
    }
}

static void a_row_knows_its_line(void **state)
{
    struct reading got = read_text(*state, "a,b\n\"x\ny\",2\n\n3,4\n");
    assert_int_equal(got.sheet.rows[1].line, 2);
    assert_int_equal(got.sheet.rows[2].line, 5);
}

static void what_is_no_table_is_told(void **state)
{
    static const struct {
        struct str bytes;
        const char *words;
        int line;
    } cases[] = {
        {STR_INIT("a,b\n1,\"x\n2,3\n"), "does not close", 2},
        {STR_INIT("a,b\n1,\"x\"y\n"), "written twice", 2},
        {STR_INIT("a,b\n\xE3\xE2,2\n"), "CSV UTF-8", 2},
        {STR_INIT("\xFF\xFE"
                  "a\0,\0"),
         "UTF-16", 0},
        {STR_INIT("\xD0\xCF\x11\xE0\xA1"), ".xlsx", 0},
        {STR_INIT("%PDF-1.4"), "PDF", 0},
        {STR_INIT("a,\0b"), "NUL", 0},
        {STR_INIT(""), "nothing", 0},
        {STR_INIT("\n\n ,, \n"), "nothing", 0},
        {STR_INIT("PK\x03\x04 but no more"), "damaged", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reading got = read_bytes(*state, cases[i].bytes);
        assert_false(got.ok);
        assert_non_null(strstr(got.report.problems[0].text.data, cases[i].words));
        assert_int_equal(got.report.problems[0].place.line, cases[i].line);
    }
}

static void too_much_is_refused(void **state)
{
    struct strbuf wide = strbuf_new(*state, 1024), deep = strbuf_new(*state, 1 << 20),
                  fat = strbuf_new(*state, 8192);
    for (int i = 0; i <= SHEET_COLUMNS_MAX; i++)
        strbuf_add_cstr(&wide, "x,");
    strbuf_add_cstr(&wide, "x");
    assert_false(read_bytes(*state, strbuf_view(&wide)).ok);
    for (int i = 0; i <= SHEET_ROWS_MAX; i++)
        strbuf_add_cstr(&deep, "x\n");
    assert_false(read_bytes(*state, strbuf_view(&deep)).ok);
    for (int i = 0; i <= SHEET_CELL_MAX; i++)
        strbuf_add_cstr(&fat, "x");
    assert_false(read_bytes(*state, strbuf_view(&fat)).ok);
}

static void what_is_written_is_read_again(void **state)
{
    struct str fields[] = {STR("HS-1"),          STR("a, \"b\""), STR("hai\ndòng"),
                           STR("=HYPERLINK(1)"), STR("-5"),       STR("+84 912 345 678")};
    static const char *const want[] = {"HS-1",           "a, \"b\"", "hai\ndòng",
                                       "'=HYPERLINK(1)", "-5",       "+84 912 345 678"};
    struct strbuf line = strbuf_new(*state, 128);
    sheet_write_line(fields, COUNT(fields), &line);
    struct reading got = read_bytes(*state, strbuf_view(&line));
    assert_true(got.ok);
    for (size_t i = 0; i < COUNT(want); i++)
        assert_str(sheet_at(&got.sheet.rows[0], i), want[i]);
}

/* ---- XLSX ---- */

struct made_part {
    const char *name;
    struct str text;
};

/* An XLSX with these parts, as bytes in arena. */
static struct str make_xlsx(struct arena *arena, const struct made_part *parts, size_t count)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(target);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *source = zip_source_buffer(zip, parts[i].text.data, parts[i].text.len, 0);
        assert_true(zip_file_add(zip, parts[i].name, source, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t info;
    assert_int_equal(zip_source_stat(target, &info), 0);
    char *bytes = arena_alloc(arena, info.size);
    assert_int_equal(zip_source_open(target), 0);
    assert_int_equal(zip_source_read(target, bytes, info.size), (zip_int64_t)info.size);
    zip_source_close(target);
    zip_source_free(target);
    return (struct str){bytes, info.size};
}

static const struct made_part workbook = {
    "xl/workbook.xml",
    STR_INIT("<workbook xmlns:r=\"r\"><sheets><sheet name=\"Đơn\" r:id=\"rId7\"/>"
             "<sheet name=\"Khác\" r:id=\"rId8\"/></sheets></workbook>")};
static const struct made_part relations = {
    "xl/_rels/workbook.xml.rels",
    STR_INIT("<Relationships><Relationship Id=\"rId8\" Target=\"worksheets/sheet1.xml\"/>"
             "<Relationship Id=\"rId7\" Target=\"worksheets/sheet2.xml\"/></Relationships>")};
static const struct made_part shared = {
    "xl/sharedStrings.xml",
    STR_INIT("<sst><si><t>Mã đơn</t></si><si><r><t>Số </t></r><r><t>điện thoại</t></r>"
             "<rPh><t>bỏ</t></rPh></si></sst>")};

static struct reading read_sheet_xml(struct arena *arena, const char *xml)
{
    struct made_part parts[] = {
        workbook, relations, shared, {"xl/worksheets/sheet2.xml", str_view(xml)}};
    return read_bytes(arena, make_xlsx(arena, parts, COUNT(parts)));
}

static void xlsx_is_read_by_its_first_sheet(void **state)
{
    struct reading got = read_sheet_xml(
        *state, "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c>"
                "<c r=\"B1\" t=\"s\"><v>1</v></c></row>"
                "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>HS-1</t></is></c>"
                "<c r=\"B3\"><v>912345678</v></c><c r=\"D3\"><v>1.2990000E7</v></c>"
                "<c r=\"E3\"><f>1/4</f><v>0.25</v></c></row></sheetData></worksheet>");
    assert_true(got.ok);
    assert_true(got.sheet.is_xlsx);
    assert_int_equal(got.sheet.count, 2);
    assert_str(sheet_at(&got.sheet.rows[0], 1), "Số điện thoại");
    assert_int_equal(got.sheet.rows[1].line, 3);
    assert_str(sheet_at(&got.sheet.rows[1], 0), "HS-1");
    assert_str(sheet_at(&got.sheet.rows[1], 1), "912345678");
    assert_str(sheet_at(&got.sheet.rows[1], 2), "");
    assert_str(sheet_at(&got.sheet.rows[1], 3), "12990000");
    assert_str(sheet_at(&got.sheet.rows[1], 4), "0.25");
}

static void hostile_xlsx_is_refused(void **state)
{
    static const struct {
        const char *xml, *words;
    } cases[] = {
        {"<worksheet><row r=\"1\"><c r=\"A1\"><f>SUM(B1)</f></c></row></worksheet>", "formula"},
        {"<worksheet><row r=\"1\"><c r=\"A1\" t=\"e\"><v>#REF!</v></c></row></worksheet>", "#REF!"},
        {"<worksheet><row r=\"1\"><c r=\"A1\" t=\"s\"><v>9</v></c></row></worksheet>", "damaged"},
        {"<worksheet><row r=\"1\"><c r=\"ZZ1\"><v>9</v></c></row></worksheet>", "columns"},
        {"<!DOCTYPE x [<!ENTITY a \"aaaa\">]><worksheet>&a;</worksheet>", "document type"},
        {"<worksheet><row>", "damaged"},
        {"<worksheet/>", "nothing"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reading got = read_sheet_xml(*state, cases[i].xml);
        assert_false(got.ok);
        assert_non_null(strstr(got.report.problems[0].text.data, cases[i].words));
    }
    struct made_part alone[] = {workbook};
    assert_false(read_bytes(*state, make_xlsx(*state, alone, 1)).ok);
}

/* 300 MiB of blanks pack into 300 KiB; they must not be unpacked to the end, nor kept. */
static void a_zip_bomb_is_dropped_on_the_way(void **state)
{
    enum { BOMB = 300 << 20 };
    static const char head[] = "<worksheet><sheetData>";
    char *bytes = test_malloc(BOMB);
    memset(bytes, ' ', BOMB);
    memcpy(bytes, head, sizeof(head) - 1);
    struct made_part parts[] = {
        workbook, relations, shared, {"xl/worksheets/sheet2.xml", {bytes, BOMB}}};
    struct arena *arena = arena_new();
    struct str packed = make_xlsx(arena, parts, COUNT(parts));
    test_free(bytes);
    assert_true(packed.len < SHEET_BYTES_MAX);
    struct reading got = read_bytes(*state, packed);
    assert_false(got.ok);
    assert_non_null(strstr(got.report.problems[0].text.data, "unpacks"));
    assert_true(arena_used(*state) < 4 << 20);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(csv_is_read_as_it_is_written),
        test_with_arena(a_row_knows_its_line),
        test_with_arena(what_is_no_table_is_told),
        test_with_arena(too_much_is_refused),
        test_with_arena(what_is_written_is_read_again),
        test_with_arena(xlsx_is_read_by_its_first_sheet),
        test_with_arena(hostile_xlsx_is_refused),
        test_with_arena(a_zip_bomb_is_dropped_on_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
