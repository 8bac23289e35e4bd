/* What letan check finds in content that loads, and what it must leave alone. */
#include "content.h"

#include <stdio.h>

#include "dialogue/inspect.h"

static const char none[] = "";

static const char article_of_delivery[] = "---\n"
                                          "id: giao-hang\n"
                                          "title: Giao hàng mất bao lâu?\n"
                                          "category: giao-hang\n"
                                          "locale: vi\n"
                                          "---\n"
                                          "Dạ, giao hàng trong hai ngày.\n";

/* Only what stands in the test's own files: the shared ones are the demo's, checked elsewhere. */
static struct report inspect(struct arena *arena, const char *rules, const char *article)
{
    struct report report = report_new(arena);
    struct rulebook *book =
        load_article_with(arena, rules, article == none ? article_of_delivery : article, &report);
    if (book == NULL)
        report_print(&report, stdout);
    assert_non_null(book);
    rulebook_inspect(book, &report);
    rulebook_unref(book);
    return report;
}

static const struct report_entry *find(const struct report *report, const char *file,
                                       const char *words)
{
    for (size_t i = 0; i < report->count; i++) {
        if (str_has(report->problems[i].text, str_view(words)) &&
            str_has(report->problems[i].place.file, str_view(file)))
            return &report->problems[i];
    }
    return NULL;
}

/* One fault: rules (and an article) that have it, and a part of what is told; NULL: nothing. */
struct fault {
    const char *rules, *file, *words;
    enum report_level level;
    int line;
    const char *marked; /* a part of the line that is shown */
};

#define INTENT(id, patterns, more)                                                                 \
    "  - id: " id "\n    title: " id "\n    patterns: [" patterns "]\n" more                       \
    "    answer: {say: [Dạ vâng ạ.]}\n"

static void faults_are_told_where_they_stand(void **state)
{
    static const struct fault faults[] = {
        /* another intent's pattern of higher priority has all of it */
        {"intents:\n" INTENT("mot", "máy lọc nước", "")
             INTENT("hai", "lọc nước", "    priority: 3\n"),
         "own.yml", "this pattern never wins", REPORT_WARNING, 4, "máy lọc nước"},
        /* or the same priority and more words */
        {"intents:\n" INTENT("mot", "lọc nước mới", "")
             INTENT("hai", "'(máy )?lọc nước( \\w+)?'", ""),
         "own.yml", NULL, REPORT_WARNING, 0, NULL},
        {"intents:\n" INTENT("mot", "'lọc( nước)?'", "") INTENT("hai", "'lọc nước( mới)?|lọc'", ""),
         "own.yml", NULL, REPORT_WARNING, 0, NULL},
        /* only in its context: leaves the other alone */
        {"intents:\n" INTENT("mot", "máy lọc nước", "")
             INTENT("hai", "lọc nước", "    priority: 3\n    needs: [mot]\n"),
         "own.yml", NULL, REPORT_WARNING, 0, NULL},
        /* some of what it matches is its own */
        {"intents:\n" INTENT("mot", "'máy (lọc nước|hút bụi)'", "")
             INTENT("hai", "lọc nước", "    priority: 3\n"),
         "own.yml", NULL, REPORT_WARNING, 0, NULL},
        {"intents:\n" INTENT("mot", "nồi chiên, 'nồi (chiên|cơm)'", ""), "own.yml",
         "this pattern adds nothing", REPORT_WARNING, 4, "nồi chiên"},
        {"intents:\n" INTENT("mot", "nồi cơm, nồi cơm", ""), "own.yml", "this pattern adds nothing",
         REPORT_WARNING, 4, "nồi cơm"},
        {"intents:\n" INTENT("mot", "nồi chiên, nồi cơm", ""), "own.yml", NULL, REPORT_WARNING, 0,
         NULL},
        {"intents:\n" INTENT("mot", "nồi chiên cũ", "    exclude: [cũ]\n"), "own.yml",
         "this pattern never counts", REPORT_ERROR, 4, "nồi chiên cũ"},
        {"intents:\n" INTENT("mot", "'nồi chiên( cũ)?'", "    exclude: [cũ]\n"), "own.yml", NULL,
         REPORT_WARNING, 0, NULL},
        {"intents:\n" INTENT("mot", "'(\\w+ ?)+[0-9]'", ""), "own.yml", "can take very long",
         REPORT_WARNING, 4, "[0-9]"},
        {"intents:\n" INTENT("mot", "'(nồi|noi)* chiên (a|ạ)+$'", ""), "own.yml",
         "can take very long", REPORT_WARNING, 4, "chiên"},
        {"intents:\n" INTENT("mot", "'(a|á)* chiên'", ""), "own.yml", "can take very long",
         REPORT_WARNING, 4, "chiên"},
        {"intents:\n" INTENT("mot", "'nồi( \\w+){0,3} chiên( ạ)*'", ""), "own.yml", NULL,
         REPORT_WARNING, 0, NULL},
        /* "chưa" is "chữa" once the marks are gone */
        {"intents:\n" INTENT("mot", "chữa", "    examples: [chữa máy in]\n")
             INTENT("hai", "nhận quà", "    examples: [quà sinh nhật chưa thấy đâu]\n"),
         "own.yml", "\"chưa\" has another meaning there", REPORT_WARNING, 4, "chữa"},
        {"intents:\n" INTENT("mot", "chữa máy", "    examples: [chữa máy in]\n")
             INTENT("hai", "nhận quà", "    examples: [quà sinh nhật chưa thấy đâu]\n"),
         "own.yml", NULL, REPORT_WARNING, 0, NULL},
        {"intents:\n" INTENT("mot", "lọc nước", "    examples: [máy lọc nước]\n")
             INTENT("hai", "tưới cây", "    examples: [máy lọc nước]\n"),
         "own.yml", "this example also stands under intent \"mot\"", REPORT_ERROR, 10,
         "máy lọc nước"},
        {"intents:\n" INTENT("mot", "lọc nước", "    examples: [máy lọc nước]\n")
             INTENT("hai", "tưới cây", "    examples: [máy lọc nước tưới cây]\n"),
         "own.yml", NULL, REPORT_WARNING, 0, NULL},
    };
    for (size_t i = 0; i < COUNT(faults); i++) {
        const struct fault *fault = &faults[i];
        struct report report = inspect(*state, fault->rules, none);
        const struct report_entry *found =
            find(&report, fault->file, fault->words == NULL ? "" : fault->words);
        if ((found != NULL) != (fault->words != NULL)) {
            print_error("case %zu:\n", i);
            report_print(&report, stdout);
        }
        assert_int_equal(found != NULL, fault->words != NULL);
        if (found == NULL)
            continue;
        assert_int_equal(found->level, fault->level);
        assert_int_equal(found->place.line, fault->line);
        assert_true(found->place.column > 0);
        assert_true(str_has(found->line, str_view(fault->marked)));
    }
}

/* An example that all the others of its intent speak against. */
static const char confused[] =
    "intents:\n"
    "  - id: pin\n    title: Pin\n    examples:\n"
    "      - pin dùng mấy tiếng\n      - sạc pin bao lâu đầy\n      - pin chai có thay được không\n"
    "      - thay pin giá sao\n      - pin yếu quá\n      - pin dự phòng\n"
    "      - màn hình bị sọc ngang\n"
    "    answer: {say: [Dạ vâng ạ.]}\n"
    "  - id: man-hinh\n    title: Màn hình\n    examples:\n"
    "      - màn hình bị sọc\n      - màn hình bị sọc dọc\n      - màn hình bị sọc xanh\n"
    "      - màn hình bị sọc ngang rồi\n      - màn hình bị sọc tím\n      - sọc màn hình\n"
    "      - màn hình bị đen\n"
    "    answer: {say: [Dạ vâng ạ.]}\n";

static void an_example_in_the_wrong_place_is_told(void **state)
{
    struct report report = inspect(*state, confused, none);
    const struct report_entry *found = find(&report, "own.yml", "reads this one as \"man-hinh\"");
    if (found == NULL)
        report_print(&report, stdout);
    assert_non_null(found);
    assert_int_equal(found->place.line, 11);
    assert_null(find(&report, "own.yml", "reads this one as \"pin\""));
    assert_null(find(&report, "own.yml", "too close"));
}

/* Two intents for one thing: no way to tell their examples apart. */
static const char close_by[] =
    "intents:\n"
    "  - id: tra-hang\n    title: Trả hàng\n    examples:\n"
    "      - muốn trả hàng\n      - trả hàng mới mua\n      - cho trả hàng lỗi\n"
    "      - trả hàng được không\n      - xin trả hàng\n      - trả hàng cũ\n"
    "    answer: {say: [Dạ vâng ạ.]}\n"
    "  - id: gui-lai\n    title: Gửi lại hàng\n    examples:\n"
    "      - muốn trả hàng lỗi\n      - trả hàng mới\n      - cho trả hàng\n"
    "      - trả hàng có được không\n      - xin trả hàng cũ\n      - trả hàng mới mua về\n"
    "    answer: {say: [Dạ, không ạ.]}\n";

static void intents_too_close_are_told_with_their_nearest_examples(void **state)
{
    struct report report = inspect(*state, close_by, none);
    const struct report_entry *found =
        find(&report, "own.yml", "intents \"tra-hang\" and \"gui-lai\" are too close");
    if (found == NULL)
        report_print(&report, stdout);
    assert_non_null(found);
    assert_true(str_has(found->text, STR("The nearest are this one and \"")));
}

static struct report inspect_articles_of(struct arena *arena, const char *first, const char *second)
{
    const struct content_file own[] = {
        {STR("intents/own.yml"), STR("intents:\n" INTENT("mot", "lọc nước", ""))},
        {STR("kb/vi/first.md"), str_view(first)},
        {STR("kb/vi/second.md"), str_view(second)}};
    struct report report = report_new(arena);
    struct rulebook *book = load_files_with(arena, own, COUNT(own), &report);
    assert_non_null(book);
    rulebook_inspect(book, &report);
    rulebook_unref(book);
    return report;
}

#define ARTICLE(id, head, body) "---\nid: " id "\ncategory: a\nlocale: vi\n" head "---\n" body "\n"

static void an_article_its_own_questions_do_not_find_is_told(void **state)
{
    static const char whole[] =
        ARTICLE("mot", "title: Phí giao hàng\nquestions: [Phí giao hàng bao nhiêu]\n",
                "Phí giao hàng là 30.000 đồng. Phí giao hàng ngoại thành là 50.000 đồng.");
    struct report report = inspect_articles_of(
        *state, whole, ARTICLE("hai", "title: Phí giao hàng\n", "Dạ, tùy nơi."));
    const struct report_entry *found = find(&report, "second.md", "own questions finds it");
    if (found == NULL)
        report_print(&report, stdout);
    assert_non_null(found);
    assert_true(str_has(found->text, STR("kb/vi/first.md")));
    assert_true(found->place.line > 0);
    assert_null(find(&report, "first.md", "own questions finds it"));
    assert_non_null(find(&report, "second.md", "is also one of kb/vi/first.md"));

    report = inspect_articles_of(*state, whole,
                                 ARTICLE("hai", "title: Bảo hành mấy năm\n", "Dạ, hai năm."));
    assert_null(find(&report, "kb/", ""));
}

/* Many findings of one kind: a handful told, the rest counted. */
static void a_flood_is_counted(void **state)
{
    struct strbuf rules = strbuf_new(*state, 4096);
    strbuf_add_cstr(&rules, "intents:\n  - id: mot\n    title: mot\n    patterns:\n");
    for (int i = 0; i < 30; i++)
        strbuf_add_cstr(&rules, "      - nồi cơm\n");
    strbuf_add_cstr(&rules, "    answer: {say: [Dạ vâng ạ.]}\n");
    struct report report = inspect(*state, str_cstr(*state, strbuf_view(&rules)), none);
    size_t told = 0;
    for (size_t i = 0; i < report.count; i++)
        told += str_has(report.problems[i].text, STR("adds nothing"));
    assert_int_equal(told, 8);
    assert_non_null(find(&report, "own.yml", "… and 21 more patterns that add nothing"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(faults_are_told_where_they_stand),
        test_with_arena(an_example_in_the_wrong_place_is_told),
        test_with_arena(intents_too_close_are_told_with_their_nearest_examples),
        test_with_arena(an_article_its_own_questions_do_not_find_is_told),
        test_with_arena(a_flood_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
