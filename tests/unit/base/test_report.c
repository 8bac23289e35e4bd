/* Mistakes as people read them: place, line, caret. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/report.h"

static char *printed(const struct report *report)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    report_print(report, out);
    fclose(out);
    return text;
}

static void a_problem_is_shown_with_its_line_and_a_caret(void **state)
{
    struct report report = report_new(*state);
    struct str source = STR("id: a\r\n\tbảo hành: ?\r\n");
    report_add(&report, REPORT_ERROR, (struct place){STR("kb/a.md"), 2, 11}, source, "%s lạ",
               "dấu");
    report_add(&report, REPORT_WARNING, (struct place){STR("kb/b.md"), 0, 0}, STR(""),
               "không dùng");
    char *text = printed(&report);
    assert_string_equal(text, "kb/a.md:2:11: error: dấu lạ\n"
                              "    \tbảo hành: ?\n"
                              "    \t         ^\n"
                              "kb/b.md: warning: không dùng\n");
    free(text);
    assert_int_equal(report.errors, 1);
    assert_int_equal(report.warnings, 1);
}

/* Checks run one after the other over the whole; a reader goes through a file once. */
static void problems_come_in_the_order_of_the_text(void **state)
{
    static const struct {
        const char *file;
        int line, column;
    } found[] = {{"b", 9, 1}, {"a", 2, 5}, {"b", 2, 7}, {"a", 2, 4}, {"b", 2, 3}, {"a", 0, 0}};
    struct report report = report_new(*state);
    for (size_t i = 0; i < COUNT(found); i++)
        report_add(&report, REPORT_ERROR,
                   (struct place){str_view(found[i].file), found[i].line, found[i].column}, STR(""),
                   "x");
    char *text = printed(&report);
    assert_string_equal(text, "b:2:3: error: x\nb:2:7: error: x\nb:9:1: error: x\n"
                              "a: error: x\na:2:4: error: x\na:2:5: error: x\n");
    free(text);
}

/* How many characters stand before the n-th byte of a line. */
static int characters(const char *line, size_t bytes)
{
    int count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += ((unsigned char)line[i] & 0xc0) != 0x80;
    return count;
}

/* Every place of a long line: the caret stands below its character, which is shown whole. */
static void a_long_line_is_shown_around_its_place(void **state)
{
    struct strbuf line = strbuf_new(*state, 2000);
    for (int i = 0; i < 300; i++)
        strbuf_add_cstr(&line, i == 0 ? "A" : i % 3 == 0 ? "ế" : i % 3 == 1 ? "x" : "đ");
    for (int column = 1; column <= 300; column++) {
        struct report report = report_new(*state);
        report_add(&report, REPORT_ERROR, (struct place){STR("a"), 1, column}, strbuf_view(&line),
                   "x");
        struct str shown = report.problems[0].line;
        assert_true(shown.len <= 160 + 2 * strlen("…"));
        size_t at = 0;
        while (at < shown.len && characters(shown.data, at + 1) < report.problems[0].caret)
            at++;
        const char *want = column == 1 ? "A" : column % 3 == 1 ? "ế" : column % 3 == 2 ? "x" : "đ";
        assert_true(str_starts(str_sub(shown, at, shown.len), str_view(want)));
        assert_int_equal(str_starts(shown, STR("…")), !str_starts(shown, STR("A")));
        assert_int_not_equal((unsigned char)shown.data[0] & 0xc0, 0x80);
        struct str tail = str_sub(shown, shown.len - strlen("ế"), shown.len);
        assert_true(str_is(tail, "ế") || str_is(tail, "…") || str_ends(tail, STR("đ")) ||
                    str_ends(tail, STR("x")));
    }
}

static void long_texts_are_cut_between_characters(void **state)
{
    for (size_t front = 0; front < 4; front++) {
        struct report report = report_new(*state);
        struct strbuf text = strbuf_new(*state, 4000);
        for (size_t i = 0; i < front; i++)
            strbuf_add_byte(&text, 'x');
        while (text.len < 3000)
            strbuf_add_cstr(&text, "ế");
        report_add(&report, REPORT_ERROR, (struct place){0}, STR(""), STR_FMT,
                   STR_ARG(strbuf_view(&text)));
        struct str got = report.problems[0].text;
        assert_true(got.len > 1000 && got.len < 1024);
        assert_int_equal((got.len - front) % strlen("ế"), 0);
    }
}

static void a_text_cannot_steer_the_terminal(void **state)
{
    struct report report = report_new(*state);
    report_add(&report, REPORT_ERROR, (struct place){STR("a\x1b"), 1, 1}, STR("\x1b]0;x\x07"),
               "\x1b[2J\x7f");
    char *text = printed(&report);
    assert_null(strpbrk(text, "\x1b\x07\x7f"));
    free(text);
}

static void many_problems_are_counted(void **state)
{
    struct report report = report_new(*state);
    for (int i = 0; i < 1000; i++)
        report_add(&report, REPORT_ERROR, (struct place){STR("a"), 1, 1}, STR("x"), "%d", i);
    assert_int_equal(report.errors, 1000);
    assert_int_equal(report.count, 200);
    char *text = printed(&report);
    assert_non_null(strstr(text, "… and 800 more problems\n"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(a_problem_is_shown_with_its_line_and_a_caret),
        test_with_arena(problems_come_in_the_order_of_the_text),
        test_with_arena(a_long_line_is_shown_around_its_place),
        test_with_arena(long_texts_are_cut_between_characters),
        test_with_arena(a_text_cannot_steer_the_terminal),
        test_with_arena(many_problems_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
