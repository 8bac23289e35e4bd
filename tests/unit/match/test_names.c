/* Ids of intents as texts to learn from. */
#include "check.h"

#include "match/names.h"

static void ids_come_apart_into_words(void **state)
{
    static const struct {
        const char *id, *want;
    } cases[] = {
        {"bao-hanh-thoi-han", "bao hanh thoi han"},
        {"hoan_tien", "hoan tien"},
        {"doiTraHang", "doi Tra Hang"},
        {"faq/giao.hang", "faq giao hang"},
        {"FAQ", "FAQ"},
        {"gói-2", "gói 2"},
        {"--", ""},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str id = str_view(cases[i].id);
        assert_str(names_as_texts(*state, &id, 1)[0], cases[i].want);
    }
}

/* What stands in most of the ids tells none from another. */
static void common_words_are_left_out(void **state)
{
    const struct str ids[] = {STR("ask_price"), STR("ask_size"), STR("ask_color"), STR("greet"),
                              STR("ask")};
    struct str *texts = names_as_texts(*state, ids, COUNT(ids));
    assert_str(texts[0], "price");
    assert_str(texts[1], "size");
    assert_str(texts[3], "greet");
    assert_str(texts[4], "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(ids_come_apart_into_words),
        test_with_arena(common_words_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
