/* A and F: what rules, examples and articles are compared by. */
#include "words.h"

#include <string.h>

static void case_tone_and_drawn_out_words(void **state)
{
    static const struct reading_case cases[] = {
        {"ĐỔI TRẢ", "đổi trả"},
        {"hoà khoẻ thuỷ huỷ", "hòa khỏe thủy hủy"}, /* the old style is ours */
        {"hòan tóan", "hoàn toán"},                 /* misplaced by input methods */
        {"qúy gíup cuả", "quý giúp của"},
        {"lựơng", "lượng"},
        {"quá già giò gì", "quá già giò gì"},
        {"khuyến ngoài hoàng", "khuyến ngoài hoàng"},
        {"nhéee đượccc quááá", "nhé được quá"},
        {"KHÔNGGGG", "không"},
        {"shopp nhaa", "shop nha"},
        {"Google Zoom Shopee mall", "google zoom shopee mall"}, /* doubled letters that belong */
        {"xoong goòng", "xoong goòng"},
        {"sao vậy???", "sao vậy?"},
        {"\u00F0ổi \u00D0ổi", "đổi đổi"}, /* letters that only look like đ */
        {"\u0256i", "đi"},
        {"b\u01cen k\u0115u", "băn kêu"}, /* a caron, a breve on e */
        {"III XII", "iii xii"},           /* Roman numbers */
    };
    check_cases(*state, FORM_A, cases, COUNT(cases));
}

static void shorthand_is_written_out(void **state)
{
    static const struct reading_case cases[] = {
        {"ko biết", "không biết"},
        {"dc máy", "dc máy"}, /* "được" or "địa chỉ": not certain enough for A */
        {"sđt của mik", "số điện thoại của mình"},
        {"hỏng rồi", "hỏng rồi"}, /* broken, never "không" */
        {"tks shop", "cảm ơn shop"},
    };
    static const struct reading_case keys[] = {
        {"ko dc đổi", "khong duoc doi"},
        {"bh bao lâu", "bao hanh bao lau"},
        {"bh có hàng", "bao gio co hang"},
        {"quên mk", "quen mat khau"},
        {"mk hỏi chút", "minh hoi chut"},
        {"ck qua vcb", "chuyen khoan qua vcb"},
        {"ck vk mình", "chong vo minh"},
        {"5 kg", "<size>"},
        {"kg có", "khong co"},
        {"hỏng r", "hong roi"},
    };
    check_cases(*state, FORM_A, cases, COUNT(cases));
    check_cases(*state, FORM_F, keys, COUNT(keys));
}

static void folding_loses_marks_and_nothing_else(void **state)
{
    static const struct reading_case cases[] = {
        {"Đổi trả", "doi tra"},
        {"kỹ thuật lý do", "ki thuat li do"}, /* i and y are one where they sound alike */
        {"thúy thúi", "thuy thui"},
        {"đổi-trả đổi/trả", "doi tra doi tra"},
        {"сайт 서울", "сайт 서울"},
        {"bảo\u00a0hành", "bao hanh"},
    };
    check_cases(*state, FORM_F, cases, COUNT(cases));
}

static void raw_keystrokes_are_read_when_the_sentence_is_of_them(void **state)
{
    static const struct reading_case cases[] = {
        {"baor hanhf bao laau", "bao hanh bao lau"},
        {"ddooir trar trong maays ngayf", "doi tra trong may ngay"},
        {"bao3 hanh2 bao la6u", "bao hanh bao lau"},
        {"d9u7o7c5 kho6ng", "duoc khong"},
        {"khoong dduwowcj", "khong duoc"},
        {"duongwf ddi", "duong di"},
        /* and left alone when it is not */
        {"test max fix box", "test max fix box"},
        {"samsung a30 s20", "samsung a30 s20"},
        {"bảo hành baor lau", "bao hanh baor lau"}, /* somebody who types marks */
        {"looix trang web", "loi trang web"}, /* one word that can be nothing else is enough */
        {"quay laij menu", "quay lai menu"},
        {"cos max giarm gia ddc khoong", "co ma giam gia duoc khong"},
        {"lis doi roi", "lis doi roi"}, /* one that could be a name is not */
        {"solo daxua khong", "solo daxua khong"},
    };
    check_cases(*state, FORM_F, cases, COUNT(cases));
}

static void glued_words_come_apart_in_f_only(void **state)
{
    struct words *words = *state;
    struct normalised text = normal(words, "baohanh tivi");
    assert_str(text.f, "bao hanh tivi");
    assert_str(text.a, "baohanh tivi");
    assert_str(normal(words, "shopee lazada").f, "shopee lazada");
}

static void accents_are_seen(void **state)
{
    static const struct {
        const char *text;
        enum accent_state accents;
    } cases[] = {
        {"bảo hành bao lâu", ACCENT_FULL},
        {"bao hanh bao lau", ACCENT_NONE},
        {"bảo hành duoc bao lâu", ACCENT_PARTIAL},
        {"ok", ACCENT_FULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(normal(*state, cases[i].text).accents, cases[i].accents);
}

static void roles_and_questions_are_seen(void **state)
{
    static const struct {
        const char *text;
        enum question_type question;
    } questions[] = {
        {"bảo hành bao lâu", QUESTION_HOW_LONG}, {"giá bao nhiêu", QUESTION_HOW_MUCH},
        {"cửa hàng ở đâu", QUESTION_WHERE},      {"khi nào giao", QUESTION_WHEN},
        {"tại sao lâu vậy", QUESTION_WHY},       {"làm thế nào để đổi", QUESTION_HOW},
        {"có đổi được không", QUESTION_YES_NO},  {"tôi muốn mua tivi", QUESTION_NOT},
    };
    for (size_t i = 0; i < COUNT(questions); i++)
        assert_int_equal(normal(*state, questions[i].text).question, questions[i].question);
}

/* The words in the scope of a negator, joined. */
static struct str negated(const struct words *words, const char *text)
{
    struct normalised got = normal(words, text);
    struct strbuf out = strbuf_new(words->arena, 64);
    for (size_t i = 0; i < got.token_count; i++) {
        if ((got.tokens[i].roles & TOKEN_NEGATED) == 0)
            continue;
        if (out.len > 0)
            strbuf_add_byte(&out, ' ');
        strbuf_add(&out, got.tokens[i].a);
    }
    return strbuf_view(&out);
}

static void negation_has_a_scope_and_questions_have_none(void **state)
{
    struct words *words = *state;
    assert_true(str_has(negated(words, "chưa nhận được hàng"), STR("nhận")));
    assert_true(str_has(negated(words, "không cần gặp nhân viên"), STR("nhân viên")));
    assert_str(negated(words, "có đổi được không"), "");
    assert_str(negated(words, "còn hàng ko shop"), "");
    assert_str(negated(words, "nhận được chưa"), "");
    assert_false(str_has(negated(words, "không đổi, trả tiền lại"), STR("tiền")));
}

static void offsets_lead_back_to_the_visitors_text(void **state)
{
    struct words *words = *state;
    struct normalised text = normal(words, "Shop ơi  ko dc ĐỔI hả");
    uint32_t from, to;
    const char *at = strstr(text.a.data, "không");
    assert_non_null(at);
    text_a_to_t(&text, (uint32_t)(at - text.a.data), (uint32_t)(at - text.a.data + 6), &from, &to);
    assert_str(str_sub(text.t, from, to), "ko");
    at = strstr(text.f.data, "doi");
    text_f_to_t(&text, (uint32_t)(at - text.f.data), (uint32_t)(at - text.f.data + 3), &from, &to);
    assert_str(str_sub(text.t, from, to), "ĐỔI");
}

static void moods_and_shouting(void **state)
{
    assert_int_equal(normal(*state, "cảm ơn shop ❤").mood, 1);
    assert_int_equal(normal(*state, "giao chậm 😡").mood, -1);
    assert_int_equal(normal(*state, "giao hàng").mood, 0);
    assert_true(normal(*state, "SAO CHƯA GIAO HÀNG").is_shouting);
    assert_false(normal(*state, "TV LG").is_shouting);
    assert_true(normal(*state, "sao lâu vậy???").is_insistent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_words(case_tone_and_drawn_out_words),
        test_with_words(shorthand_is_written_out),
        test_with_words(folding_loses_marks_and_nothing_else),
        test_with_words(raw_keystrokes_are_read_when_the_sentence_is_of_them),
        test_with_words(glued_words_come_apart_in_f_only),
        test_with_words(accents_are_seen),
        test_with_words(roles_and_questions_are_seen),
        test_with_words(negation_has_a_scope_and_questions_have_none),
        test_with_words(offsets_lead_back_to_the_visitors_text),
        test_with_words(moods_and_shouting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
