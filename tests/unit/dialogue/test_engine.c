/* What the bot decides, turn by turn. */
#include "content.h"

#define assert_says(shop, outcome, words)                                                          \
    do {                                                                                           \
        struct str assert_said = replies(shop, outcome);                                           \
        if (!str_has(assert_said, str_view(words)))                                                \
            print_error("said: " STR_FMT "\n", STR_ARG(assert_said));                              \
        assert_true(str_has(assert_said, str_view(words)));                                        \
    } while (0)

static void an_article_answers_with_its_source(void **state)
{
    struct shop *shop = *state;
    struct outcome got = say(shop, "bảo hành bao lâu vậy shop");
    assert_int_equal(got.decision, DECISION_ANSWER);
    assert_str(got.article, "bao-hanh");
    assert_says(shop, &got, "24 tháng");
    assert_says(shop, &got, "\"article\":\"bao-hanh\"");
    assert_true(got.confidence >= 0.7 && got.confidence <= 1);
}

static void blanks_are_filled_from_facts_and_from_the_message(void **state)
{
    struct shop *shop = *state;
    struct outcome got = say(shop, "cho hỏi giá máy giặt");
    assert_says(shop, &got, "máy giặt");
    got = say(shop, "gửi máy bảo hành ở đâu");
    assert_says(shop, &got, "268");
}

static void what_needs_a_context_waits_for_it(void **state)
{
    struct shop *shop = *state;
    struct outcome got = say(shop, "tháng sau thì sao");
    assert_int_not_equal(got.decision, DECISION_ANSWER);
    shop->state = STR("");
    say(shop, "giá máy giặt bao nhiêu");
    got = say(shop, "thế tháng sau thì sao");
    assert_str(got.intent, "gia-sau");
}

static void a_rule_may_call_a_person(void **state)
{
    struct shop *shop = *state;
    struct outcome got = say(shop, "tôi muốn khiếu nại");
    assert_int_equal(got.decision, DECISION_HANDOVER);
    assert_int_equal(got.handoff->reason, HANDOFF_RULE);
    assert_str(got.handoff->team, "khieu-nai");
    assert_int_equal(got.handoff->priority, 5);
    assert_true(got.handoff->summary.len > 0);
}

static void not_understood_asks_then_offers_then_hands_over(void **state)
{
    struct shop *shop = *state;
    struct outcome first = say(shop, "zxqwv plmkj"), second = say(shop, "rtghb vcxz"),
                   third = say(shop, "mnbvc lkjhg");
    assert_int_equal(first.decision, DECISION_ASK);
    assert_null(first.handoff);
    assert_int_equal(second.decision, DECISION_ASK);
    assert_says(shop, &second, "\"payload\":\"handover\"");
    assert_int_equal(third.decision, DECISION_HANDOVER);
    assert_int_equal(third.handoff->reason, HANDOFF_UNSURE);
    assert_true(str_has(third.handoff->summary, STR("mnbvc lkjhg")));
}

static void being_understood_forgives_earlier_trouble(void **state)
{
    struct shop *shop = *state;
    say(shop, "zxqwv plmkj");
    say(shop, "rtghb vcxz");
    say(shop, "bảo hành bao lâu");
    assert_int_equal(say(shop, "mnbvc lkjhg").decision, DECISION_ASK);
}

static void a_button_answers_at_once(void **state)
{
    struct shop *shop = *state;
    struct outcome got = press(shop, "intent:bao-hanh");
    assert_int_equal(got.decision, DECISION_ANSWER);
    assert_str(got.intent, "bao-hanh");
    got = press(shop, "article:bao-hanh");
    assert_str(got.article, "bao-hanh");
    assert_true(got.confidence > 0.99);
}

static void yes_and_no_answer_the_offer(void **state)
{
    struct shop *shop = *state;
    say(shop, "zxqwv plmkj");
    say(shop, "rtghb vcxz");
    struct str offered = shop->state;
    assert_int_equal(say(shop, "ừ").decision, DECISION_HANDOVER);
    shop->state = offered;
    assert_int_equal(say(shop, "thôi khỏi").decision, DECISION_SMALLTALK);
    assert_int_equal(say(shop, "bảo hành bao lâu").decision, DECISION_ANSWER);
}

static void outside_the_hours_a_number_is_asked_for_and_kept(void **state)
{
    struct shop *shop = *state;
    shop->people_open = false;
    struct outcome got = say(shop, "gặp nhân viên");
    assert_says(shop, &got, "8 giờ sáng mai");
    got = say(shop, "09123");
    assert_null(got.callback);
    assert_says(shop, &got, "chưa đúng");
    got = say(shop, "à 0912 345 678 nhé");
    assert_non_null(got.callback);
    assert_str(got.callback->phone, "0912345678");
    assert_says(shop, &got, "0912");
}

static void unknown_buttons_do_no_harm(void **state)
{
    static const char *const payloads[] = {"intent:khong-co", "article:../../x", "handover ", ":",
                                           "helpful:maybe"};
    struct shop *shop = *state;
    for (size_t i = 0; i < COUNT(payloads); i++) {
        struct outcome got = press(shop, payloads[i]);
        assert_int_not_equal(got.decision, DECISION_ANSWER);
        assert_true(got.reply_count >= 1);
        shop->state = STR("");
    }
}

static void the_same_state_and_words_give_the_same_turn(void **state)
{
    static const char *const talk[] = {"chào shop", "bảo hành",         "1",
                                       "zxqwv",     "giá tivi samsung", "cảm ơn"};
    struct shop *shop = *state;
    struct str states[COUNT(talk)], said[COUNT(talk)];
    for (int round = 0; round < 2; round++) {
        shop->state = STR("");
        for (size_t i = 0; i < COUNT(talk); i++) {
            struct outcome got = say(shop, talk[i]);
            if (round > 0) {
                assert_true(str_equal(states[i], got.state));
                assert_true(str_equal(said[i], replies(shop, &got)));
            }
            states[i] = got.state;
            said[i] = replies(shop, &got);
        }
    }
}

static void variants_take_turns(void **state)
{
    struct shop *shop = *state;
    struct outcome one = say(shop, "giá máy giặt"), two = say(shop, "giá máy giặt");
    assert_false(str_equal(replies(shop, &one), replies(shop, &two)));
}

static void a_spoilt_state_begins_afresh(void **state)
{
    static const char *const states[] = {
        "{",
        "[]",
        "null",
        "{\"v\":99}",
        "{\"v\":1,\"unsure\":-5,\"choices\":7}",
        "\xff\xfe",
        "{\"v\":1,\"offer\":\"which\",\"choices\":[\"intent:khong-co\"]}"};
    struct shop *shop = *state;
    for (size_t i = 0; i < COUNT(states); i++) {
        shop->state = str_view(states[i]);
        assert_int_equal(say(shop, "bảo hành bao lâu").decision, DECISION_ANSWER);
    }
}

static void the_state_stays_small(void **state)
{
    struct shop *shop = *state;
    struct strbuf flood = strbuf_new(shop->arena, 4096);
    while (flood.len < 4000)
        strbuf_add_cstr(&flood, "bảo hành \"\\ ");
    for (int i = 0; i < 12; i++) {
        say(shop, str_cstr(shop->arena, strbuf_view(&flood)));
        assert_true(shop->state.len <= 4096);
    }
}

static void why_is_told(void **state)
{
    struct shop *shop = *state;
    struct outcome outcome;
    struct str json;
    struct turn_input input = {.text = STR("bao hanh bao lau"),
                               .locale = STR("vi"),
                               .channel = STR("web"),
                               .now_ms = shop->now_ms,
                               .people_open = true};
    dialogue_turn_why(shop->rulebook, &input, shop->arena, &outcome, &json);
    assert_true(str_has(json, STR("bao-hanh")));
    struct str words = dialogue_why_text(json, shop->arena);
    assert_true(str_has(words, STR("bao hanh bao lau")));
    assert_true(str_has(words, STR("Quyết định")));
}

static struct outcome say_in_queue(struct shop *shop, const char *text)
{
    struct outcome outcome;
    struct turn_input input = {.state = shop->state,
                               .text = str_view(text),
                               .locale = STR("vi"),
                               .channel = STR("web"),
                               .now_ms = shop->now_ms,
                               .people_open = true,
                               .in_queue = true};
    dialogue_turn(shop->rulebook, &input, shop->arena, &outcome);
    return outcome;
}

static void who_waits_may_leave_the_queue(void **state)
{
    static const struct {
        const char *words, *answer;
    } cases[] = {
        {"thôi không cần gặp nữa", "hủy yêu cầu"},
        {"Dạ thôi, em không cần gặp nhân viên nữa ạ", "hủy yêu cầu"},
        {"hủy gặp nhân viên", "hủy yêu cầu"},
        {"huỷ yêu cầu gặp nhân viên giúp em", "hủy yêu cầu"},
        {"huy gap nhan vien nhe", "hủy yêu cầu"},
        {"thoi khong can gap nua", "hủy yêu cầu"},
        {"thôi khỏi", "hủy yêu cầu"},
        {"thôi không đợi nữa", "hủy yêu cầu"},
        {"không cần chờ nhân viên nữa đâu shop", "hủy yêu cầu"},
        {"không muốn nói chuyện với nhân viên nữa", "hủy yêu cầu"},
        {"never mind", "no longer waiting"},
        {"no need to wait anymore", "no longer waiting"},
        {"leave the queue", "no longer waiting"},
        {"never mind, no need to wait for a person", "no longer waiting"},
    };
    struct shop *shop = *state;
    say(shop, "bảo hành bao lâu");
    assert_non_null(say(shop, "cho em gặp nhân viên").handoff);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct outcome got = say_in_queue(shop, cases[i].words);
        if (!got.leaves_queue || !str_has(replies(shop, &got), str_view(cases[i].answer)))
            print_error("wrong: %s\n", cases[i].words);
        assert_true(got.leaves_queue);
        assert_null(got.handoff);
        assert_int_equal(got.reply_count, 1);
        assert_says(shop, &got, cases[i].answer);
        assert_true(got.state.len > 0);
    }
}

static void other_words_in_the_queue_are_for_the_person(void **state)
{
    static const char *const staying[] = {"bảo hành bao lâu",
                                          "hủy đơn DH123456 giúp em",
                                          "không gấp đâu shop",
                                          "khong can gap",
                                          "dung roi",
                                          "không gặp được nhân viên à",
                                          "sao không có ai trả lời vậy",
                                          "đợi lâu quá",
                                          "không đổi hàng nữa, trả luôn",
                                          "có gặp nhân viên được không",
                                          "cho gặp nhân viên",
                                          "gặp nhân viên không",
                                          "không thích nói chuyện với bot",
                                          "alo",
                                          "ok shop",
                                          ""};
    struct shop *shop = *state;
    say(shop, "cho em gặp nhân viên");
    for (size_t i = 0; i < COUNT(staying); i++) {
        struct outcome got = say_in_queue(shop, staying[i]);
        if (got.leaves_queue)
            print_error("leaves: %s\n", staying[i]);
        assert_false(got.leaves_queue);
        assert_int_equal(got.reply_count, 0);
        assert_int_equal(got.effect_count, 0);
        assert_int_equal(got.state.len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_shop(who_waits_may_leave_the_queue),
        test_with_shop(other_words_in_the_queue_are_for_the_person),
        test_with_shop(an_article_answers_with_its_source),
        test_with_shop(blanks_are_filled_from_facts_and_from_the_message),
        test_with_shop(what_needs_a_context_waits_for_it),
        test_with_shop(a_rule_may_call_a_person),
        test_with_shop(not_understood_asks_then_offers_then_hands_over),
        test_with_shop(being_understood_forgives_earlier_trouble),
        test_with_shop(a_button_answers_at_once),
        test_with_shop(yes_and_no_answer_the_offer),
        test_with_shop(outside_the_hours_a_number_is_asked_for_and_kept),
        test_with_shop(unknown_buttons_do_no_harm),
        test_with_shop(the_same_state_and_words_give_the_same_turn),
        test_with_shop(variants_take_turns),
        test_with_shop(a_spoilt_state_begins_afresh),
        test_with_shop(the_state_stays_small),
        test_with_shop(why_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
