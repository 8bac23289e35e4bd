#include "check.h"

#include "base/err.h"
#include "base/report.h"

#include <stdlib.h>

static void views_compare_find_and_cut(void **state)
{
    (void)state;
    assert_true(str_equal(STR(""), (struct str){0}));
    assert_true(str_starts(STR("letan"), STR("le")));
    assert_false(str_starts(STR("l"), STR("le")));
    assert_true(str_ends(STR("letan"), STR("tan")));
    assert_int_equal(str_find(STR("a\0b"), STR("\0b")), 1);
    assert_int_equal(str_find(STR("abc"), STR("d")), -1);
    assert_int_equal(str_find(STR("abc"), STR("")), 0);
    assert_true(str_compare(STR("ab"), STR("abc")) < 0);
    assert_str(str_sub(STR("hello"), 1, 99), "ello");
    assert_str(str_sub(STR("hello"), 9, 2), "");
    assert_str(str_trim(STR(" \t x y\n ")), "x y");
}

static void split_yields_every_piece_also_empty_ones(void **state)
{
    (void)state;
    struct str rest = STR("a,,b,"), piece;
    const char *want[] = {"a", "", "b", ""};
    size_t n = 0;
    while (str_split(&rest, ',', &piece))
        assert_str(piece, want[n++]);
    assert_int_equal(n, 4);
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        int64_t want;
    } cases[] = {
        {"0", true, 0},    {"-5", true, -5}, {"100", true, 100},
        {"101", false, 0}, {"", false, 0},   {"-", false, 0},
        {"1x", false, 0},  {" 1", false, 0}, {"99999999999999999999", false, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t got = -77;
        assert_int_equal(str_to_int(str_view(cases[i].text), -100, 100, &got), cases[i].ok);
        assert_int_equal(got, cases[i].ok ? cases[i].want : -77);
    }
}

static void a_buffer_grows_and_stays_terminated(void **state)
{
    struct strbuf buf = strbuf_new(*state, 0);
    for (int i = 0; i < 300; i++)
        strbuf_addf(&buf, "%d,", i);
    assert_true(str_starts(strbuf_view(&buf), STR("0,1,2,")));
    assert_true(str_ends(strbuf_view(&buf), STR(",299,")));
    assert_int_equal(buf.data[buf.len], '\0');
}

static void the_first_cause_is_kept_and_wrapped(void **state)
{
    (void)state;
    struct err err = {0};
    assert_false(err_set(&err, ERR_INPUT, "first %d", 1));
    assert_false(err_set(&err, ERR_IO, "second"));
    assert_int_equal(err.code, ERR_INPUT);
    err_wrap(&err, "loading %s", "x");
    assert_string_equal(err.text, "loading x: first 1");
    for (int i = 0; i < 50; i++)
        err_wrap(&err, "a rather long context %d", i); /* cut, not overrun */
    assert_int_equal(err.code, ERR_INPUT);
}

static void a_report_shows_place_line_and_caret(void **state)
{
    struct report report = report_new(*state);
    struct str source = STR("một\nhai: [lỗi\nba\n");
    struct place place = place_of(STR("x.yml"), source, (size_t)str_find(source, STR("lỗi")));
    assert_int_equal(place.line, 2);
    assert_int_equal(place.column, 7);
    report_add(&report, REPORT_ERROR, place, source, "the list is not %s", "closed");
    report_add(&report, REPORT_WARNING, (struct place){.file = STR("y.md")}, STR(""), "hm");

    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    report_print(&report, out);
    fclose(out);
    assert_string_equal(text, "x.yml:2:7: error: the list is not closed\n"
                              "    hai: [lỗi\n"
                              "          ^\n"
                              "y.md: warning: hm\n");
    free(text);
    assert_int_equal(report.errors, 1);
    assert_int_equal(report.warnings, 1);
}

static void a_report_has_a_limit_and_says_so(void **state)
{
    struct report report = report_new(*state);
    for (int i = 0; i < 1000; i++)
        report_add(&report, REPORT_ERROR, (struct place){.file = STR("x")}, STR(""), "%d", i);
    assert_int_equal(report.errors, 1000);
    assert_true(report.count < 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_compare_find_and_cut),
        cmocka_unit_test(split_yields_every_piece_also_empty_ones),
        cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
        test_with_arena(a_buffer_grows_and_stays_terminated),
        cmocka_unit_test(the_first_cause_is_kept_and_wrapped),
        test_with_arena(a_report_shows_place_line_and_caret),
        test_with_arena(a_report_has_a_limit_and_says_so),
    };
    return cmocka_run_group_tests_name("base str", tests, NULL, NULL);
}
