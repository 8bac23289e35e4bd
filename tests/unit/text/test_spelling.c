/* What a mistyped word may have meant: offered with a cost where something speaks for it, and never
 * for what is right, a name, a number or a code. */
#include "words.h"

#include <stdio.h>
#include <string.h>

#include "text/slip.h"
#include "text/spelling.h"

static const char *const content[] = {
    "giao hàng mất bao lâu",        "giao hàng tận nơi",       "bảo hành điện tử",
    "thời gian bảo hành mấy tháng", "đổi trả hàng lỗi",        "trả góp lãi suất bao nhiêu",
    "mật khẩu tài khoản",           "quên mật khẩu thì sao",   "mua máy giặt Samsung",
    "mã giảm giá voucher",          "lắp đặt máy lạnh ở đâu",  "hoàn tiền trong mấy ngày",
    "có giao hàng ngoài giờ không", "mua iPhone trả góp",      "đăng ký thành viên",
    "khuyến mãi tháng này có gì",   "sửa chữa tủ lạnh tại nhà"};

struct shop {
    struct words *words;
    struct spelling *spelling;
};

static struct shop open_shop(void **state)
{
    struct shop shop = {*state, spelling_new(((struct words *)*state)->lexicon)};
    for (size_t i = 0; i < COUNT(content); i++) {
        struct normalised text = normal(shop.words, content[i]);
        spelling_learn(shop.spelling, &text);
    }
    spelling_settle(shop.spelling);
    return shop;
}

/* The cheapest candidate of each token that has one: "typed→a typed→a". */
static struct str guesses(struct shop *shop, const char *text)
{
    struct normalised got = normal(shop->words, text);
    struct strbuf out = strbuf_new(shop->words->arena, 64);
    for (size_t i = 0; i < got.token_count; i++) {
        struct spelling_candidate found[SPELLING_CANDIDATES_MAX];
        if (spelling_candidates(shop->spelling, &got, i, shop->words->arena, found) == 0)
            continue;
        struct str typed =
            str_sub(got.t, got.tokens[i].from, got.tokens[i + found[0].tokens - 1].to);
        strbuf_addf(&out, "%s" STR_FMT "→" STR_FMT, out.len > 0 ? "; " : "", STR_ARG(typed),
                    STR_ARG(found[0].a));
        i += found[0].tokens - 1;
    }
    return strbuf_view(&out);
}

static void check(void **state, const struct reading_case *cases, size_t count)
{
    struct shop shop = open_shop(state);
    for (size_t i = 0; i < count; i++) {
        struct str got = guesses(&shop, cases[i].text);
        if (!str_is(got, cases[i].want))
            print_error("case %zu: \"%s\" gives \"" STR_FMT "\"\n", i, cases[i].text, STR_ARG(got));
        assert_true(str_is(got, cases[i].want));
    }
    spelling_free(shop.spelling);
}

static void slips_of_fingers_and_input_methods(void **state)
{
    static const struct reading_case cases[] = {
        {"gaio hàng", "gaio→giao"},
        {"giao hagn mat bao lau", "hagn→hàng"},
        {"gioa hàng", "gioa→giao"},
        {"giaoo hàng", ""}, /* drawn out: normalised already */
        {"giaio hàng", "giaio→giao"},
        {"hjàng giao", "hjàng→hàng"},
        {"bảo hànhf điện tử", "hànhf→hành"},
        {"vouchr giảm giá", "vouchr→voucher"},
        {"mua may giwt samsumg", "giwt→giặt; samsumg→samsung"},
        {"khuyếm mãi", "khuyếm→khuyến"},
        {"bao hnah mấy tháng", "hnah→hành"},
    };
    check(state, cases, COUNT(cases));
}

static void wrong_and_lost_marks(void **state)
{
    static const struct reading_case cases[] = {
        {"bão hành mấy tháng", "bão→bảo"},
        {"quên mát khẩu", "mát→mật"},
        {"quên mất khẩu", ""}, /* "mất" is a word of this content */
        {"đổi trạ hàng", "trạ→trả"},
        {"chả góp", "chả→trả"}, /* as it sounds */
        {"xửa chữa tủ lạnh", "xửa→sửa"},
        {"giao hàn tận nơi", "hàn→hàng"},
        {"giao hăng tận nơi", "hăng→hàng"},
    };
    check(state, cases, COUNT(cases));
}

static void spaces_missing_and_needless(void **state)
{
    static const struct reading_case cases[] = {
        {"hàngtận nơi", "hàngtận→hàng tận"},
        {"giaohàng", ""}, /* the table reads it already */
        {"tiềntrong mấy ngày", "tiềntrong→tiền trong"},
        {"trahanggloi", ""},
        {"trahangloi", "trahangloi→trả hàng lỗi"},
        {"bảo h ành điện tử", "h ành→hành"},
        {"mua ip hone trả góp", "ip hone→iphone"},
    };
    check(state, cases, COUNT(cases));
}

static void what_is_right_is_left_alone(void **state)
{
    static const struct reading_case cases[] = {
        {"giao hàng mất bao lâu", ""},
        {"giao hang mat bao lau", ""},
        {"đội bóng nào hay nhất", ""}, /* right words about something else */
        {"trời hôm nay mưa gió", ""},
        {"anh Giang hỏi giao hàng", ""}, /* a name */
        {"chị Hàn mua máy", ""},
        {"samsung hoặc panasonic", ""}, /* names of the lexicon */
        {"đơn giao1 GH123456", ""},
        {"gửi a@giao.vn nhé", ""},
        {"ko dc mk ib", ""}, /* shorthand */
        {"500k 2tr5 0912345678", ""},
        {"sữa chua", ""}, /* no "sửa chữa" without its neighbour */
        {"", ""},
    };
    check(state, cases, COUNT(cases));
}

static void the_likelier_slip_costs_less(void **state)
{
    (void)state;
    static const char *const typed_meant[][2] = {
        {"hanng", "hang"}, {"hangf", "hang"}, {"hagn", "hang"}, {"hang", "hsng"},
        {"hng", "hang"},   {"hpng", "hang"},  {"gaoi", "giao"},
    };
    float before = 0.01F;
    for (size_t i = 0; i < COUNT(typed_meant); i++) {
        float cost = slip_cost(str_view(typed_meant[i][0]), str_view(typed_meant[i][1]));
        if (cost < before)
            print_error("%s\n", typed_meant[i][0]);
        assert_true(cost >= before);
        before = cost;
    }
    assert_true(slip_cost(STR("hang"), STR("hang")) == 0);
    assert_true(slip_cost(STR("hang"), STR("giao")) < 0);
    assert_true(slip_cost(STR("hang"), STR("hangiao")) < 0);
    assert_true(slip_cost(STR(""), STR("hang")) < 0);
}

static void the_order_of_learning_changes_nothing(void **state)
{
    struct words *words = *state;
    struct shop shop = open_shop(state);
    struct spelling *other = spelling_new(words->lexicon);
    for (size_t i = COUNT(content); i-- > 0;) {
        struct normalised text = normal(words, content[i]);
        spelling_learn(other, &text);
    }
    spelling_settle(other);
    struct normalised text = normal(words, "gaio hagn bão hnah chả góp giaohang mữa");
    for (size_t i = 0; i < text.token_count; i++) {
        struct spelling_candidate one[SPELLING_CANDIDATES_MAX], two[SPELLING_CANDIDATES_MAX];
        size_t count = spelling_candidates(shop.spelling, &text, i, words->arena, one);
        assert_int_equal(spelling_candidates(other, &text, i, words->arena, two), count);
        for (size_t k = 0; k < count; k++) {
            assert_true(str_equal(one[k].f, two[k].f));
            assert_true(k == 0 || one[k - 1].cost <= one[k].cost);
        }
    }
    spelling_free(other);
    spelling_free(shop.spelling);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_words(slips_of_fingers_and_input_methods),
        test_with_words(wrong_and_lost_marks),
        test_with_words(spaces_missing_and_needless),
        test_with_words(what_is_right_is_left_alone),
        test_with_words(the_likelier_slip_costs_less),
        test_with_words(the_order_of_learning_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
