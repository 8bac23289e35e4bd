/* What words mean because of what was said before: choices, offers, topics, language. */
#include "content.h"

#include <string.h>

#define assert_says(shop, outcome, words)                                                          \
    do {                                                                                           \
        struct str assert_said = replies(shop, outcome);                                           \
        if (!str_has(assert_said, STR(words)))                                                     \
            print_error("said: " STR_FMT "\n", STR_ARG(assert_said));                              \
        assert_true(str_has(assert_said, STR(words)));                                             \
    } while (0)

static const char two_rules[] =
    "intents:\n"
    "  - id: lap-dat\n    title: Lắp đặt máy lạnh\n    title_en: Installation\n"
    "    patterns: [máy lạnh]\n    answer: {say: [\"Dạ, lắp trong ngày ạ.\"]}\n"
    "  - id: ve-sinh\n    title: Vệ sinh máy lạnh\n    title_en: Cleaning\n"
    "    patterns: [máy lạnh]\n    answer: {say: [\"Dạ, vệ sinh 200.000đ ạ.\"]}\n"
    "  - id: gia\n    title: Giá\n    patterns: [giá bao nhiêu]\n"
    "    answer: {say: [\"Dạ, giá có trên trang ạ.\"]}\n";

/* A shop with two rules that hit alike: the visitor is asked which. */
static int give_choice(void **state)
{
    give_shop(state);
    struct shop *shop = *state;
    struct report report = report_new(shop->arena);
    rulebook_unref(shop->rulebook);
    shop->rulebook = load_with(shop->arena, "intents/own.yml", two_rules, &report);
    assert_non_null(shop->rulebook);
    return 0;
}

#define test_with_choice(fn) cmocka_unit_test_setup_teardown(fn, give_choice, take_shop)

static struct str ask_which(struct shop *shop)
{
    shop->state = STR("");
    struct outcome asked = say(shop, "máy lạnh");
    assert_int_equal(asked.decision, DECISION_ASK);
    assert_says(shop, &asked, "\"payload\":\"intent:lap-dat\"");
    assert_says(shop, &asked, "\"payload\":\"intent:ve-sinh\"");
    assert_says(shop, &asked, "\"payload\":\"none\"");
    return shop->state;
}

static void a_choice_is_taken_by_number_order_word_or_button(void **state)
{
    static const struct {
        const char *text;
        int number; /* of the choice */
    } cases[] = {
        {"1", 1},
        {"số 1", 1},
        {"so 1 nhe", 1},
        {"cái 1", 1},
        {"cái đầu tiên", 1},
        {"đầu tiên", 1},
        {"cái thứ nhất", 1},
        {"một", 1},
        {"the first one", 1},
        {"mục 1 ạ", 1},
        {"2", 2},
        {"số 2 nha shop", 2},
        {"cai thu 2", 2},
        {"cái thứ hai", 2},
        {"hai", 2},
        {"the second one", 2},
        {"chọn 2", 2},
        {"cái số 2 đó bạn", 2},
        {"1 đi ad", 1},
    };
    struct shop *shop = *state;
    struct str asked = ask_which(shop);
    ptrdiff_t first = str_find(asked, STR("intent:lap-dat")),
              second = str_find(asked, STR("intent:ve-sinh"));
    assert_true(first >= 0 && second >= 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        shop->state = asked;
        struct outcome got = say(shop, cases[i].text);
        bool is_first = (cases[i].number == 1) == (first < second);
        if (got.decision != DECISION_ANSWER)
            print_error("\"%s\": %s\n", cases[i].text, decision_name(got.decision));
        assert_int_equal(got.decision, DECISION_ANSWER);
        assert_str(got.intent, is_first ? "lap-dat" : "ve-sinh");
    }
    static const struct {
        const char *text, *intent;
    } words[] = {{"vệ sinh", "ve-sinh"}, {"ve sinh", "ve-sinh"},     {"cái vệ sinh á", "ve-sinh"},
                 {"lắp đặt", "lap-dat"}, {"lap dat nha", "lap-dat"}, {"lắp", "lap-dat"}};
    for (size_t i = 0; i < COUNT(words); i++) {
        shop->state = asked;
        assert_str(say(shop, words[i].text).intent, words[i].intent);
    }
    shop->state = asked;
    assert_str(press(shop, "intent:ve-sinh").intent, "ve-sinh");
}

static void no_such_choice_is_no_choice(void **state)
{
    static const char *const texts[] = {"0",       "3",    "9",  "10", "99999999999999999999",
                                        "1 hay 2", "số 5", "1 2"};
    struct shop *shop = *state;
    struct str asked = ask_which(shop);
    for (size_t i = 0; i < COUNT(texts); i++) {
        shop->state = asked;
        struct outcome got = say(shop, texts[i]);
        if (got.decision == DECISION_ANSWER)
            print_error("\"%s\" chose " STR_FMT "\n", texts[i], STR_ARG(got.intent));
        assert_int_not_equal(got.decision, DECISION_ANSWER);
    }
}

static void none_of_the_choices_offers_a_person(void **state)
{
    static const char *const texts[] = {"không phải", "ko phai", "không cái nào", "no"};
    struct shop *shop = *state;
    struct str asked = ask_which(shop);
    for (size_t i = 0; i < COUNT(texts); i++) {
        shop->state = asked;
        struct outcome got = say(shop, texts[i]);
        if (got.decision != DECISION_ASK)
            print_error("\"%s\": %s\n", texts[i], decision_name(got.decision));
        assert_int_equal(got.decision, DECISION_ASK);
    }
    shop->state = asked;
    struct outcome got = press(shop, "none");
    assert_int_equal(got.decision, DECISION_ASK);
    assert_says(shop, &got, "\"payload\":\"handover\"");
    assert_int_equal(say(shop, "ok").decision, DECISION_HANDOVER);
}

/* The same question is not asked twice: it counts as not understood. */
static void the_same_choices_are_not_shown_again(void **state)
{
    struct shop *shop = *state;
    ask_which(shop);
    struct outcome again = say(shop, "máy lạnh");
    assert_true(again.decision == DECISION_ANSWER ||
                !str_has(replies(shop, &again), STR("\"payload\":\"none\"")));
}

/* Something else may be asked instead of choosing; then a number chooses nothing any more. */
static void a_new_question_ends_the_choice(void **state)
{
    struct shop *shop = *state;
    ask_which(shop);
    assert_str(say(shop, "giá bao nhiêu").intent, "gia");
    assert_int_not_equal(say(shop, "1").decision, DECISION_ANSWER);
}

static void the_ladder_is_ask_offer_hand_over(void **state)
{
    struct shop *shop = *state;
    struct outcome first = say(shop, "zxqwv plmkj");
    assert_int_equal(first.decision, DECISION_ASK);
    assert_false(str_has(replies(shop, &first), STR("handover")));
    struct outcome second = say(shop, "rtghb vcxz");
    assert_int_equal(second.decision, DECISION_ASK);
    assert_says(shop, &second, "\"payload\":\"handover\"");
    assert_null(second.handoff);
    struct str offered = shop->state;

    struct outcome yes = say(shop, "vâng ạ");
    assert_int_equal(yes.handoff->reason, HANDOFF_UNSURE);
    shop->state = offered;
    struct outcome pressed = press(shop, "handover");
    assert_int_equal(pressed.handoff->reason, HANDOFF_UNSURE);
    shop->state = offered;
    struct outcome third = say(shop, "mnbvc lkjhg");
    assert_int_equal(third.handoff->reason, HANDOFF_UNSURE);
    assert_true(third.confidence < 0.4);

    /* Back from the person the ladder begins at its foot. */
    struct outcome after = say(shop, "qwrtp zzxc");
    assert_int_equal(after.decision, DECISION_ASK);
    assert_null(after.handoff);
}

static void refusing_the_offer_does_not_hand_over(void **state)
{
    static const char *const texts[] = {"không cần", "thôi", "khỏi shop", "ko"};
    struct shop *shop = *state;
    say(shop, "zxqwv plmkj");
    say(shop, "rtghb vcxz");
    struct str offered = shop->state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        shop->state = offered;
        struct outcome got = say(shop, texts[i]);
        assert_null(got.handoff);
        assert_str(got.intent, "tu-choi");
    }
}

static void the_person_s_summary_tells_what_was_said(void **state)
{
    struct shop *shop = *state;
    say(shop, "bảo hành bao lâu");
    say(shop, "cái \"này\" có tính\nkhông vậy zxqw");
    struct outcome got = say(shop, "cho gặp nhân viên");
    assert_non_null(got.handoff);
    assert_true(str_has(got.handoff->summary, STR("zxqw")));
    assert_true(str_has(got.handoff->summary, STR("Bảo hành")));
}

/* The page says one language, the words say another: the words count, and stay in mind. */
static void the_language_follows_the_visitor(void **state)
{
    struct shop *shop = *state;
    struct outcome got = say(shop, "hello, how are you? I need help please");
    struct str hello = replies(shop, &got);
    assert_false(str_has(hello, STR("Dạ")));
    got = say(shop, "zxqwv plmkj");
    assert_false(str_has(replies(shop, &got), STR("Dạ")));
    got = say(shop, "thôi mình nói tiếng Việt nhé, cho hỏi giá máy giặt");
    assert_says(shop, &got, "Dạ");
    got = say(shop, "zxqwv plmkj");
    assert_says(shop, &got, "Dạ");
}

/* No visitor ever reads a blank in braces. */
static void no_reply_shows_an_empty_blank(void **state)
{
    static const char *const texts[] = {
        "giá",           "giá bao nhiêu",    "giá máy giặt", "chào shop", "báo giá",
        "gặp nhân viên", "bảo hành bao lâu", "0912345678",   "cảm ơn",    "kiện",
        "how much",      "địa chỉ",          "{hotline}",    "giá {mon}", "giá {shop} {shop}"};
    struct shop *shop = *state;
    for (int open = 0; open < 2; open++) {
        shop->people_open = open == 1;
        for (size_t i = 0; i < COUNT(texts); i++) {
            struct outcome got = say(shop, texts[i]);
            struct str said = replies(shop, &got);
            bool blank = str_has(said, STR("{shop}")) || str_has(said, STR("{hotline}")) ||
                         str_has(said, STR("{back}")) || str_has(said, STR("{address}")) ||
                         str_has(said, STR("{phone}")) || (i < 12 && str_has(said, STR("{mon}")));
            if (blank && i < 12)
                print_error("\"%s\": " STR_FMT "\n", texts[i], STR_ARG(said));
            assert_true(!blank || i >= 12); /* the last are the visitor's own braces */
            shop->state = STR("");
        }
    }
}

static const char dated[] = "---\nid: km\ntitle: Khuyến mãi tháng này có gì?\ncategory: km\n"
                            "locale: vi\nvalid_from: 2026-11-01\nvalid_to: 2026-11-30\n"
                            "questions: [khuyến mãi tháng này]\n---\nDạ, giảm 10% ạ.\n";
static const char dated_rule[] =
    "intents:\n  - id: km\n    title: Khuyến mãi\n"
    "    patterns: [khuyến mãi tháng này]\n    examples: [khuyến mãi tháng "
    "này]\n    answer: {article: km}\n";

/* 2026-11-01 and 2026-11-30 in Vietnam, first and last moment; UTC is seven hours behind. */
static void an_article_answers_from_its_first_day_to_its_last(void **state)
{
    static const struct {
        int64_t now_ms;
        bool valid;
    } cases[] = {{INT64_C(1793465999999), false},
                 {INT64_C(1793466000000), true},
                 {INT64_C(1796057999999), true},
                 {INT64_C(1796058000000), false}};
    struct shop *shop = *state;
    struct report report = report_new(shop->arena);
    rulebook_unref(shop->rulebook);
    shop->rulebook = load_article_with(shop->arena, dated_rule, dated, &report);
    assert_non_null(shop->rulebook);
    for (size_t i = 0; i < COUNT(cases); i++) {
        shop->state = STR("");
        shop->now_ms = cases[i].now_ms;
        struct outcome got = say(shop, "khuyến mãi tháng này");
        if ((got.decision == DECISION_ANSWER) != cases[i].valid)
            print_error("case %zu: %s\n", i, decision_name(got.decision));
        assert_int_equal(got.decision == DECISION_ANSWER, cases[i].valid);
        if (!cases[i].valid)
            assert_false(str_has(replies(shop, &got), STR("10%")));
        if (got.decision == DECISION_HANDOVER)
            assert_int_equal(got.handoff->reason, HANDOFF_FAILURE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_choice(a_choice_is_taken_by_number_order_word_or_button),
        test_with_choice(no_such_choice_is_no_choice),
        test_with_choice(none_of_the_choices_offers_a_person),
        test_with_choice(the_same_choices_are_not_shown_again),
        test_with_choice(a_new_question_ends_the_choice),
        test_with_shop(the_ladder_is_ask_offer_hand_over),
        test_with_shop(refusing_the_offer_does_not_hand_over),
        test_with_shop(the_person_s_summary_tells_what_was_said),
        test_with_shop(the_language_follows_the_visitor),
        test_with_shop(no_reply_shows_an_empty_blank),
        test_with_shop(an_article_answers_from_its_first_day_to_its_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
