/* Cells become values of their kind; headings become columns; mistakes have their row. */
#include "check.h"

#include <string.h>

#include "sheet/clean.h"
#include "sheet/map.h"

static void values_are_brought_to_one_form(void **state)
{
    static const struct {
        enum data_kind kind;
        bool is_xlsx;
        const char *text, *want; /* want NULL: refused */
    } cases[] = {
        {DATA_PHONE, false, "+84 912 345 678", "0912345678"},
        {DATA_PHONE, false, "0912.345.678", "0912345678"},
        {DATA_PHONE, true, "912345678", "0912345678"}, /* Excel ate the 0 */
        {DATA_PHONE, false, "19006868", "19006868"},
        {DATA_PHONE, false, "02838680268", "02838680268"},
        {DATA_PHONE, false, "12345", NULL},
        {DATA_PHONE, false, "không có", NULL},
        {DATA_DATE, false, "24/11/2026", "2026-11-24"},
        {DATA_DATE, false, "2026-11-24", "2026-11-24"},
        {DATA_DATE, false, "1-2-2026", "2026-02-01"},
        {DATA_DATE, false, "24.11.2026 08:30", "2026-11-24"},
        {DATA_DATE, false, "2026-11-24T08:30:00", "2026-11-24"},
        {DATA_DATE, true, "46350", "2026-11-24"},
        {DATA_DATE, true, "46350.5", "2026-11-24"},
        {DATA_DATE, false, "46350", NULL}, /* in a CSV it is just a number */
        {DATA_DATE, false, "30/02/2026", NULL},
        {DATA_DATE, false, "29/02/2028", "2028-02-29"},
        {DATA_DATE, false, "24/11/26", NULL},
        {DATA_DATE, false, "hôm qua", NULL},
        {DATA_MONEY, false, "12.990.000", "12990000"},
        {DATA_MONEY, false, "12,990,000 đ", "12990000"},
        {DATA_MONEY, false, "12990000 VND", "12990000"},
        {DATA_MONEY, false, "890000đồng", "890000"},
        {DATA_MONEY, false, "12.99", NULL},
        {DATA_MONEY, false, "1.2990.000", NULL},
        {DATA_MONEY, false, "12 triệu", NULL},
        {DATA_NUMBER, false, "3", "3"},
        {DATA_NUMBER, false, "3,5", "3.5"},
        {DATA_NUMBER, false, "-2", "-2"},
        {DATA_NUMBER, false, "3 cái", NULL},
        {DATA_CODE, false, " hs-10234 ", "hs-10234"},
        {DATA_CODE, false, "---", NULL},
        {DATA_STATE, false, "Đang giao", "shipped"},
        {DATA_STATE, false, "ĐÃ GIAO", "delivered"},
        {DATA_STATE, false, "da huy", "cancelled"},
        {DATA_STATE, false, "packed", "packed"},
        {DATA_STATE, false, "bí ẩn", NULL},
        {DATA_TEXT, false, "  Tủ lạnh  ", "Tủ lạnh"},
        {DATA_DATE, false, "", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err err = {0};
        struct str out;
        bool ok = sheet_clean(cases[i].kind, str_view(cases[i].text), cases[i].is_xlsx, *state,
                              &out, &err);
        if (ok != (cases[i].want != NULL))
            fail_msg("\"%s\": %s", cases[i].text, ok ? "taken" : err.text);
        if (ok)
            assert_str(out, cases[i].want);
    }
}

static void cleaning_twice_changes_nothing(void **state)
{
    static const char *const texts[] = {"+84 912 345 678", "24/11/2026", "12.990.000", "3,5",
                                        "Đang giao",       "HS-1",       "Dạ"};
    for (int kind = DATA_TEXT; kind <= DATA_STATE; kind++) {
        for (size_t i = 0; i < COUNT(texts); i++) {
            struct err err = {0};
            struct str once, twice;
            if (!sheet_clean((enum data_kind)kind, str_view(texts[i]), false, *state, &once, &err))
                continue;
            assert_true(sheet_clean((enum data_kind)kind, once, false, *state, &twice, &err));
            assert_true(str_equal(once, twice));
        }
    }
}

struct mapped {
    struct sheet_table table;
    struct report report;
    bool ok;
};

static struct mapped map_text(struct arena *arena, const char *name, const char *csv,
                              const char *map)
{
    struct mapped mapped = {.report = report_new(arena)};
    struct sheet sheet;
    struct str maps[] = {str_view(map)};
    assert_true(sheet_read(str_view(csv), STR("don.csv"), arena, &mapped.report, &sheet));
    mapped.ok = sheet_to_table(&sheet, str_view(name), maps, map[0] != '\0', arena, &mapped.report,
                               &mapped.table);
    assert_int_equal(mapped.ok, mapped.report.errors == 0);
    return mapped;
}

static struct str value_of(const struct mapped *mapped, size_t row, const char *column)
{
    const struct data_table *table = &mapped->table.table;
    ptrdiff_t at = data_column_find(table, str_view(column));
    assert_true(at >= 0);
    return mapped->table.values[row * table->column_count + (size_t)at];
}

static void vietnamese_headings_are_understood(void **state)
{
    struct mapped got = map_text(*state, "orders",
                                 "SĐT;Mã đơn hàng;Trạng thái;Ngày đặt;Nhân viên\n"
                                 "0912 345 678;hs-1;Đang giao;24/11/2026;Lan\n",
                                 "");
    assert_true(got.ok);
    assert_int_equal(got.table.row_count, 1);
    assert_str(got.table.table.columns[0].name, "code");
    assert_str(value_of(&got, 0, "phone"), "0912345678");
    assert_str(value_of(&got, 0, "state"), "shipped");
    assert_str(value_of(&got, 0, "ordered_on"), "2026-11-24");
    assert_int_equal(got.table.ignored_count, 1);
    assert_str(got.table.ignored[0], "Nhân viên");
}

static void a_map_goes_before_what_is_understood(void **state)
{
    struct mapped got = map_text(
        *state, "orders", "Số phiếu,Điện thoại,Trạng thái\nhs-1,0912345678,mới\n", "so phieu=code");
    assert_true(got.ok);
    assert_str(value_of(&got, 0, "code"), "hs-1");
    got =
        map_text(*state, "orders", "Mã đơn,Điện thoại,Trạng thái,Nhân viên\n1,0912345678,mới,Lan\n",
                 "Nhân viên=seller:code:key");
    assert_true(got.ok);
    assert_str(value_of(&got, 0, "seller"), "Lan");
    assert_true(got.table.table.columns[data_column_find(&got.table.table, STR("seller"))].is_key);
}

static void every_mistake_has_its_row(void **state)
{
    struct mapped got = map_text(*state, "orders",
                                 "Mã đơn,Điện thoại,Trạng thái\n"
                                 "HS-1,0912345678,mới\n"
                                 "HS-2,12,mới\n"
                                 ",0912345678,mới\n"
                                 "hs 1,0912345678,lạ\n",
                                 "");
    static const struct {
        int line;
        const char *words;
    } want[] = {{3, "phone"}, {4, "code"}, {5, "state"}, {5, "line 2"}};
    assert_false(got.ok);
    assert_int_equal(got.report.count, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_int_equal(got.report.problems[i].place.line, want[i].line);
        assert_non_null(strstr(got.report.problems[i].text.data, want[i].words));
    }
}

static void what_does_not_fit_is_told(void **state)
{
    static const struct {
        const char *csv, *map, *words;
    } cases[] = {
        {"Mã đơn,Trạng thái\n1,mới\n", "", "phone"},
        {"Mã đơn,Điện thoại,Trạng thái\n1,0912345678,mới\n", "Lạ=code", "no heading Lạ"},
        {"Mã đơn,Điện thoại,Trạng thái\n1,0912345678,mới\n", "code", "HEADING=column"},
        {"Mã đơn,Điện thoại,Trạng thái\n1,0912345678,mới\n", "Mã đơn=Code!", "HEADING=column"},
        {"Mã đơn,Điện thoại,Trạng thái,x\n1,0912345678,mới,y\n", "x=seller:nothing", "kind"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct mapped got = map_text(*state, "orders", cases[i].csv, cases[i].map);
        assert_false(got.ok);
        assert_non_null(strstr(got.report.problems[0].text.data, cases[i].words));
    }
}

static void any_other_table_takes_its_headings_for_names(void **state)
{
    struct mapped got = map_text(*state, "vouchers", "Mã thẻ,Còn lại (đ)\nA-1,50000\n", "");
    assert_true(got.ok);
    assert_str(got.table.table.columns[0].name, "ma_the");
    assert_true(got.table.table.columns[0].is_key);
    assert_str(value_of(&got, 0, "con_lai_d"), "50000");
}

static void names_have_their_words(void **state)
{
    struct mapped got =
        map_text(*state, "products", "Mã,Tên\nTL1,Tủ lạnh \"Samsung\" (236L)\n", "");
    ptrdiff_t at = data_column_find(&got.table.table, STR("name"));
    assert_true(got.ok);
    assert_str(got.table.words[at], "tu lanh samsung 236l");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(values_are_brought_to_one_form),
        test_with_arena(cleaning_twice_changes_nothing),
        test_with_arena(vietnamese_headings_are_understood),
        test_with_arena(a_map_goes_before_what_is_understood),
        test_with_arena(every_mistake_has_its_row),
        test_with_arena(what_does_not_fit_is_told),
        test_with_arena(any_other_table_takes_its_headings_for_names),
        test_with_arena(names_have_their_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
