/* Messages with several wishes: where they are cut. That the pieces are answered one by one is in
 * tests/talks/nhieu-y.yml. */
#include "check.h"

#include "dialogue/wishes.h"

static const struct lexicon_file roles = {
    STR_INIT("words/roles.tsv"),
    STR_INIT("shop\tperson\nmình\tperson\nơi\tparticle\ndạ\tparticle\nạ\tparticle\n")};

static void messages_are_cut_between_wishes(void **state)
{
    static const struct {
        const char *text;
        size_t count;
        const char *pieces[WISHES_MAX];
    } cases[] = {
        {"ship mấy ngày và có kiểm hàng không", 2, {"ship mấy ngày", "có kiểm hàng không"}},
        {"ship may ngay va co kiem hang khong", 2, {"ship may ngay", "co kiem hang khong"}},
        {"bảo hành mấy năm? phí ship sao", 2, {"bảo hành mấy năm?", "phí ship sao"}},
        {"một hai, ba bốn và năm sáu", 3, {"một hai,", "ba bốn", "năm sáu"}},
        {"bảo hành mấy năm", 1, {"bảo hành mấy năm"}},
        {"dạ shop ơi, ship mấy ngày ạ", 1, {"dạ shop ơi, ship mấy ngày ạ"}}, /* no wish before */
        {"ship mấy ngày, shop", 1, {"ship mấy ngày, shop"}},                 /* nor behind */
        {"giá 1.990.000 đồng phải không", 1, {"giá 1.990.000 đồng phải không"}},
        {"và", 1, {"và"}},
    };
    struct report report = report_new(*state);
    struct lexicon *lexicon = lexicon_new(&roles, 1, &report);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str pieces[WISHES_MAX];
        struct normalised text = text_normalise(*state, lexicon, str_view(cases[i].text));
        size_t count = wishes_split(&text, pieces);
        if (count != cases[i].count)
            print_error("\"%s\" has %zu\n", cases[i].text, count);
        assert_int_equal(count, cases[i].count);
        for (size_t k = 0; k < count; k++)
            assert_str(pieces[k], cases[i].pieces[k]);
    }
    struct normalised none = text_normalise(*state, lexicon, STR(""));
    assert_true(wishes_split(&none, (struct str[WISHES_MAX]){{0}}) <= 1);
    lexicon_free(lexicon);
}

/* A long list of things is one message, read whole. */
static void too_many_pieces_are_one(void **state)
{
    struct report report = report_new(*state);
    struct lexicon *lexicon = lexicon_new(&roles, 1, &report);
    struct str pieces[WISHES_MAX];
    struct normalised text =
        text_normalise(*state, lexicon, STR("một hai, ba bốn, năm sáu, bảy tám, chín mười"));
    assert_int_equal(wishes_split(&text, pieces), 1);
    lexicon_free(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(messages_are_cut_between_wishes),
        test_with_arena(too_many_pieces_are_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
