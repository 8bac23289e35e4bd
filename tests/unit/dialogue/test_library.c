#include "content.h"

#include <string.h>

#include "dialogue/library.h"

static const char rules[] = "intents:\n"
                            "  - id: bao-hanh\n"
                            "    title: Bảo hành\n"
                            "    examples: [bảo hành bao lâu, máy bảo hành mấy năm]\n"
                            "    answer: {say: [\"Dạ\"]}\n";

static const char vi[] = "---\nid: bao-hanh\ntitle: Bảo hành bao lâu?\ncategory: bao-hanh\n"
                         "questions: [Máy hư trong mấy năm thì được sửa]\nlocale: vi\n"
                         "valid_to: 2026-12-31\n---\nDạ, 24 tháng.\n";

static const int64_t in_time = INT64_C(1790000000000), too_late = INT64_C(1900000000000);

static struct library *library_of(struct arena *arena, const char *article)
{
    struct report report = report_new(arena);
    struct rulebook *book = load_article_with(arena, rules, article, &report);
    if (book == NULL)
        report_print(&report, stderr);
    assert_non_null(book);
    struct library *library = library_new(book);
    rulebook_unref(book); /* the library keeps its own */
    return library;
}

static void finds_while_one_types(void **state)
{
    struct arena *arena = *state;
    struct library *library = library_of(arena, vi);
    static const struct {
        const char *query;
        size_t count;
    } cases[] = {
        {"bao", 1},
        {"bảo h", 1},
        {"BAO HANH", 1},
        {"ba\xCC\x89o", 1},
        {"may hu trong may nam", 1},
        {"", 0},
        {"  ?! ", 0},
        {"xyzzy", 0},
        {"\xFF\xFE", 0},
        {"banh mi thit", 0},
        {"bao hanh \" OR *", 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct article *found[LIBRARY_SEARCH_MAX];
        size_t count = library_search(library, str_view(cases[i].query), STR("vi"), in_time, arena,
                                      found, COUNT(found));
        if (count != cases[i].count)
            fail_msg("\"%s\": %zu articles, want %zu", cases[i].query, count, cases[i].count);
    }
    library_unref(library);
}

static void what_is_not_valid_is_not_there(void **state)
{
    struct arena *arena = *state;
    struct library *library = library_of(arena, vi);
    const struct article **list, *found[1];
    assert_int_equal(library_list(library, STR("vi"), in_time, arena, &list), 1);
    assert_str(list[0]->title, "Bảo hành bao lâu?");
    assert_int_equal(library_list(library, STR("vi"), too_late, arena, &list), 0);
    assert_int_equal(library_search(library, STR("bao"), STR("vi"), too_late, arena, found, 1), 0);
    assert_null(library_find(library, STR("bao-hanh"), STR("vi"), too_late));
    assert_null(library_find(library, STR("khong-co"), STR("vi"), in_time));
    library_unref(library);
}

static void the_other_language_stands_in(void **state)
{
    struct library *library = library_of(*state, vi);
    const struct article *article = library_find(library, STR("bao-hanh"), STR("en"), in_time);
    assert_non_null(article);
    assert_str(article->locale, "vi");
    assert_false(library_has(library, STR("bao-hanh"), STR("en"), in_time));
    assert_true(library_has(library, STR("bao-hanh"), STR("vi"), in_time));
    library_unref(library);
}

/* Whatever is typed: no more than max, and every article found is one of the list. */
static void any_bytes_are_a_search(void **state)
{
    struct arena *arena = *state;
    struct library *library = library_of(arena, vi);
    unsigned seed = 7;
    for (int round = 0; round < 2000; round++) {
        char query[400];
        size_t len = seed % sizeof(query);
        for (size_t i = 0; i < len; i++) {
            seed = seed * 1103515245U + 12345U;
            query[i] = (char)(seed >> 16);
        }
        seed = seed * 1103515245U + 12345U;
        const struct article *found[2];
        size_t count = library_search(library, (struct str){query, len}, STR("vi"), in_time, arena,
                                      found, COUNT(found));
        assert_in_range(count, 0, 1);
        arena_reset(arena);
    }
    library_unref(library_ref(library));
    library_unref(library);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(finds_while_one_types),
        test_with_arena(what_is_not_valid_is_not_there),
        test_with_arena(the_other_language_stands_in),
        test_with_arena(any_bytes_are_a_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
