/* Mistakes of authors: each is named with its place and what to do, all of them in one run. */
#include "content.h"

#include <string.h>

struct mistake {
    const char *text; /* a file of intents, or an article */
    int line, column; /* where the first error must point; 0: anywhere */
    const char *says; /* words of the error */
};

static struct report errors_of(struct arena *arena, const char *path, const char *text)
{
    struct report report = report_new(arena);
    struct rulebook *book = load_with(arena, path, text, &report);
    if ((book == NULL) != (report.errors > 0))
        fail_msg("%s: loaded with errors, or refused without", text);
    rulebook_unref(book);
    return report;
}

static void check_mistakes(struct arena *arena, const char *path, const struct mistake *cases,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct report report = errors_of(arena, path, cases[i].text);
        const struct report_entry *found = NULL;
        for (size_t k = 0; k < report.count && found == NULL; k++) {
            const struct report_entry *entry = &report.problems[k];
            if (entry->level == REPORT_ERROR && str_has(entry->text, str_view(cases[i].says)) &&
                (cases[i].line == 0 || entry->place.line == cases[i].line) &&
                (cases[i].column == 0 || entry->place.column == cases[i].column))
                found = entry;
        }
        if (found == NULL) {
            for (size_t k = 0; k < report.count; k++)
                print_error("%d:%d: " STR_FMT "\n", report.problems[k].place.line,
                            report.problems[k].place.column, STR_ARG(report.problems[k].text));
            fail_msg("case %zu: \"%s\"", i, cases[i].says);
        }
        assert_str(found->place.file, path);
    }
}

static void mistakes_in_intents(void **state)
{
    static const struct mistake cases[] = {
        {"intents: 7\n", 1, 10, "must be a list"},
        {"intents:\n  - id: x\n    colour: red\n    title: X\n    examples: [a b]\n    answer: "
         "{say: [y]}\n",
         3, 5, "colour"},
        {"intents:\n  - title: X\n    examples: [a]\n    answer: {say: [y]}\n", 2, 5, "id"},
        {"intents:\n  - id: Có Dấu\n    title: X\n    examples: [a]\n    answer: {say: [y]}\n", 2,
         9, "id"},
        {"intents:\n  - id: x\n    title: X\n    patterns: ['(chưa']\n    answer: {say: [y]}\n", 4,
         22, "not a regular expression"},
        {"intents:\n  - id: x\n    title: X\n    answer: {say: [y]}\n", 2, 5,
         "patterns or examples"},
        {"intents:\n  - id: x\n    title: X\n    examples: [a]\n    answer: {article: khong-co}\n",
         5, 0, "khong-co"},
        {"intents:\n  - id: x\n    title: X\n    examples: [a]\n    answer: {say: [\"chào "
         "{ten}\"]}\n",
         0, 0, "ten"},
        {"intents:\n  - id: x\n    title: X\n    examples: [a]\n    priority: 99\n    answer: "
         "{say: [y]}\n",
         5, 0, "priority"},
        {"intents:\n  - id: x\n    title: X\n    title: Y\n    examples: [a]\n    answer: {say: "
         "[y]}\n",
         4, 5, "twice"},
        {"intents:\n  - id: chao-hoi\n    title: X\n    examples: [a]\n    answer: {say: [y]}\n", 0,
         0, "chao-hoi"},
        {"intents:\n  - id: x\n    title: X\n    needs: [khong-co]\n    examples: [a]\n    answer: "
         "{say: [y]}\n",
         0, 0, "khong-co"},
        {"intents:\n  - id: x\n    title: X\n   examples: [a]\n", 0, 0, ""},
        {"intents: [a\n", 0, 0, ""},
        {"intents: &a [*a]\n", 1, 0, "anchors"},
        {"\tintents: 1\n", 1, 0, ""},
        {"intents: []\n---\nintents: []\n", 0, 0, "second document"},
        {"", 0, 0, ""},
    };
    check_mistakes(*state, "intents/a.yml", cases, COUNT(cases));
}

static void mistakes_in_articles(void **state)
{
    static const struct mistake cases[] = {
        {"Không có phần đầu\n", 1, 0, "---"},
        {"---\nid: a\ntitle: A\n", 0, 0, "---"},
        {"---\nid: a\ncategory: x\n---\nThân bài\n", 0, 0, "title"},
        {"---\nid: a\ntitle: A\nvalid_from: hôm qua\n---\nThân\n", 4, 0, "valid_from"},
        {"---\nid: a\ntitle: A\nvalid_from: 2026-02-01\nvalid_to: 2026-01-01\n---\nThân\n", 0, 0,
         "valid_to"},
        {"---\nid: a\ntitle: A\nmau: đỏ\n---\nThân\n", 4, 1, "mau"},
    };
    check_mistakes(*state, "kb/vi/a.md", cases, COUNT(cases));
}

static void all_mistakes_in_one_run_with_line_and_caret(void **state)
{
    struct report report = errors_of(
        *state, "intents/a.yml",
        "intents:\n"
        "  - id: mot\n    title: M\n    patterns: ['[a-']\n    answer: {say: [y]}\n"
        "  - id: hai\n    title: H\n    examples: [a]\n    answer: {article: khong-co}\n"
        "  - id: ba\n    mau: do\n    title: B\n    examples: [a]\n    answer: {say: [y]}\n");
    assert_true(report.errors >= 3);
    bool has_line = false;
    for (size_t i = 0; i < report.count; i++)
        has_line |= str_has(report.problems[i].line, STR("mau: do"));
    assert_true(has_line);
}

static void hostile_files_are_refused_quickly(void **state)
{
    struct strbuf deep = strbuf_new(*state, 70000), wide = strbuf_new(*state, 1 << 20);
    strbuf_add_cstr(&deep, "intents: ");
    for (int i = 0; i < 5000; i++)
        strbuf_add_cstr(&deep, "[");
    strbuf_add_cstr(&wide, "intents:\n");
    for (int i = 0; i < 40000; i++)
        strbuf_add_cstr(&wide, "  - {id: a}\n");
    const char *texts[] = {str_cstr(*state, strbuf_view(&deep)),
                           str_cstr(*state, strbuf_view(&wide)), "intents: \xff\xfe\n",
                           "%YAML 9.9\n--- !!python/object x\n"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct report report = errors_of(*state, "intents/a.yml", texts[i]);
        assert_true(report.errors > 0);
        assert_true(report.count <= 200);
    }
}

static void files_that_are_not_used_are_named(void **state)
{
    static const char *const paths[] = {"intents/a.txt", "intents/a.yaml", "khac/b.yml",
                                        "kb/a.markdown"};
    for (size_t i = 0; i < COUNT(paths); i++)
        assert_true(errors_of(*state, paths[i], "x: 1\n").warnings > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(mistakes_in_intents),
        test_with_arena(mistakes_in_articles),
        test_with_arena(all_mistakes_in_one_run_with_line_and_caret),
        test_with_arena(hostile_files_are_refused_quickly),
        test_with_arena(files_that_are_not_used_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
