/* The company's own tables: imported whole, changed row by row, found by key. */
#include <string.h>

#include "conformance.h"
#include "store/tables.h"

static const struct data_column order_columns[] = {
    {STR_INIT("code"), DATA_CODE, true, true, false, {0}},
    {STR_INIT("phone"), DATA_PHONE, true, true, false, {0}},
    {STR_INIT("status"), DATA_TEXT, false, true, false, {0}},
};

struct import_answer {
    struct fixture *f;
    bool answered;
    struct store_import_result result;
};

static void on_import(void *ctx, const struct store_import_result *result)
{
    struct import_answer *answer = ctx;
    answer->result = *result;
    answer->answered = true;
    loop_stop(answer->f->loop);
}

static struct store_import_result import(struct fixture *f, const struct store_import *import)
{
    struct import_answer answer = {.f = f};
    store_table_import(f->store, import, on_import, &answer);
    fixture_wait(f, &answer.answered);
    return answer.result;
}

static struct store_import_result import_orders(struct fixture *f, const char *const *cells,
                                                size_t rows, bool replace)
{
    struct str *values = ARENA_ARRAY(f->arena, struct str, rows * 3);
    for (size_t i = 0; i < rows * 3; i++)
        values[i] = str_view(cells[i]);
    struct store_import wanted = {.table = {STR("orders"), order_columns, COUNT(order_columns)},
                                  .values = values,
                                  .row_count = rows,
                                  .replace = replace,
                                  .source = STR("don.csv")};
    return import(f, &wanted);
}

/* What a turn finds: the rows that satisfy every key. */
struct found {
    enum lookup_status status;
    size_t count;
    struct record rows[10];
};

static struct found find_by(struct fixture *f, const char *table, const struct record_key *keys,
                            size_t key_count)
{
    struct found found = {0};
    struct store_snapshot *snapshot = store_snapshot_begin(f->store, 0);
    struct lookup lookup = store_snapshot_lookup(snapshot);
    found.status = lookup.find(lookup.ctx, str_view(table), keys, key_count, f->arena, found.rows,
                               COUNT(found.rows), &found.count);
    store_snapshot_end(snapshot);
    return found;
}

static struct found find(struct fixture *f, const char *column, const char *value)
{
    struct record_key key = {str_view(column), str_view(value), RECORD_IS};
    return find_by(f, "orders", &key, 1);
}

static struct str value_of(const struct found *found, size_t row, const char *column)
{
    return record_value(&found->rows[row], str_view(column));
}

static const char *const two[] = {"HS-10234", "0912345678", "đang giao",
                                  "HS-10235", "0987654321", "đã giao"};

static void rows_are_found_however_their_keys_are_written(void **state)
{
    static const struct {
        const char *column, *value, *code;
    } cases[] = {
        {"code", "HS-10234", "HS-10234"},         {"code", "hs10234", "HS-10234"},
        {"code", " hs 10234 ", "HS-10234"},       {"phone", "0912345678", "HS-10234"},
        {"phone", "+84 912 345 678", "HS-10234"}, {"phone", "84912345678", "HS-10234"},
        {"phone", "0987.654.321", "HS-10235"},    {"status", "đã giao", "HS-10235"},
    };
    struct fixture *f = *state;
    assert_int_equal(import_orders(f, two, 2, false).added, 2);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct found rows = find(f, cases[i].column, cases[i].value);
        assert_int_equal(rows.status, LOOKUP_OK);
        assert_int_equal(rows.count, 1);
        assert_str(value_of(&rows, 0, "code"), cases[i].code);
        assert_int_equal(rows.rows[0].ver, 1);
    }
}

static void what_is_not_there_is_not_found(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(find(f, "code", "HS-10234").status, LOOKUP_NO_TABLE); /* no table yet */
    import_orders(f, two, 2, false);
    assert_int_equal(find(f, "code", "HS-1023").count, 0);
    assert_int_equal(find(f, "code", "").count, 0);
    assert_int_equal(find(f, "code", "--").count, 0);
    assert_int_equal(find(f, "nothing", "x").status, LOOKUP_NO_TABLE);
    assert_int_equal(find(f, "code", "x' OR '1'='1").count, 0);
}

static void importing_again_changes_what_differs(void **state)
{
    static const char *const later[] = {"hs10234",  "0912345678", "đã giao",
                                        "HS-10235", "0987654321", "đã giao",
                                        "HS-10236", "0911111111", "mới"};
    struct fixture *f = *state;
    import_orders(f, two, 2, false);
    struct store_import_result result = import_orders(f, later, 3, false);
    assert_int_equal(result.status, STORE_OK);
    assert_int_equal(result.added, 1);
    assert_int_equal(result.changed, 1);
    assert_int_equal(result.unchanged, 1);
    assert_int_equal(result.removed, 0);
    struct found rows = find(f, "code", "HS-10234");
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.rows[0].ver, 2);
    assert_str(value_of(&rows, 0, "status"), "đã giao");
}

static void a_changed_key_is_found_anew_and_no_more_as_it_was(void **state)
{
    static const char *const moved[] = {"HS-10234", "0900000000", "đang giao"};
    struct fixture *f = *state;
    import_orders(f, two, 2, false);
    import_orders(f, moved, 1, false);
    assert_int_equal(find(f, "phone", "0912345678").count, 0);
    assert_int_equal(find(f, "phone", "0900000000").count, 1);
    assert_int_equal(find(f, "code", "HS-10235").count, 1); /* others stay */
}

static void replacing_removes_the_rest(void **state)
{
    static const char *const one[] = {"HS-10235", "0987654321", "đã giao"};
    struct fixture *f = *state;
    import_orders(f, two, 2, false);
    struct store_import_result result = import_orders(f, one, 1, true);
    assert_int_equal(result.removed, 1);
    assert_int_equal(result.unchanged, 1);
    assert_int_equal(find(f, "code", "HS-10234").count, 0);
    assert_int_equal(find(f, "phone", "0912345678").count, 0);
    assert_int_equal(find(f, "code", "HS-10235").count, 1);
    assert_int_equal(import_orders(f, one, 0, true).removed, 1);
}

static void one_phone_may_have_many_orders(void **state)
{
    static const char *const same[] = {"A1", "0912345678", "x",          "A2", "0912345678",
                                       "y",  "A3",         "0912345678", "z"};
    struct fixture *f = *state;
    import_orders(f, same, 3, false);
    struct found rows = find(f, "phone", "0912345678");
    assert_int_equal(rows.count, 3);
    assert_str(value_of(&rows, 2, "code"), "A3");
    struct record_key keys[] = {{STR("phone"), STR("0912345678"), RECORD_IS},
                                {STR("code"), STR("a-2"), RECORD_IS}};
    rows = find_by(f, "orders", keys, 2);
    assert_int_equal(rows.count, 1);
    assert_str(value_of(&rows, 0, "code"), "A2");
    assert_int_equal(find_by(f, "orders", NULL, 0).count, 3);
}

static void the_end_of_a_phone_proves_who_asks(void **state)
{
    static const struct {
        const char *end;
        size_t count;
    } cases[] = {{"5678", 1}, {"345 678", 1}, {"5679", 0}, {"678", 0}, {"", 0}, {"----", 0}};
    struct fixture *f = *state;
    import_orders(f, two, 2, false);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct record_key keys[] = {{STR("code"), STR("HS10234"), RECORD_IS},
                                    {STR("phone"), str_view(cases[i].end), RECORD_ENDS}};
        assert_int_equal(find_by(f, "orders", keys, 2).count, cases[i].count);
    }
}

static void names_are_found_by_most_of_their_words(void **state)
{
    static const struct data_column columns[] = {
        {STR_INIT("code"), DATA_CODE, true, true, false, {0}},
        {STR_INIT("name"), DATA_TEXT, false, true, true, {0}},
    };
    static const struct {
        const char *words;
        size_t count;
        const char *first;
    } cases[] = {{"tu lanh", 2, "TL1"}, {"tu lanh samsung", 1, "TL2"},
                 {"tivi", 1, "TV"},     {"tu lanh tivi", 2, ""},
                 {"noi com", 0, ""},    {"", 0, ""}};
    struct fixture *f = *state;
    struct str values[] = {STR("TL1"), STR("Tủ lạnh Toshiba"), STR("TL2"), STR("Tủ lạnh Samsung"),
                           STR("TV"),  STR("Tivi Samsung")};
    struct str words[] = {STR(""), STR("tu lanh toshiba"), STR(""), STR("tu lanh samsung"),
                          STR(""), STR("tivi samsung")};
    struct store_import wanted = {.table = {STR("products"), columns, COUNT(columns)},
                                  .values = values,
                                  .words = words,
                                  .row_count = 3};
    assert_int_equal(import(f, &wanted).added, 3);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct record_key key = {STR("name"), str_view(cases[i].words), RECORD_WORDS};
        struct found rows = find_by(f, "products", &key, 1);
        assert_int_equal(rows.count, cases[i].count);
        if (cases[i].first[0] != '\0')
            assert_str(value_of(&rows, 0, "code"), cases[i].first);
    }
}

static void a_snapshot_stands_still(void **state)
{
    static const char *const later[] = {"HS-10234", "0912345678", "đã giao"};
    struct fixture *f = *state;
    struct record rows[2];
    size_t count;
    struct record_key key = {STR("code"), STR("HS-10234"), RECORD_IS};
    import_orders(f, two, 2, false);
    struct store_snapshot *snapshot = store_snapshot_begin(f->store, 0);
    struct lookup lookup = store_snapshot_lookup(snapshot);
    lookup.find(lookup.ctx, STR("orders"), &key, 1, f->arena, rows, 2, &count);
    import_orders(f, later, 1, false);
    lookup.find(lookup.ctx, STR("orders"), &key, 1, f->arena, rows, 2, &count);
    assert_str(record_value(&rows[0], STR("status")), "đang giao");
    for (int i = 2; i < LOOKUPS_PER_TURN_MAX; i++)
        assert_int_equal(lookup.find(lookup.ctx, STR("orders"), &key, 1, f->arena, rows, 2, &count),
                         LOOKUP_OK);
    assert_int_equal(lookup.find(lookup.ctx, STR("orders"), &key, 1, f->arena, rows, 2, &count),
                     LOOKUP_UNAVAILABLE);
    store_snapshot_end(snapshot);
    struct found fresh = find(f, "code", "HS-10234");
    assert_str(value_of(&fresh, 0, "status"), "đã giao");
}

static void an_import_keeps_the_columns_it_lacks(void **state)
{
    static const struct data_column fewer[] = {
        {STR_INIT("code"), DATA_CODE, true, true, false, {0}},
        {STR_INIT("status"), DATA_TEXT, false, true, false, {0}},
        {STR_INIT("note"), DATA_TEXT, false, false, false, {0}},
    };
    static const struct data_column other_kind[] = {
        {STR_INIT("code"), DATA_CODE, true, true, false, {0}},
        {STR_INIT("status"), DATA_DATE, false, true, false, {0}},
    };
    struct fixture *f = *state;
    import_orders(f, two, 2, false);
    struct str values[] = {STR("HS-10234"), STR("đã giao"), STR("gọi trước")};
    struct store_import wanted = {
        .table = {STR("orders"), fewer, COUNT(fewer)}, .values = values, .row_count = 1};
    assert_int_equal(import(f, &wanted).changed, 1);
    struct found rows = find(f, "phone", "0912345678");
    assert_int_equal(rows.count, 1);
    assert_str(value_of(&rows, 0, "note"), "gọi trước");
    assert_str(value_of(&rows, 0, "status"), "đã giao");
    wanted.table = (struct data_table){STR("orders"), other_kind, COUNT(other_kind)};
    assert_int_equal(import(f, &wanted).status, STORE_EXISTS);
    wanted.replace = true;
    assert_int_equal(import(f, &wanted).status, STORE_OK);
}

struct tables_answer {
    struct fixture *f;
    bool answered;
    size_t count, rows;
    int64_t last_id;
    bool is_more;
    enum store_status status;
    char first[64];
};

static void on_tables(void *ctx, enum store_status status, const struct store_table *tables,
                      size_t count)
{
    struct tables_answer *answer = ctx;
    answer->status = status;
    answer->count = count;
    answer->rows = count > 0 ? (size_t)tables[0].rows : 0;
    if (count > 0)
        memcpy(answer->first, tables[0].source.data, tables[0].source.len);
    answer->answered = true;
    loop_stop(answer->f->loop);
}

static void on_rows(void *ctx, const struct store_rows *rows)
{
    struct tables_answer *answer = ctx;
    answer->status = rows->status;
    answer->rows = rows->count;
    answer->is_more = rows->is_more;
    answer->last_id = rows->count > 0 ? rows->rows[rows->count - 1].id : 0;
    answer->answered = true;
    loop_stop(answer->f->loop);
}

static void tables_and_their_rows_are_listed(void **state)
{
    struct fixture *f = *state;
    struct tables_answer none = {.f = f}, list = {.f = f}, page = {.f = f}, rest = {.f = f},
                         missing = {.f = f};
    store_table_list(f->store, on_tables, &none);
    assert_int_equal(WAIT_STATUS(none), STORE_OK);
    assert_int_equal(none.count, 0);
    import_orders(f, two, 2, false);
    store_table_list(f->store, on_tables, &list);
    assert_int_equal(WAIT_STATUS(list), STORE_OK);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.rows, 2);
    assert_string_equal(list.first, "don.csv");
    store_table_rows(f->store, STR("orders"), 0, 1, on_rows, &page);
    assert_int_equal(WAIT_STATUS(page), STORE_OK);
    assert_int_equal(page.rows, 1);
    assert_true(page.is_more);
    store_table_rows(f->store, STR("orders"), page.last_id, 100, on_rows, &rest);
    assert_int_equal(WAIT_STATUS(rest), STORE_OK);
    assert_int_equal(rest.rows, 1);
    assert_false(rest.is_more);
    store_table_rows(f->store, STR("nothing"), 0, 1, on_rows, &missing);
    assert_int_equal(WAIT_STATUS(missing), STORE_NOT_FOUND);
}

static void tables_survive_closing(void **state)
{
    struct fixture *f = *state;
    import_orders(f, two, 2, false);
    fixture_close(f);
    fixture_open(f);
    assert_int_equal(find(f, "code", "HS-10235").count, 1);
}

static const struct check list[] = {
    CHECK(rows_are_found_however_their_keys_are_written),
    CHECK(what_is_not_there_is_not_found),
    CHECK(importing_again_changes_what_differs),
    CHECK(a_changed_key_is_found_anew_and_no_more_as_it_was),
    CHECK(replacing_removes_the_rest),
    CHECK(one_phone_may_have_many_orders),
    CHECK(the_end_of_a_phone_proves_who_asks),
    CHECK(names_are_found_by_most_of_their_words),
    CHECK(a_snapshot_stands_still),
    CHECK(an_import_keeps_the_columns_it_lacks),
    CHECK(tables_and_their_rows_are_listed),
    CHECK(tables_survive_closing),
};

const struct checks table_checks = {list, COUNT(list)};
