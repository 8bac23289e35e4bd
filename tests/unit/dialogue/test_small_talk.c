/* Greeting, thanks, goodbye, yes, no and "a person, please", in the spellings people really use. */
#include "content.h"

#include <stdio.h>

struct spelling {
    const char *intent;
    const char *const *texts;
    size_t count;
};

#define SPELLINGS(intent, texts)                                                                   \
    {                                                                                              \
        intent, texts, COUNT(texts)                                                                \
    }

static const char *const greetings[] = {
    "chào",
    "Chào shop",
    "CHÀO SHOP",
    "chao shop",
    "xin chào",
    "xin chao",
    "xin chào ạ",
    "em chào shop ạ",
    "dạ em chào shop",
    "e chào sốp",
    "chào bạn",
    "chào ad",
    "chao ad nha",
    "hi",
    "Hi shop",
    "hello",
    "helo shop",
    "hé lô",
    "hellooo",
    "alo",
    "alô",
    "a lô",
    "alooo",
    "alo shop ơi",
    "alo alo",
    "hey",
    "shop ơi",
    "shop oi",
    "shoppp ơiiii",
    "ad ơi",
    "em ơi",
    "good morning",
    "chào buổi sáng",
    "có ai ở đó không",
    "co ai truc khong",
    "xin cha\u0300o",
    "Chào shop 👋",
    "chào shop!!!",
    "hi shop =))",
};
static const char *const thanks[] = {
    "cảm ơn",
    "cám ơn",
    "cam on",
    "Cảm ơn shop",
    "cảm ơn em nhiều",
    "cảm ơn nhiều ạ",
    "cam on nhieu nha",
    "cảm ơn shop nhiều nhé",
    "cảm ơn bạn rất nhiều",
    "thanks",
    "thank",
    "tks",
    "tks shop",
    "thanks shop nha",
    "thank you",
    "thank you so much",
    "thanks a lot",
    "camon",
    "cảm ơn nha 🥰",
    "ok cảm ơn",
    "dạ cảm ơn ạ",
    "dạ em cảm ơn",
    "vâng cảm ơn shop",
    "ca\u0309m ơn",
    "cảm ơnnnn",
    "cảm ơn!!!",
};
static const char *const goodbyes[] = {
    "tạm biệt",      "tam biet",
    "tạm biệt shop", "bye",
    "bye shop",      "byeee",
    "bye bye",       "bai bai",
    "bái bai",       "goodbye",
    "see you",       "hẹn gặp lại",
    "hen gap lai",   "hẹn gặp lại shop nha",
    "chào tạm biệt", "tam biet em nha",
};
static const char *const yeses[] = {
    "có",       "co",        "vâng",
    "vang",     "dạ",        "da",
    "dạ vâng",  "ừ",         "uh",
    "ừm",       "ờ",         "ok",
    "OK",       "oke",       "okie",
    "okk",      "okay",      "ok em",
    "ok shop",  "đồng ý",    "dong y",
    "đúng rồi", "dung roi",  "đúng",
    "chuẩn",    "chính xác", "được",
    "dc",       "đc",        "được ạ",
    "yes",      "yep",       "dạ đúng rồi ạ",
    "phải rồi", "ok nhé",    "oki",
};
static const char *const noes[] = {
    "không",     "khong",     "ko",        "k",          "hok",           "hông", "không ạ",
    "dạ không",  "dạ ko ạ",   "không cần", "ko can dau", "không cần đâu", "thôi", "thoi",
    "thôi khỏi", "thôi ạ",    "khỏi",      "không phải", "ko phải",       "chưa", "no",
    "nope",      "no thanks", "để sau",    "sai rồi",
};
static const char *const persons[] = {
    "gặp nhân viên",
    "gap nhan vien",
    "gặp nv",
    "cho gặp nhân viên",
    "cho mình gặp nhân viên",
    "cho e gặp nv tư vấn",
    "GẶP NHÂN VIÊN",
    "mình muốn gặp nhân viên",
    "muốn nói chuyện với nhân viên",
    "nói chuyện với người thật",
    "noi chuyen voi nguoi that",
    "chat với người thật",
    "kết nối tổng đài viên",
    "chuyển cho tư vấn viên",
    "chuyển máy cho nhân viên",
    "nối máy với tổng đài viên",
    "nhân viên đâu",
    "nhân viên",
    "người thật đâu",
    "không muốn nói chuyện với bot",
    "ko muốn chat với máy",
    "cần gặp quản lý",
    "cho xin gặp người tư vấn",
    "gặp nhân viên đi shop",
    "gặp nhân viên!!!",
    "talk to a human",
    "I want to speak to a person",
    "connect me to an agent",
    "can I talk to someone",
    "human please",
    "gap nhan vien gap",
};

static const struct spelling small_talk[] = {
    SPELLINGS("chao-hoi", greetings), SPELLINGS("cam-on", thanks), SPELLINGS("tam-biet", goodbyes),
    SPELLINGS("dong-y", yeses),       SPELLINGS("tu-choi", noes),
};

static void small_talk_just_works(void **state)
{
    struct shop *shop = *state;
    size_t wrong = 0;
    for (size_t k = 0; k < COUNT(small_talk); k++) {
        for (size_t i = 0; i < small_talk[k].count; i++) {
            shop->state = STR("");
            struct outcome got = say(shop, small_talk[k].texts[i]);
            if (got.decision == DECISION_SMALLTALK && str_is(got.intent, small_talk[k].intent) &&
                got.reply_count == 1 && got.handoff == NULL)
                continue;
            wrong++;
            print_error("\"%s\": %s " STR_FMT " instead of %s\n", small_talk[k].texts[i],
                        decision_name(got.decision), STR_ARG(got.intent), small_talk[k].intent);
        }
    }
    assert_int_equal(wrong, 0);
}

static void a_person_is_called_in_any_spelling(void **state)
{
    struct shop *shop = *state;
    size_t wrong = 0;
    for (size_t i = 0; i < COUNT(persons); i++) {
        shop->state = STR("");
        struct outcome got = say(shop, persons[i]);
        if (got.decision == DECISION_HANDOVER && got.handoff != NULL &&
            got.handoff->reason == HANDOFF_ASKED)
            continue;
        wrong++;
        print_error("\"%s\": %s " STR_FMT "\n", persons[i], decision_name(got.decision),
                    STR_ARG(got.intent));
    }
    assert_int_equal(wrong, 0);
}

/* The words of small talk inside other business are not small talk. */
static void business_is_not_taken_for_small_talk(void **state)
{
    static const char *const texts[] = {
        "chào shop cho hỏi bảo hành bao lâu", "cảm ơn shop, thế bảo hành mấy năm",
        "hi shop, máy bảo hành bao lâu vậy",  "ok vậy bảo hành bao lâu",
        "không, mình hỏi bảo hành bao lâu",
    };
    struct shop *shop = *state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        shop->state = STR("");
        struct outcome got = say(shop, texts[i]);
        if (got.decision != DECISION_ANSWER)
            print_error("\"%s\": %s\n", texts[i], decision_name(got.decision));
        assert_int_equal(got.decision, DECISION_ANSWER);
        assert_str(got.article, "bao-hanh");
    }
}

/* Staff of another kind, or a person refused, is no call for a person. */
static void not_every_person_is_called(void **state)
{
    static const char *const texts[] = {"không cần gặp nhân viên đâu", "đừng chuyển nhân viên",
                                        "shop có tuyển nhân viên không"};
    struct shop *shop = *state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        shop->state = STR("");
        struct outcome got = say(shop, texts[i]);
        if (got.handoff != NULL)
            print_error("\"%s\" calls a person\n", texts[i]);
        assert_null(got.handoff);
    }
}

static void a_thumb_up_is_thanks_and_other_signs_are_not(void **state)
{
    struct shop *shop = *state;
    assert_str(say(shop, "👍").intent, "cam-on");
    assert_str(say(shop, "❤️❤️").intent, "cam-on");
    shop->state = STR("");
    static const char *const nothing[] = {"???", "...", "🤔", "😡", "   ", "\u200b"};
    for (size_t i = 0; i < COUNT(nothing); i++) {
        shop->state = STR("");
        struct outcome got = say(shop, nothing[i]);
        assert_int_equal(got.decision, DECISION_ASK);
        assert_int_equal(got.reply_count, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_shop(small_talk_just_works),
        test_with_shop(a_person_is_called_in_any_spelling),
        test_with_shop(business_is_not_taken_for_small_talk),
        test_with_shop(not_every_person_is_called),
        test_with_shop(a_thumb_up_is_thanks_and_other_signs_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
